"""pyproject.toml, requirements.lock, environment.yml and CITATION.cff say the same thing."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import contested
from contested.tables.schema import TABLES

PYTHONS = ("3.11", "3.12", "3.13")

# The Python package index's name -> conda-forge's, where they differ.
CONDA_NAMES = {
    "jupyter-client": "jupyter_client",
    "jupyter-core": "jupyter_core",
    "matplotlib": "matplotlib-base",  # without the Qt windows
    "nbconvert": "nbconvert-core",  # without pandoc and TeX
    "lxml-html-clean": "lxml_html_clean",
    "duckdb": "python-duckdb",
}


@dataclass(frozen=True, slots=True)
class Locked:
    """One entry of the lock."""

    name: str
    version: Version
    marker: Marker | None
    hashes: tuple[str, ...]

    def applies(self, python: str, platform: str = "linux") -> bool:
        return applies(self.marker, python, platform)


def applies(marker: Marker | None, python: str, platform: str) -> bool:
    """True where what carries the marker is wanted."""
    environment = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "platform_machine": "arm64" if platform == "darwin" else "x86_64",
        "sys_platform": platform,
        "os_name": "nt" if platform == "win32" else "posix",
        "extra": "",
    }
    return marker is None or marker.evaluate({k: str(v) for k, v in environment.items()})


def parse_lock(text: str) -> list[Locked]:
    """Every entry of a pip requirements file; anything that is not `name==version` with hashes is an error."""
    entries = []
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        head, *hashes = line.split("--hash=")
        requirement = Requirement(head.strip())
        (pin,) = requirement.specifier
        assert pin.operator == "==", line
        assert requirement.url is None, line
        entries.append(
            Locked(canonicalize_name(requirement.name), Version(pin.version), requirement.marker, tuple(h.strip() for h in hashes))
        )
    return entries


def test_the_lock_parser_reads_markers_and_hashes() -> None:
    text = "a-b==1.2 ; python_full_version < '3.12' \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n    # via c\n"
    text += "d==3 \\\n    --hash=sha256:22\n"
    first, second = parse_lock(text)
    assert (first.name, str(first.version), first.hashes) == ("a-b", "1.2", ("sha256:00", "sha256:11"))
    assert [first.applies(p) for p in PYTHONS] == [True, False, False]
    assert (second.name, second.marker) == ("d", None)


@pytest.fixture(scope="module")
def project(repo_root: Path) -> dict[str, Any]:
    return tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def declared(project: dict[str, Any]) -> dict[str, Requirement]:
    """Everything pyproject.toml asks for: the package's needs, every extra's, the build backend's."""
    table = project["project"]
    lines = [*table["dependencies"], *project["build-system"]["requires"]]
    for extra in table["optional-dependencies"].values():
        lines += extra
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


@pytest.fixture(scope="module")
def lock_text(repo_root: Path) -> str:
    return (repo_root / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def locked(lock_text: str) -> list[Locked]:
    return parse_lock(lock_text)


@pytest.fixture(scope="module")
def environment(repo_root: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((repo_root / "environment.yml").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", PYTHONS)
def test_each_declared_dependency_is_locked_once_and_in_range(
    declared: dict[str, Requirement], locked: list[Locked], python: str, platform: str
) -> None:
    entries = [entry for entry in locked if entry.applies(python, platform)]
    names = [entry.name for entry in entries]
    assert len(names) == len(set(names)), "two versions of one package apply at once"
    versions = {entry.name: entry.version for entry in entries}
    wanted = {name: r for name, r in declared.items() if applies(r.marker, python, platform)}
    wrong = [str(r) for name, r in wanted.items() if name not in versions or versions[name] not in r.specifier]
    assert not wrong, f"run `make lock`: {wrong}"


def test_every_locked_version_has_hashes(locked: list[Locked]) -> None:
    assert len(locked) > 50
    assert not [e.name for e in locked if not e.hashes]
    assert not [e.name for e in locked for h in e.hashes if not re.fullmatch(r"sha256:[0-9a-f]{64}", h)]


def test_the_lock_names_no_host_and_no_option(lock_text: str) -> None:
    assert "://" not in lock_text
    assert not re.search(r"^\s*(-[a-z]|--(?!hash=))", lock_text, flags=re.MULTILINE)


def test_the_build_backend_is_locked_with_the_rest(project: dict[str, Any]) -> None:
    # The package is installed without build isolation: what builds it must come from the lock.
    assert project["dependency-groups"]["build"] == project["build-system"]["requires"]


def test_conda_and_pip_users_get_the_same_set(
    project: dict[str, Any], declared: dict[str, Requirement], environment: dict[str, Any]
) -> None:
    conda = [line for line in environment["dependencies"] if isinstance(line, str) and line != "pip"]
    from_pip = [line for group in environment["dependencies"] if isinstance(group, dict) for line in group["pip"]]
    assert "--editable ." in from_pip
    theirs = {Requirement(line).name: str(Requirement(line).specifier) for line in [*conda, *from_pip] if not line.startswith("-")}
    ours = {CONDA_NAMES.get(name, name): str(r.specifier) for name, r in declared.items()}
    ours["python"] = project["project"]["requires-python"]
    assert theirs == ours


def imports(path: Path, *, whole_file: bool) -> set[str]:
    """The top-level modules that a source file imports: as it loads, or anywhere in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if whole_file else iter(tree.body)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"contested"}


@pytest.mark.parametrize(
    ("folder", "extras", "whole_file"),
    [
        ("src", (), False),  # what the package loads comes with the package
        ("src", ("lab", "cluster"), True),  # what it loads on demand may be an extra
        ("tests", ("test", "lab", "cluster", "fuzz"), True),
    ],
)
def test_every_import_is_declared(project: dict[str, Any], repo_root: Path, folder: str, extras: tuple[str, ...], whole_file: bool) -> None:
    table = project["project"]
    lines = [*table["dependencies"], *(line for extra in extras for line in table["optional-dependencies"][extra])]
    allowed = {canonicalize_name(Requirement(line).name) for line in lines}
    local = {p.stem for p in (repo_root / folder).rglob("*.py")} | {p.name for p in (repo_root / folder).rglob("*") if p.is_dir()}
    providers = packages_distributions()
    missing = {
        f"{path.relative_to(repo_root)}: {module}"
        for path in sorted((repo_root / folder).rglob("*.py"))
        for module in imports(path, whole_file=whole_file) - local
        if not allowed & {canonicalize_name(name) for name in providers.get(module, [module])}
    }
    assert not missing


def test_one_version_everywhere(project: dict[str, Any], repo_root: Path) -> None:
    citation = yaml.safe_load((repo_root / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = (repo_root / "CHANGELOG.md").read_text(encoding="utf-8")
    version = project["project"]["version"]
    assert contested.__version__ == version
    assert str(citation["version"]) == version
    assert re.findall(r"^## (\S+)", changelog, flags=re.MULTILINE)[0] == version


def test_package_data_is_installed_with_the_package() -> None:
    package = Path(contested.__file__).parent
    assert (package / "py.typed").is_file()
    assert list((package / "lexicon").glob("*.toml"))


def test_the_readme_of_the_tables_lists_every_table(repo_root: Path) -> None:
    text = (repo_root / "data/processed/README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(TABLES)


def test_make_lists_every_target(repo_root: Path) -> None:
    makefile = (repo_root / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert phony
    described = set(re.findall(r"^([a-z-]+):.*## \S", makefile, flags=re.MULTILINE))
    assert described == set(phony[1].split())
    assert {"report", "test", "lab", "bench", "lint", "clean"} <= described


def test_a_wheel_holds_everything_the_package_reads(repo_root: Path, tmp_path: Path) -> None:
    # What an analyst installs must carry lexicons and templates, and a .gitignore line must not drop any of them.
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=repo_root,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("contested/")}
    source = repo_root / "src"
    files = {p.relative_to(source).as_posix() for p in (source / "contested").rglob("*") if p.is_file()}
    assert {f for f in files if "__pycache__" not in f and not f.endswith(".pyc")} <= packed
