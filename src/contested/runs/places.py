"""Where the folders and files of a project's runs lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CERTIFICATE = "certificate.json"


@dataclass(frozen=True, slots=True)
class Places:
    """The three folders a user sees, and the working folder beside the reports.

    Attributes
    ----------
    reports
        The published edition: pages, executed notebooks, tables and certificate. One folder, so that one rename switches it.
    tables
        Links to the tables of the published edition.
    runs
        Earlier editions, and ``health.json``.
    """

    reports: Path
    tables: Path
    runs: Path

    @property
    def work(self) -> Path:
        """On the file system of the reports, since what is built here is renamed into their place."""
        return self.reports.parent / f".contested-{self.reports.name}"

    @property
    def next(self) -> Path:
        """The edition that is being built."""
        return self.work / "next"

    @property
    def next_tables(self) -> Path:
        """A folder of links, before it takes the place of a folder that holds tables of its own."""
        return self.tables.parent / f".contested-{self.tables.name}"

    @property
    def trash(self) -> Path:
        """What is being deleted: moved here first, so that no half-deleted edition is ever listed."""
        return self.work / "trash"

    @property
    def cache(self) -> Path:
        return self.work / "cache"

    @property
    def lock(self) -> Path:
        return self.work / "lock"

    @property
    def running(self) -> Path:
        """What the run at work says of itself; left over only where a run was ended without a word."""
        return self.work / "running.json"

    @property
    def health(self) -> Path:
        return self.runs / "health.json"
