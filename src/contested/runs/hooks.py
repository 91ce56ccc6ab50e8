"""Commands of the user's own that run after a run: told by environment variables what happened, and never able to undo it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping

_SHOWN = 300  # characters of what a failing command said


def run_hook(command: str, facts: Mapping[str, object], *, timeout: float) -> str | None:
    """Run a shell command; returns what went wrong, in words, or None.

    Parameters
    ----------
    facts
        Each becomes the variable CONTESTED_<NAME>; None is left out.
    timeout
        Seconds it may take; then it and what it started are ended.
    """
    environment = {**os.environ, **{f"CONTESTED_{name.upper()}": str(value) for name, value in facts.items() if value is not None}}
    try:
        process = subprocess.Popen(
            command,
            shell=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as e:
        return f"{command!r} could not be started: {e.strerror}"
    try:
        said, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"{command!r} took longer than {timeout:g} s and was ended"
    if process.returncode:
        return f"{command!r} ended with {process.returncode}: {' '.join(said.split())[-_SHOWN:]}".removesuffix(": ")
    return None


def _end(process: subprocess.Popen[str]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (OSError, AttributeError):
        process.kill()
    process.communicate()
