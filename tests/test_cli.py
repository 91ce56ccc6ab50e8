"""The commands as a user meets them: help, exit codes, messages."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (
    "parse",
    "compare",
    "report",
    "run",
    "runs",
    "verify",
    "schedule",
    "config",
    "check",
    "export",
    "evidence",
    "explain",
    "notebooks",
)


def contested(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "contested", *map(str, arguments)], capture_output=True, text=True, cwd=cwd, check=False)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_it_does_and_how_it_ends(command: str) -> None:
    done = contested(command, "--help")
    assert done.returncode == 0
    assert "Exit codes" in done.stdout
    assert len(done.stdout.splitlines()) > 8


def test_help_lists_every_command() -> None:
    done = contested("--help")
    assert all(command in done.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("parse", "nowhere", "out"), "nowhere: no such file or folder"),
        (("prase",), "No such command"),
        (("parse",), "Missing argument"),
        (("run", "--project", "nowhere"), "nowhere: no such folder"),
        (("run",), "no project in"),
        (("verify",), "no project in"),
        (("report", ".", "out", "-p", "place"), "write it as NAME=VALUE"),
        (("parse", ".", "out", "--lexicon", "gone.toml"), "gone.toml"),
    ],
)
def test_a_wrong_call_says_so(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    done = contested(*arguments, cwd=tmp_path)
    assert done.returncode == 2 if "--lexicon" not in arguments else done.returncode in (1, 2)
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_parse_evidence_explain(tmp_path: Path) -> None:
    text = tmp_path / "monday.txt"
    text.write_text("At least 12 civilians were killed in Aleppo, the Observatory said on Monday.", encoding="utf-8")
    done = contested("parse", text, tmp_path / "tables")
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 document, 1 claim, 0 rejected" in done.stderr
    claim = rows(tmp_path / "tables" / "claims.csv")[0]["claim_id"]
    shown = contested("evidence", tmp_path / "tables", claim[:6])
    assert shown.returncode == 0, shown.stderr
    assert "12" in shown.stdout
    assert "Aleppo" in shown.stdout
    assert "\x1b" not in shown.stdout
    assert contested("evidence", tmp_path / "tables", "zzzz").returncode == 2
    explained = contested("explain", text)
    assert explained.returncode == 0
    assert "killed" in explained.stdout


def test_rejects_give_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Ten people were killed.", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    done = contested("parse", tmp_path, tmp_path / "tables")
    assert done.returncode == 3
    assert "1 rejected" in done.stderr
    assert [(r["file"], r["reason"]) for r in rows(tmp_path / "tables" / "rejects.csv")] == [("empty.txt", "empty")]
    assert contested("check", tmp_path / "tables").returncode == 0


def test_damage_and_exports_have_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("At least 12 civilians were killed in Aleppo on Monday.", encoding="utf-8")
    tables = tmp_path / "tables"
    contested("parse", tmp_path / "text.txt", tables)
    done = contested("check", tables)
    assert (done.returncode, done.stdout) == (0, "")
    done = contested("export", tables, tmp_path / "out", "--format", "geojson", "--format", "ucdp")
    assert done.returncode == 0, done.stderr
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"geojson", "ucdp"}
    assert contested("export", tables, tmp_path / "out", "--format", "kml").returncode == 2
    assert contested("export", tables, tmp_path / "out", "--date", "soon").returncode == 2
    (tables / "claims.csv").write_bytes((tables / "claims.csv").read_bytes().replace(b"12 civilians", b"13 civilians"))
    done = contested("check", tables)
    assert done.returncode == 1
    assert "claims.csv, row 1 (" in done.stdout
    assert (
        "column quote: is 'At least 13 civilians' here and 'At least 12 civilians' in claims.parquet; make the tables again" in done.stdout
    )
    assert "3 problems in" in done.stderr
