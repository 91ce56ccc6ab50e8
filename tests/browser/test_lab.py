"""The notebooks in JupyterLab, in a browser, as an analyst has them: restarted, run from top to bottom, and used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = ("00_corpus", "01_casualties", "02_displacement", "03_control", "04_discrepancies", "explore")
PATIENCE = 40_000  # milliseconds
TOKEN = "a token for tests"
OPEN = """async path => {
    const panel = await window.jupyterapp.commands.execute('docmanager:open', {path});
    await panel.context.ready;
    await panel.sessionContext.ready;
    window.panel = panel;
}"""
CLOSE = """async () => {
    await window.panel.sessionContext.shutdown();
    window.panel.context.model.dirty = false;
    window.panel.close();
}"""
CELLS = """() => [...window.panel.content.model.cells].filter(c => c.type === 'code').map(c => ({
    source: c.sharedModel.getSource(),
    ran: c.executionCount,
    shows: [...Array(c.outputs.length).keys()].map(i => c.outputs.get(i).toJSON()),
}))"""
IDLE = "() => window.panel.sessionContext.session?.kernel?.status === 'idle'"
DONE = """() => {
    const cells = [...window.panel.content.model.cells].filter(c => c.type === 'code');
    const failed = c => [...Array(c.outputs.length).keys()].some(i => c.outputs.get(i).type === 'error');
    return window.panel.sessionContext.session.kernel.status === 'idle' && (cells.every(c => c.executionCount) || cells.some(failed));
}"""


@pytest.fixture(scope="module")
def lab(
    browser: Any,
    missing: Callable[[str], None],
    tables_of: Callable[[Path, Path], Path],
    repo_root: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Any]:
    """A page with JupyterLab on copies of the notebooks, the tables beside them; it listens on this machine alone."""
    if find_spec("jupyterlab") is None:
        missing("jupyterlab is not there: install the extra `lab` (make install)")
    root = tmp_path_factory.mktemp("lab")
    shutil.copytree(repo_root / "notebooks", root / "project" / "notebooks", ignore=shutil.ignore_patterns(".*"))
    tables_of(repo_root / "data" / "raw", root / "project" / "data" / "processed")
    homes = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
        "IPYTHONDIR",
    )
    environment = {**os.environ, **{name: str(root / name) for name in homes}, "JUPYTER_TOKEN": TOKEN}
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0",
        f"--ServerApp.root_dir={root / 'project'}", "--LabApp.expose_app_in_browser=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with (root / "log").open("w") as log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as server:
        try:
            context = browser.new_context(viewport={"width": 1300, "height": 1000})
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(f"{_address(root, server)}lab?reset&token={TOKEN}")
            page.wait_for_function("() => window.jupyterapp !== undefined")
            page.evaluate("async () => { await window.jupyterapp.restored }")
            yield page
            context.close()
        finally:
            server.terminate()


def _address(root: Path, server: subprocess.Popen[bytes]) -> str:
    """Where the server listens: it writes that down once it does."""
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until and server.poll() is None:
        for path in (root / "JUPYTER_RUNTIME_DIR").glob("jpserver-*.json"):
            try:
                return str(json.loads(path.read_text())["url"])
            except ValueError:  # half written
                pass
        time.sleep(0.1)
    return pytest.fail(f"JupyterLab did not start:\n{(root / 'log').read_text()[-2000:]}")


def _run_all(page: Any) -> list[dict[str, Any]]:
    """Empty the outputs, restart the kernel and run everything, by the menu; then what each cell of code shows."""
    page.wait_for_function(IDLE)  # a kernel that is still starting loses what it is asked for
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Run All Cells…").click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_function(DONE)
    return list(page.evaluate(CELLS))


def _press_until(page: Any, key: str, shown: Any) -> None:
    """JupyterLab gives the kernel a second to answer such a key and then lets it be: on a slow machine it takes another press."""
    for _ in range(15):
        page.keyboard.press(key)
        for _ in range(10):
            if shown.count():
                return
            page.wait_for_timeout(200)
    pytest.fail(f"{key} brought nothing")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_from_top_to_bottom(lab: Any, name: str) -> None:
    asked: list[str] = []
    lab.on("request", lambda request: asked.append(request.url))
    lab.evaluate(OPEN, f"notebooks/{name}.ipynb")
    cells = _run_all(lab)
    assert len(cells) > 8
    failed = [(c["source"], o["ename"], o["evalue"]) for c in cells for o in c["shows"] if o["output_type"] == "error"]
    assert failed == []
    assert [c["ran"] for c in cells] == list(range(1, len(cells) + 1))
    warned = [(c["source"], o["text"]) for c in cells for o in c["shows"] if o["output_type"] == "stream"]
    assert warned == []
    silent = [c["source"].splitlines()[0] for c in cells if not c["shows"]]
    assert silent in ([], ["# The folder that `contested parse` and `contested compare` wrote."])
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))] == []
    if name != "explore":
        lab.evaluate(CLOSE)


def test_the_launcher_searches_completes_and_explains(lab: Any) -> None:
    """On the notebook that the test before has opened and run."""
    panel = lab.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    browsed = panel.locator(".dt-container").first
    browsed.scroll_into_view_if_needed()
    rows = browsed.locator("tbody tr")
    before = rows.count()
    browsed.locator("input[type=search]").first.fill("Observatory")
    assert 0 < rows.count() < before
    assert all("Observatory" in text for text in rows.all_inner_texts())
    assert panel.locator("svg.chart").first.bounding_box()["width"] <= 760
    assert panel.locator("blockquote mark").first.inner_text() == "Thousands"

    lab.evaluate("() => window.jupyterapp.commands.execute('notebook:insert-cell-below')")
    cell = panel.locator(".jp-Notebook-cell.jp-mod-selected .cm-content")
    cell.click()
    lab.keyboard.type("bench.fi")
    editor = panel.locator(".jp-Notebook-cell.jp-mod-selected .cm-line")
    _press_until(lab, "Tab", editor.filter(has_text="bench.find"))
    lab.keyboard.type("(")
    _press_until(lab, "Shift+Tab", lab.locator(".jp-Tooltip").filter(has_text="Claims that fit all that is given"))
    lab.keyboard.type('indicator="kiled")')
    lab.keyboard.press("Control+Enter")
    said = panel.locator(".jp-Notebook-cell.jp-mod-selected .jp-OutputArea")
    said.get_by_text("did you mean 'killed'").first.wait_for()
    lab.evaluate(CLOSE)
