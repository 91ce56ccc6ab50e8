"""A real browser, and three sets of pages for it: the briefs of the project, what changed in them, and documents that mean harm."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contested.compare import compare_tables
from contested.model import Claim
from contested.pipeline import parse_corpus
from contested.report import build_reports
from contested.report.data import load
from contested.tables import domain_tables, write_tables
from contested.tables.read import read_arrow

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-sync", "--disable-component-update",
]  # fmt: skip
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
REPORTS = ("00_corpus", "01_casualties", "02_displacement", "03_control", "04_discrepancies")


def _missing(what: str) -> None:
    """Skip and say what to install; under CI fail, since a check not made must not look like one that passed."""
    if os.environ.get("CI", "").lower() in {"true", "1"}:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def missing() -> Callable[[str], None]:
    """What to call where something that a check needs is not installed."""
    return _missing


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium from the system's packages, driven by Playwright."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        _missing(f"none of {', '.join(BROWSERS)} is there: install the system's package chromium (Debian, Ubuntu: apt install chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not there: install the extra `test` (make install)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Site:
    """A folder of published pages, and the claims behind them."""

    folder: Path
    claims: dict[str, Claim]

    @property
    def pages(self) -> list[str]:
        return sorted(p.stem for p in self.folder.glob("*.html"))

    def address(self, page: str) -> str:
        return (self.folder / f"{page}.html").as_uri()


@pytest.fixture(scope="session")
def publish(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Site]:
    """Build the reports on a folder of tables; `before`: tables of an edition published earlier."""

    def build(tables: Path, before: Path | None = None) -> Site:
        out = tmp_path_factory.mktemp("site") / "reports"
        if before is not None:
            out.mkdir()
            shutil.copytree(before, out / "tables")
            (out / "index.html").write_text("the earlier edition", encoding="utf-8")
        build_reports(tables, out, notebooks=repo_root / "notebooks", workers=1)
        return Site(out, load(out / "tables").claim_by_id)

    return build


def _tables(source: Path, to: Path) -> Path:
    parse_corpus(source, to)
    compare_tables(to)
    return to


@pytest.fixture(scope="session")
def tables_of() -> Callable[[Path, Path], Path]:
    """Read a folder of documents into a folder of tables, comparisons included."""
    return _tables


@pytest.fixture(scope="session")
def site(repo_root: Path, publish: Callable[..., Site], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The reports on the briefs of the project, after an edition without the last of them and with one that was edited since."""
    folder = tmp_path_factory.mktemp("briefs")
    earlier = folder / "raw"
    shutil.copytree(repo_root / "data" / "raw", earlier)
    briefs = sorted(earlier.glob("*.txt"))
    briefs[-1].unlink()
    briefs[0].write_text("Corrected. " + briefs[0].read_text(encoding="utf-8").replace("87", "86"), encoding="utf-8")
    return publish(_tables(repo_root / "data" / "raw", folder / "now"), _tables(earlier, folder / "before"))


RUN = "window.executed = true; document.title = 'executed'"
LONG = "Nothing but a long title " * 4200
ENDLESS = "x" * 100_000  # no place to break a line
HARM = (
    f"<script>{RUN}</script>",
    f'"><img src=x onerror="{RUN}">',
    f'<svg onload="{RUN}"><style>*{{display:none}}</style>',
    "</bdi></mark></blockquote></article></section></main></body></html>",
    "<table><tr><td><details><!-- <![CDATA[ ",
    "javascript:alert(1)",
    "\u202e\u2067\u2066drawkcab\u0000\u0007",
    "{{ 7*7 }} $\\frac{1}{2} &lt;b&gt; &#x202e;",
)


@pytest.fixture(scope="session")
def hostile(publish: Callable[..., Site], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Reports on documents that try to get out: markup and worse in text, title, publisher, url and the names of sources."""
    folder = tmp_path_factory.mktemp("hostile")
    raw, tables = folder / "raw", folder / "tables"
    raw.mkdir()
    rows = ["file,title,publisher,published,url"]
    for i, harm in enumerate(HARM):
        text = (
            f"At least {20 + i} civilians were killed in Aleppo on Friday, the Relief Office said: {harm}\n\n"
            f"About {3000 + i} people fled Aleppo, the mayor said, {harm} and more left later. {harm}\n\n"
            f"The army seized Homs on Thursday. {harm} It holds {30 + i} percent of Aleppo {harm}, the Relief Office said.\n"
        )
        if i == 3:
            text += f"\n{ENDLESS} said that {LONG} at least 77 people were killed in {ENDLESS} on Friday.\n"
        (raw / f"d{i}.txt").write_text(text.replace("\u0000", ""), encoding="utf-8")  # with it, it is no text to be read
        quoted = harm.replace('"', '""').replace("\u0000", "")
        title = f"{LONG} {quoted}" if i == 0 else quoted
        url = 'javascript:alert(""x"")' if i % 2 else f"https://example.org/{quoted}"
        publisher = ENDLESS if i == 1 else f"Post {quoted}"
        url = f"{url}/{ENDLESS}" if i == 2 else url
        rows.append(f'd{i}.txt,"{title}","{publisher}",2016-12-0{1 + i},"{url}"')
    (raw / "documents.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    parse_corpus(raw, tables)
    claims = read_arrow(tables, "claims").to_pylist()
    for i, row in enumerate(claims):
        harm = HARM[i % len(HARM)]
        harm = (LONG, ENDLESS)[i // 5 % 2] if i % 5 == 4 else harm
        row |= {"source": f"Voice {harm}", "source_text": harm, "relayed_by": harm, "actor": harm, "holder": harm, "place_text": harm}
        row["source"] = None if i % 7 == 6 else row["source"]  # the publisher's own voice
        if i % 3 == 0:
            row["place"] = f"Town {harm}"
    columns = {name: [row[name] for row in claims] for name in claims[0]}
    places = read_arrow(tables, "places").to_pylist()
    write_tables(tables, {"claims": columns, **domain_tables(columns, places)})
    compare_tables(tables)
    return publish(tables)
