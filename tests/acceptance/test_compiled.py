"""A wheel in which the reading of texts is compiled (`make wheel`) reads what the sources read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def compiled(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package of such a wheel, built as `make wheel` does."""
    missing = [
        name
        for name, there in {
            "a C compiler": shutil.which("cc"),
            "the headers of Python": Path(sysconfig.get_paths()["include"], "Python.h").exists(),
            "hatch-mypyc": find_spec("hatch_mypyc"),
        }.items()
        if not there
    ]
    if missing:
        must = os.environ.get("CI", "").lower() in {"true", "1"}
        (pytest.fail if must else pytest.skip)(f"nothing can be compiled without {' and '.join(missing)}")
    tmp = tmp_path_factory.mktemp("compiled")
    for name in ("README.md", "LICENSE"):
        shutil.copy(repo_root / name, tmp)
    # the C compiler need not optimise: what mypyc makes of the sources is looked at here
    settings = (repo_root / "pyproject.toml").read_text(encoding="utf-8")
    assert 'opt_level = "1"' in settings
    (tmp / "pyproject.toml").write_text(settings.replace('opt_level = "1"', 'opt_level = "0"'), encoding="utf-8")
    shutil.copytree(repo_root / "src", tmp / "src", ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp), str(tmp)]
    made = subprocess.run(build, env={**os.environ, "HATCH_BUILD_HOOK_ENABLE_MYPYC": "true"}, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    (wheel,) = tmp.glob("contested-*.whl")
    zipfile.ZipFile(wheel).extractall(tmp / "package")
    return tmp / "package"


def parse(source: Path, out: Path, package: Path) -> dict[str, bytes]:
    """The tables that the code in `package` writes."""
    environment = {**os.environ, "PYTHONPATH": str(package)}
    subprocess.run([sys.executable, "-m", "contested", "parse", str(source), str(out)], env=environment, capture_output=True)
    return {path.name: path.read_bytes() for path in out.iterdir() if path.suffix in (".csv", ".parquet")}


@pytest.mark.acceptance
@pytest.mark.parametrize("source", ["corpora/fa-kes.csv", "gold/dev/texts", "cases"])
def test_the_tables_are_the_same(source: str, compiled: Path, repo_root: Path, shared: Path, tmp_path: Path) -> None:
    where = repo_root / "tests" / "extract" / "cases" if source == "cases" else shared / source
    tables = parse(where, tmp_path / "compiled", compiled)
    assert len(tables) > 5
    assert tables == parse(where, tmp_path / "as_written", repo_root / "src")


def test_it_is_compiled(compiled: Path) -> None:
    ask = "import contested.extract.record as r, contested.text.tokens as t; print(r.__file__, t.__file__)"
    where = subprocess.run([sys.executable, "-c", ask], env={**os.environ, "PYTHONPATH": str(compiled)}, capture_output=True, text=True)
    assert [name.endswith(sysconfig.get_config_var("EXT_SUFFIX")) for name in where.stdout.split()] == [True, True]
