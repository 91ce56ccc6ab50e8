"""The certificate of an edition: what went in and what came out, by hash, so that somebody else can make it again.

It holds no time of its making, unless SOURCE_DATE_EPOCH names one: the same inputs give the same certificate.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import contested
from contested.errors import UsageError
from contested.runs.files import sha256, write_whole
from contested.runs.inputs import Inputs, digest_of
from contested.runs.places import CERTIFICATE

FORM = "contested-certificate/1"
_ID_DIGITS = 12
_UNLISTED = (CERTIFICATE, "README.md")


@dataclass(frozen=True, slots=True)
class Certificate:
    """Inputs and outputs of one edition.

    Attributes
    ----------
    run
        The edition's name: a digest of what went in and what came out.
    outputs
        SHA-256 by path below the folder of reports.
    counts
        How many documents, claims, rejects and alarms.
    made
        SOURCE_DATE_EPOCH as a time; None where it was not set.
    """

    run: str
    contested: str
    inputs: Inputs
    outputs: Mapping[str, str]
    counts: Mapping[str, int] = field(default_factory=dict)
    made: str | None = None


def certify(edition: Path, inputs: Inputs, counts: Mapping[str, int]) -> Certificate:
    """Write the certificate of an edition that is ready, into its folder."""
    outputs = hashes(edition)
    run = digest_of([inputs.digest, outputs])[:_ID_DIGITS]
    certificate = Certificate(run, contested.__version__, inputs, outputs, dict(counts), made())
    write_whole(edition / CERTIFICATE, json.dumps({"form": FORM, **asdict(certificate)}, indent=1, ensure_ascii=False) + "\n")
    return certificate


def hashes(edition: Path) -> dict[str, str]:
    """The SHA-256 of every file of an edition; the certificate, what the project keeps there and hidden files apart."""
    found = {p.relative_to(edition).as_posix(): p for p in sorted(edition.rglob("*")) if p.is_file()}
    # a reader's programs leave hidden files (checkpoints of JupyterLab, thumbnails): they are none of ours
    hidden = {name for name in found if any(part.startswith(".") for part in name.split("/"))}
    return {name: sha256(path) for name, path in found.items() if name not in _UNLISTED and name not in hidden}


def read_certificate(edition: Path) -> Certificate | None:
    """The certificate of an edition; None where it has none that this version can read."""
    try:
        data = json.loads((edition / CERTIFICATE).read_bytes())
        if data.pop("form") != FORM:
            return None
        return Certificate(**{**data, "inputs": Inputs(**data["inputs"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def differences(certificate: Certificate, edition: Path) -> dict[str, str]:
    """By file: what is not as the certificate says (edited, missing, not of this edition)."""
    return compare(certificate.outputs, hashes(edition), ("edited", "missing", "not of this edition"))


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any], words: tuple[str, str, str] = ("changed", "gone", "new")
) -> dict[str, str]:
    """By name: in one word what differs between two mappings."""
    changed, gone, new = words
    found = {name: gone if name not in after else changed for name in before if name not in after or after[name] != before[name]}
    return dict(sorted({**found, **{name: new for name in after if name not in before}}.items()))


def made() -> str | None:
    """The time that SOURCE_DATE_EPOCH names, in UTC; None without it. No other clock is ever written into an edition.

    Raises
    ------
    UsageError
        It is no whole number of seconds.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not given:
        return None
    try:
        return dt.datetime.fromtimestamp(int(given), dt.UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH is {given!r}; it must be a whole number of seconds since 1970-01-01") from None
