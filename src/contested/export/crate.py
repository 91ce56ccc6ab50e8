"""A run as an RO-Crate 1.1: the tables, the reports if they are given, the digests of the documents, and what made them.

The crate names no people, since none are known: the documents' publishers are given as the names that stand in the tables. It
holds the CSV files of the tables, not the documents' texts.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from contested import __version__
from contested.errors import UsageError
from contested.export.corpus import Corpus, Row
from contested.export.package import write_package
from contested.tables.datapackage import NAME, file_digest
from contested.tables.schema import TABLES

MARK = "ro-crate-metadata.json"
_CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://schema.org/sha256"}]
_PROFILE = "https://w3id.org/ro/crate/1.1"
_SOFTWARE, _RUN = "#contested", "#run"
_KINDS = {
    ".csv": "text/csv", ".json": "application/json", ".html": "text/html", ".ipynb": "application/x-ipynb+json",
}  # fmt: skip
_EPOCH = "SOURCE_DATE_EPOCH"

Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """What the tables cannot tell of a crate: the reports to put in, its licence (an address or words), its day of publication."""

    reports: Path | None = None
    licence: str | None = None
    date: dt.date | None = None


def write_crate(out: Path, corpus: Corpus, about: About) -> None:
    """Write tables, reports and `ro-crate-metadata.json`.

    Raises
    ------
    UsageError
        No day of publication: none is given, and neither the environment nor a document has one. The folder of reports
        holds none.
    """
    day, why = _published(corpus, about)
    (out / "tables").mkdir()
    write_package(out / "tables", corpus)
    files = [f"tables/{p.name}" for p in sorted((out / "tables").iterdir())]
    if about.reports is not None:
        files += _copy_reports(about.reports, out)
    parts = [_file(out, f) for f in files]
    folders = sorted({f.rpartition("/")[0] + "/" for f in files})
    documents = [_document(d) for d in corpus.documents]
    licence = _licence(about.licence)
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": "Contested Figures: a run over " + _count(len(documents), "document"),
        "description": f"{_count(len(corpus.claims), 'claim')} on casualties, displacement and control of territory, read from "
        f"{_count(len(documents), 'document')}: figures by named sources, each with the words it rests on. The documents themselves are "
        f"not in the crate; their SHA-256 digests tell whether a copy is the one that was read. {why}",
        "datePublished": day.isoformat(),
        "license": {"@id": licence["@id"]},
        "hasPart": _refs([*folders, *files]),
        "mentions": {"@id": _RUN},
    }
    metadata = {"@id": MARK, "@type": "CreativeWork", "conformsTo": {"@id": _PROFILE}, "about": {"@id": "./"}}
    graph = [metadata, root, licence, *_folders(folders, files), *parts, *_made_by(files, documents), *documents]
    text = json.dumps({"@context": _CONTEXT, "@graph": graph}, indent=2, ensure_ascii=False) + "\n"
    (out / MARK).write_text(text, encoding="utf-8", newline="\n")


def _published(corpus: Corpus, about: About) -> tuple[dt.date, str]:
    """The day of publication, which a crate must have, and a word on where it comes from. The clock is not asked."""
    if about.date is not None:
        return about.date, ""
    if epoch := os.environ.get(_EPOCH):
        try:
            return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date(), ""
        except (ValueError, OverflowError, OSError) as e:
            raise UsageError(f"{_EPOCH}={epoch}: is no number of seconds since 1970 ({e})") from e
    days = [d["published"] for d in corpus.documents if d["published"] is not None]
    if not days:
        raise UsageError("an RO-Crate needs a day of publication, and no document has one: give it with --date")
    return max(days), "No day of publication was given: datePublished is that of the latest document."


def _licence(given: str | None) -> Entity:
    if given is None:
        return {
            "@id": "#licence",
            "@type": "CreativeWork",
            "name": "Not stated",
            "description": "No licence was named when this crate was made: ask whoever gave it to you.",
        }
    if urlsplit(given).scheme in ("http", "https"):
        return {"@id": given, "@type": "CreativeWork", "name": given}
    return {"@id": "#licence", "@type": "CreativeWork", "name": given, "description": "As named when this crate was made."}


def _copy_reports(reports: Path, out: Path) -> list[str]:
    pages = sorted(reports.glob("*.html"))
    if not pages:
        raise UsageError(f"{reports}: holds no reports (no .html file); --reports names the folder that `contested report` wrote")
    found = [*pages, *sorted((reports / "notebooks").glob("*.ipynb"))]
    names = []
    for path in found:
        name = f"reports/{path.relative_to(reports).as_posix()}"
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, out / name)
        names.append(name)
    return names


def _file(out: Path, name: str) -> Entity:
    path = out / name
    table = TABLES.get(path.stem) if path.suffix == ".csv" else None
    return {
        "@id": quote(name),
        "@type": "File",
        "name": path.name,
        **({"description": table.title} if table else {}),
        **({"description": "Every table and column, with sizes and digests: a Frictionless Data Package"} if path.name == NAME else {}),
        "encodingFormat": _KINDS.get(path.suffix, "application/octet-stream"),
        "contentSize": str(path.stat().st_size),
        "sha256": file_digest(path).removeprefix("sha256:"),
    }


def _folders(folders: Sequence[str], files: Sequence[str]) -> list[Entity]:
    return [
        {"@id": f, "@type": "Dataset", "name": f.rstrip("/"), "hasPart": _refs(x for x in files if x.rpartition("/")[0] + "/" == f)}
        for f in folders
    ]


def _made_by(files: Sequence[str], documents: Sequence[Entity]) -> list[Entity]:
    return [
        {"@id": _SOFTWARE, "@type": "SoftwareApplication", "name": "Contested Figures", "version": __version__},
        {
            "@id": _RUN,
            "@type": "CreateAction",
            "name": "Figures read from the documents",
            "instrument": {"@id": _SOFTWARE},
            "object": [{"@id": d["@id"]} for d in documents],
            "result": _refs(files),
        },
    ]


def _document(d: Row) -> Entity:
    known = {
        "name": d["title"] or d["file"] or d["doc_id"],
        "alternateName": d["file"],
        "publisher": d["publisher"],
        "datePublished": d["published"].isoformat() if d["published"] else None,
        "url": d["url"],
        "inLanguage": d["language"],
        "sha256": d["sha256"],
    }
    told = {k: v for k, v in known.items() if v}
    return {"@id": f"#document-{quote(d['doc_id'], safe='')}", "@type": "CreativeWork", "identifier": d["doc_id"], **told}


def _refs(names: Iterable[str]) -> list[Entity]:
    return [{"@id": quote(n)} for n in names]


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
