"""What cron, systemd, GitHub Actions and jupyter-scheduler need to run a project every day: printed, never installed."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

from contested.errors import UsageError

UNITS = ("service", "timer")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def schedule_for(scheduler: str, project: Path, *, at: str = "06:00", unit: str | None = None) -> str:
    """The file for a scheduler (``cron``, ``systemd``, ``github`` or ``jupyter``) that runs `project` every day at `at`.

    Raises
    ------
    UsageError
        `at` is no time of day, or `unit` is none of systemd's.
    """
    time = _TIME.fullmatch(at)
    if time is None:
        raise UsageError(f"--at {at!r} is no time of day; write it as HH:MM, such as 06:00")
    if unit is not None and (scheduler != "systemd" or unit not in UNITS):
        raise UsageError(f"--unit {unit!r}: only systemd has units, and they are {' and '.join(UNITS)}")
    hour, minute = int(time[1]), int(time[2])
    if scheduler == "cron":
        return _cron(project, hour, minute)
    if scheduler == "systemd":
        units = {"service": _service(project), "timer": _timer(project, hour, minute)}
        return units[unit] if unit else "\n".join(f"# ---- contested.{name}\n{text}" for name, text in units.items())
    return _github(hour, minute) if scheduler == "github" else _jupyter(project)


def _command() -> str:
    """The command beside the interpreter at work, so that a scheduler needs no activated environment."""
    beside = Path(sys.executable).with_name("contested")
    return str(beside) if beside.is_file() else "contested"


def _cron(project: Path, hour: int, minute: int) -> str:
    run = f"{shlex.quote(_command())} run --project {shlex.quote(str(project))} --log-format json"
    log = shlex.quote(str(project / "run.log"))
    # cron reads a per cent sign as the end of the line
    line = f"{minute} {hour} * * * {run} >> {log} 2>&1".replace("%", r"\%")
    return (
        "# Every day; add the line with `crontab -e`. Exit codes: 0 done, 1 failed, 2 usage, 3 done with rejects.\n"
        "# A run that finds another at work leaves; one that finds nothing new ends within a second or two.\n"
        f"{line}\n"
    )


def _service(project: Path) -> str:
    return f"""\
# Save as ~/.config/systemd/user/contested.service (or /etc/systemd/system/contested.service, with User= below).
[Unit]
Description=Contested Figures: read the documents and publish tables and reports
Documentation={(project / "docs" / "running.md").as_uri().replace("%", "%%")}

[Service]
Type=oneshot
WorkingDirectory={_escaped(project)}
ExecStart={_quoted(_command())} run --project {_quoted(str(project))} --log-format json --wait 600
# 3: done, but some documents were rejected (they are listed in the table `rejects`)
SuccessExitStatus=3
# systemd asks the run to end after this time, then kernels and run are killed; what was published stays
TimeoutStartSec=6h
TimeoutStopSec=30s
Nice=10
NoNewPrivileges=yes
PrivateTmp=yes
"""


def _timer(project: Path, hour: int, minute: int) -> str:
    return f"""\
# Save beside the service as contested.timer; then: systemctl --user daemon-reload && systemctl --user enable --now contested.timer
[Unit]
Description=Contested Figures every day

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00
# a machine that was off runs it when it is on again
Persistent=true
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target
"""


def _escaped(path: Path) -> str:
    """For a setting that takes a path as it is: systemd expands per cent signs."""
    return str(path).replace("%", "%%")


def _quoted(word: str) -> str:
    """A word of a command line, for ExecStart."""
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{word}"'


def _github(hour: int, minute: int) -> str:
    return f"""\
# Save as .github/workflows/contested.yml in the project's repository. The time is UTC.
name: contested
on:
  schedule:
    - cron: "{minute} {hour} * * *"
  workflow_dispatch:

# one run at a time; one that has begun is not cut off
concurrency:
  group: contested
  cancel-in-progress: false

permissions:
  contents: read

jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      # the edition before (for the page of what changed), the cache, and earlier editions
      - uses: actions/cache@v4
        with:
          path: |
            reports
            runs
            .contested-reports/cache
          key: contested-${{{{ github.run_id }}}}
          restore-keys: contested-
      # exit code 3 (some documents were rejected) is success here; the corpus report lists them
      - run: make report
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: reports
          path: |
            reports
            runs/health.json
"""


_JOB = """\
import subprocess, sys

command = [contested, "run", "--project", project, "--log-format", "json", "--wait", "600", *options]
done = subprocess.run(command, capture_output=True, text=True)
print(done.stderr)
# 3: done, but some documents were rejected
if done.returncode not in (0, 3):
    raise RuntimeError(f"contested run ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")"""


def _jupyter(project: Path) -> str:
    """A notebook that jupyter-scheduler can run: it copies the notebook elsewhere, so every path in it is whole."""
    cells = [
        _cell(
            "markdown",
            "# Run Contested Figures\n\nA job for jupyter-scheduler: it publishes the project's reports, or fails with the cause.",
        ),
        _cell(
            "code",
            f"# The project's folder, the command, and further options of `contested run`.\n"
            f"project: str = {str(project)!r}\ncontested: str = {_command()!r}\noptions: list[str] = []",
            tags=["parameters"],
        ),
        _cell("code", _JOB),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02}"
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _cell(kind: str, source: str, *, tags: list[str] | None = None) -> dict[str, object]:
    code: dict[str, object] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {"tags": tags} if tags else {}, "source": source.splitlines(keepends=True), **code}
