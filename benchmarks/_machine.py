"""What the benchmarks share: the machine in words, and what a command costs."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# One thread for numerical libraries: more of them only wait for each other, and their waiting counts as work.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_LINES = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: seconds by the clock, processor seconds of it and all processes it waited for, peak memory in bytes.

    The memory is that of the largest single process among them.
    """

    clock: float
    processor: float
    memory: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.clock + other.clock, self.processor + other.processor, max(self.memory, other.memory))


def run(command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> tuple[Cost, str]:
    """Run a command to its end; gives what it cost and what it printed, errors included.

    Raises
    ------
    SystemExit
        It failed; with its last lines.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **ONE_THREAD, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    said = process.stdout.read().decode(errors="replace")
    _, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        last = "\n".join(said.splitlines()[-_LINES:])
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{last}")
    unit = 1 if platform.system() == "Darwin" else 1024
    return Cost(clock, used.ru_utime + used.ru_stime, used.ru_maxrss * unit), said


def machine() -> dict[str, Any]:
    """Processor, cores, Python and system."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        model = next(
            (line.split(":", 1)[1].strip() for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("model name")),
            model,
        )
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "usable": usable,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def machine_line() -> str:
    """The machine, for the head of a report."""
    here = machine()
    usable = "" if here["usable"] == here["cores"] else f" ({here['usable']} for this run)"
    return f"{here['cpu']}, {here['cores']} cores{usable}, Python {here['python']}, {here['system']}"
