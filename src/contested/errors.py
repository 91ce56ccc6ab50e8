"""The errors a user can meet. Each message says what was wrong, where, and what to do."""

from __future__ import annotations


class ContestedError(Exception):
    """Base of every error raised on purpose."""


class UsageError(ContestedError):
    """The call itself is wrong: a folder that is not there, an option that does not exist (exit code 2)."""


class LexiconError(ContestedError):
    """A lexicon file cannot be used: it names the file, the line and the key."""


class DocumentError(ContestedError):
    """One document cannot be read. `reason` is the short code written to the `rejects` table."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class TableError(ContestedError):
    """A table is missing, damaged or breaks its schema."""


class ReportError(ContestedError):
    """A notebook failed or a report could not be rendered."""


class BusyError(ContestedError):
    """Another run of the same project is at work."""


class RunError(ContestedError):
    """A run failed: says at which stage and why; what was published before is as it was."""
