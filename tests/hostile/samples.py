"""The same report in every format that is read, made from its paragraphs by the simplest writer there is."""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage

import docx
import pyarrow as pa
import pyarrow.parquet as pq

Paragraphs = Sequence[str]
_STAMP = (2016, 12, 5, 12, 0, 0)


def text(paragraphs: Paragraphs) -> bytes:
    return "\n\n".join(paragraphs).encode()


def markdown(paragraphs: Paragraphs) -> bytes:
    title, *rest = paragraphs
    return f"---\ntitle: {title}\ndate: 2016-12-05\nsource: Example News\n---\n# {title}\n\n{(chr(10) * 2).join(rest)}\n".encode()


def page(paragraphs: Paragraphs) -> bytes:
    title, *rest = (html.escape(p) for p in paragraphs)
    body = "".join(f"<p>{p}</p>\n" for p in rest)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta property="article:published_time" content="2016-12-05T09:00:00Z"><meta property="og:site_name" content="Example News">'
        '<link rel="canonical" href="https://news.example/a"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>\n{body}</article><footer>Contact us</footer></body></html>\n"
    ).encode()


def word(paragraphs: Paragraphs) -> bytes:
    document = docx.Document()
    document.core_properties.title = paragraphs[0]
    for p in paragraphs:
        document.add_paragraph(p)
    out = io.BytesIO()
    document.save(out)
    # packed again: the library stamps the parts with the time of the clock
    with zipfile.ZipFile(out) as z:
        return archive({name: z.read(name) for name in z.namelist()})


def pdf(paragraphs: Paragraphs, *, width: int = 80, per_page: int = 50) -> bytes:
    """Helvetica, one column, `width` letters a line."""
    lines: list[str] = []
    for p in paragraphs:
        line = ""
        for w in p.split():
            if line and len(line) + len(w) >= width:
                lines.append(line)
                line = ""
            line = f"{line} {w}".strip()
        lines += [line, ""]
    return pdf_of(
        [[(72.0, 760.0 - 14 * i, line) for i, line in enumerate(lines[k : k + per_page])] for k in range(0, len(lines), per_page)]
    )


def pdf_of(pages: Sequence[Sequence[tuple[float, float, str]]], size: float = 11) -> bytes:
    """A PDF of pages of (x, y, words)."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>"]
    kids = []
    for lines in pages:
        body = "".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(words)}) Tj ET\n" for x, y, words in lines if words)
        packed = zlib.compress(body.encode("cp1252", "replace"))
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>" % len(objects))
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    return pdf_file(objects)


def pdf_file(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the root."""
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for i, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj" % i + body + b"endobj\n"
    start = len(out)
    table = "".join(f"{o:010d} 00000 n \n" for o in offsets).encode()
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return bytes(out + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def mail(paragraphs: Paragraphs, attachments: dict[str, bytes] | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = "Example News <desk@news.example>"
    message["To"] = "reader@example.org"
    message["Subject"] = paragraphs[0]
    message["Date"] = "Mon, 05 Dec 2016 23:30:00 +0300"
    message["Message-ID"] = "<1@news.example>"
    message.set_content("\n\n".join(paragraphs))
    for name, raw in (attachments or {}).items():
        message.add_attachment(raw, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, raw in members.items():
            z.writestr(zipfile.ZipInfo(name, _STAMP), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def columns(records: Sequence[Mapping[str, object]], **options: object) -> bytes:
    """A Parquet file of these records; `options` are `pyarrow.parquet.write_table`'s."""
    return columns_of(pa.Table.from_pylist(list(records)), **options)


def columns_of(rows: pa.Table, **options: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(rows, out, **options)
    return out.getvalue()


def _records(paragraphs: Paragraphs, key: str) -> list[dict[str, str]]:
    common = {"source": "Example News", "date": "2016-12-05"}
    return [{"id": f"{key}-{i}", "title": paragraphs[0], "text": p, **common} for i, p in enumerate(paragraphs[1:], 1)]


def json_list(paragraphs: Paragraphs, key: str = "j") -> bytes:
    return json.dumps({"data": _records(paragraphs, key)}).encode()


def json_lines(paragraphs: Paragraphs, key: str = "l") -> bytes:
    return "".join(json.dumps(r) + "\n" for r in _records(paragraphs, key)).encode()


def table(paragraphs: Paragraphs, key: str = "c") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["id", "title", "text", "source", "date"])
    writer.writeheader()
    writer.writerows(_records(paragraphs, key))
    return out.getvalue().encode()


WRITERS: dict[str, Callable[[Paragraphs], bytes]] = {
    ".txt": text,
    ".md": markdown,
    ".html": page,
    ".pdf": pdf,
    ".docx": word,
    ".json": json_list,
    ".jsonl": json_lines,
    ".csv": table,
    ".parquet": lambda paragraphs: columns(_records(paragraphs, "p")),
    ".eml": mail,
    ".zip": lambda paragraphs: archive({"a.txt": text(paragraphs), "deep/b.html": page(paragraphs)}),
}
