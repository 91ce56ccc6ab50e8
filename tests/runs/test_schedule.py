"""What schedulers are given is what they accept."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from projects import contested

from contested.errors import UsageError
from contested.runs.schedule import schedule_for

PROJECTS = ("/srv/contested", "/srv/a folder/100% 'done' $HOME")


def cron_fields(text: str) -> list[str]:
    (line,) = (line for line in text.splitlines() if line and not line.startswith("#"))
    return line.split(maxsplit=5)


def as_cron_runs_it(command: str) -> str:
    """What cron gives to the shell: up to the first per cent sign without a backslash, the backslashes before others gone."""
    return re.split(r"(?<!\\)%", command)[0].replace(r"\%", "%")


@pytest.mark.parametrize("project", PROJECTS)
def test_cron(project: str) -> None:
    minute, hour, *days, command = cron_fields(schedule_for("cron", Path(project), at="23:05"))
    assert (int(minute), int(hour), days) == (5, 23, ["*", "*", "*"])
    words = shlex.split(as_cron_runs_it(command))
    assert words[1:] == ["run", "--project", project, "--log-format", "json", ">>", f"{project}/run.log", "2>&1"]
    assert words[0].endswith("contested")


def test_the_line_of_cron_runs(project: Path) -> None:
    """With --dry-run, so that nothing is made; in the bare environment that cron gives."""
    command = as_cron_runs_it(cron_fields(schedule_for("cron", project))[5]).replace(" run ", " run --dry-run ")
    done = subprocess.run(["/bin/sh", "-c", command], env={"PATH": "/usr/bin:/bin", "HOME": "/"}, cwd="/", check=False, timeout=60)
    assert done.returncode == 0
    assert "4 new" in (project / "run.log").read_text()


@pytest.mark.parametrize("project", PROJECTS)
def test_systemd_accepts_the_units(project: str, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not there: systemd's own check of a unit file cannot be asked")
    folder = tmp_path / Path(project).name
    folder.mkdir()
    for unit in ("service", "timer"):
        text = schedule_for("systemd", folder, at="06:30", unit=unit)
        (tmp_path / f"contested.{unit}").write_text(text, encoding="utf-8")
    units = [str(tmp_path / "contested.service"), str(tmp_path / "contested.timer")]
    done = subprocess.run([analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False, timeout=60)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "contested" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_units_of_systemd() -> None:
    service = schedule_for("systemd", Path("/srv/a b"), unit="service")
    assert re.search(r'^ExecStart=".*contested" run --project "/srv/a b" --log-format json --wait 600$', service, re.MULTILINE)
    assert "\nSuccessExitStatus=3\n" in service
    timer = schedule_for("systemd", Path("/srv"), at="6:30", unit="timer")
    assert "\nOnCalendar=*-*-* 06:30:00\n" in timer
    both = schedule_for("systemd", Path("/srv/a b"))
    assert service in both
    assert "# ---- contested.timer\n" in both


def test_github_accepts_the_workflow() -> None:
    workflow = yaml.safe_load(schedule_for("github", Path("/srv"), at="04:15"))
    on = workflow[True]  # YAML 1.1 reads the key `on` as true; GitHub does not
    assert on["schedule"] == [{"cron": "15 4 * * *"}]
    assert workflow["concurrency"]["cancel-in-progress"] is False
    steps = workflow["jobs"]["run"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    assert [step["run"] for step in steps if "run" in step] == ["make report"]
    (cache,) = (step for step in steps if step.get("uses", "").startswith("actions/cache@"))
    assert cache["with"]["key"] == "contested-${{ github.run_id }}"
    assert {"reports", "runs", ".contested-reports/cache"} == set(cache["with"]["path"].split())
    (upload,) = (step for step in steps if step.get("uses", "").startswith("actions/upload-artifact@"))
    assert upload["if"] == "always()"


def job(project: Path, text: str, **parameters: str) -> subprocess.CompletedProcess[str]:
    """The code of the notebook, as a scheduler would run it, in another folder."""
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    code = [c.source for c in notebook.cells if c.cell_type == "code"]
    code.insert(1, "\n".join(f"{name} = {value}" for name, value in parameters.items()))
    return subprocess.run(
        [sys.executable, "-c", "\n".join(code)], capture_output=True, text=True, cwd="/", env={"PATH": os.environ["PATH"]}, check=False
    )


def test_jupyter_runs_the_notebook(project: Path) -> None:
    text = schedule_for("jupyter", project)
    tagged = [c for c in nbformat.reads(text, as_version=4).cells if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1
    done = job(project, text, options='["--dry-run"]')
    assert (done.returncode, done.stderr) == (0, "")
    failed = job(project, text, options='["--dry-run", "--convention", "none", "--project", "/nowhere"]')
    assert failed.returncode != 0
    assert "contested run ended with 2" in failed.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"scheduler": "cron", "at": "25:00"}, "no time of day"),
        ({"scheduler": "cron", "at": "6"}, "HH:MM"),
        ({"scheduler": "cron", "unit": "timer"}, "only systemd has units"),
        ({"scheduler": "systemd", "unit": "socket"}, "service and timer"),
    ],
)
def test_a_wrong_call(arguments: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        schedule_for(arguments.pop("scheduler"), Path("/srv"), **arguments)


@pytest.mark.parametrize("scheduler", ["cron", "systemd", "github", "jupyter"])
def test_it_is_printed_and_nothing_is_installed(project: Path, scheduler: str) -> None:
    before = sorted(project.rglob("*"))
    done = contested("schedule", scheduler, "--project", project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == schedule_for(scheduler, project)
    assert sorted(project.rglob("*")) == before


def test_an_unknown_scheduler(project: Path) -> None:
    done = contested("schedule", "windows", "--project", project)
    assert done.returncode == 2
    assert "'cron', 'systemd', 'github', 'jupyter'" in done.stderr
