"""Rows of the tables that are not claims: documents, oddities and places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contested.extract.gazetteer import find_in_world, gazetteer
from contested.extract.record import Reading
from contested.lexicon import Lexicon
from contested.model import Claim, Oddity
from contested.tables.derive import spellings


def document_row(reading: Reading) -> dict[str, Any]:
    """The row of `documents` for a document that has been read."""
    view = reading.view
    d = view.document
    return {
        "doc_id": d.doc_id,
        "file": d.file,
        "title": d.title,
        "publisher": d.publisher,
        "published": d.published,
        "url": d.url,
        "note": d.note,
        "published_from": d.published_from or ("dateline" if view.dateline else None),
        "dateline": view.dateline,
        "dateline_conflict": bool(view.dateline and d.published and view.dateline != d.published),
        "reference_date": view.reference,
        "language": "en",
        "encoding": d.encoding or None,
        "format": d.format,
        "chars": len(d.text),
        "sha256": d.sha256,
        "n_claims": len(reading.claims),
        "text": d.text,
    }


def oddity_rows(reading: Reading) -> list[dict[str, Any]]:
    """One row a strange thing about a document or its file."""
    view = reading.view
    d = view.document
    oddities = list(d.oddities)
    if view.dateline and d.published and view.dateline != d.published:
        oddities.append(Oddity("date_contradicted", 1, f"published {d.published}, but the dateline of the text says {view.dateline}"))
    return [{"file": d.file, "doc_id": None if o.of_file else d.doc_id, "kind": o.kind, "n": o.n, "detail": o.detail} for o in oddities]


def place_rows(claims: Sequence[Claim], lexicon: Lexicon) -> list[dict[str, Any]]:
    """One row a place the claims name, with how it was resolved; what is not in a gazetteer is listed as written."""
    written = spellings((c.place, c.place_text) for c in claims)
    rows = []
    known = gazetteer(lexicon)
    for name in sorted(written):
        how = "gazetteer" if name in known.places else "gazetteer_spelling"
        found = known.places.get(name) or known.find(name)
        if found is None:
            how, found = "world_gazetteer", find_in_world(name, known)
        rows.append(
            {
                "place": name,
                "place_text": "; ".join(sorted(written[name])),
                "lat": found.lat if found else None,
                "lon": found.lon if found else None,
                "parent": found.parent if found else None,
                "how_resolved": how if found else "unresolved",
                "n_claims": sum(written[name].values()),
            }
        )
    return rows
