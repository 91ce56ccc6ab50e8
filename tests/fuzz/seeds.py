"""Where fuzzing starts: small whole inputs for each target, and the words that inputs are made of. All words are our own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import samples

CORPUS = Path(__file__).parent / "corpus"
_REPORT = ["Dozens killed", "At least 415 civilians died in eastern Aleppo since 15 November, the Observatory said."]
_TEXTS = (
    "\n\n".join(_REPORT),
    "ALEPPO, Dec 9 (Wire) - About 8,000 people, including 2,900 children, were evacuated from 12 districts on Friday, he said.",
    "The army said that rebels had lost 93 percent of the city. Dozens of fighters, nearly 40 of them foreign, surrendered.",
    "No more than two thousand families have fled; 1.5 million remain trapped, according to the U.N. \u201cTen were killed.\u201d",
    "Killed: 12\nInjured: 30\n\nDistrict | Killed | Displaced\nHanano | 12 | 4,500\nMaadi | 3 | 1 200",
)  # fmt: skip
_DATES = "4/5/2016\n16.4.2016\n2016-12-05T10:00\n5 December 2016\nDec 5, 2016\n1480896000\n20161205\n12/5/16\nlast Friday"
_LISTING = "file,title,publisher,published,url,note\na.txt,A title,The Wire,2016-12-05,https://example.org,\nb.txt,,,soon,,\n"
_WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>12 died.</w:t></w:r></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>4</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
)
_LINES = "At least 12 people were\nkilled in a neigh-\nbourhood of the city.\nHanano 12 4,500\nMaadi 3 1,200\nPage 3"

# One line, one word: numbers, hedges, nouns, verbs, speakers, places, days; marks of the formats.
WORDS = (
    "0|1|2|12|415|1,200|1.5|2 200|31,500|93|100|million|thousand|hundred|dozen|dozens|hundreds|tens of thousands|two|twenty-three|half|"
    "a third|at least|more than|up to|about|nearly|between|and|or|from|to|some|including|another|of them|of|the|a|no|not|never|all|most|"
    "people|civilians|children|women|men|fighters|rebels|soldiers|families|residents|districts|percent|per cent|km|villages|"
    "killed|died|dead|deaths|injured|wounded|missing|detained|abducted|surrendered|fled|displaced|evacuated|returned|trapped|besieged|"
    "captured|took|lost|controls|holds|recaptured|withdrew from|were|was|have been|has|had|could|would|if|denied|"
    "said|says|according to|told|reported|the Observatory|the army|the U.N.|SANA|a monitor|the ministry|residents|he|they|it|"
    "Aleppo|eastern Aleppo|Hanano|Idlib|Syria|Palmyra|in|on|since|until|near|"
    "Monday|Friday|15 November|December 9|2016|yesterday|last week|in the past 24 hours|so far|"
    ".|,|;|:|-|\u2013|\u201c|\u201d|'|\"|(|)|\n|\n\n|\t|%|/||\u00a0|\u202f|\u00ad|\u200b|\u0664\u0661\u0665|"
    "<p>|</p>|<table><tr><td>|&amp;|&#8220;|<!--|]]>|{|}|[|]|\\u|\\ud800|\\n|null|text|body|date|id|source|title|fields|data|"
    "From: |Subject: |Date: |Content-Type: multipart/mixed; boundary=x|--x|=?utf-8?q?|base64|---|***|# |> |![](|```|"
    "BT|ET|Tj|Td|stream|endstream|endobj|obj|xref|trailer|/Kids|/Count|/Length|<<|>>|w:t|w:p|w:tbl|w:tc|w:del|xmlns|PK\x03\x04|PK\x01\x02"
).split("|")  # fmt: skip


def seeds(target: str) -> list[bytes]:
    """The inputs that fuzzing of a target starts from, with those kept in the corpus."""
    kept = sorted(p.read_bytes() for p in (CORPUS / target).glob("*")) if (CORPUS / target).is_dir() else []
    return [*_made(target), *kept]


def _made(target: str) -> list[bytes]:
    if target == "parquet":
        return list(_tables())
    if f".{target}" in samples.WRITERS:
        return [samples.WRITERS[f".{target}"](_REPORT), samples.WRITERS[f".{target}"](["12 killed", "x\u00e9 \u201cy\u201d"])]
    if target == "text":
        return [t.encode() for t in (*_TEXTS, *_briefs())]
    one = {"dates": _DATES, "listing": _LISTING, "docx_words": _WORD, "pdf_lines": _LINES, "names": "a.txt\na.html\nb\nb#2\n\u00e9.md\n.x"}
    return [one[target].encode()]


def _tables() -> Iterator[bytes]:
    """Small enough that what is changed is not the metadata alone; dates of every kind, dictionaries, several row groups."""
    bare: dict[str, Any] = {"compression": "none", "store_schema": False, "write_statistics": False}
    rows = [{"id": i, "text": f"{i} people were killed.", "date": dt.date(2016, 12, i)} for i in range(1, 6)]
    yield samples.columns(rows, **bare)
    yield samples.columns(rows, **bare, use_dictionary=False, row_group_size=2, write_page_checksum=True)
    yield samples.columns([{"text": "12 killed", "date": d} for d in ("16.4.2016", None, "soon")], **{**bare, "compression": "zstd"})
    yield samples.columns([{"body": "<p>x\u00e9 died</p>", "date": dt.datetime(2016, 12, 5, 9)}], **{**bare, "store_schema": True})


def _briefs() -> list[str]:
    """The sentences of the project's own documents, two or three at a time."""
    found = []
    for path in sorted((Path(__file__).parents[2] / "data" / "raw").glob("*.txt")):
        found += [p.strip() for p in path.read_text(encoding="utf-8").split("\n\n") if p.strip()]
    return found
