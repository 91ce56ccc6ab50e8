"""Files made to harm who opens them, one function each. Small on disk; what they would grow to is much larger."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable

import pyarrow as pa
import samples

WORDS = ["A headline", "At least 12 people were killed in the village on Monday, the mayor said."]
MEGABYTE = 1_000_000


def _zip(members: list[tuple[zipfile.ZipInfo | str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=9) as z:
        for name, raw in members:
            z.writestr(name, raw)
    return out.getvalue()


def zip_of_zeros() -> bytes:
    return _zip([("zeros.txt", bytes(150 * MEGABYTE)), ("good.txt", samples.text(WORDS))])


def zip_in_zip_in_zip() -> bytes:
    raw = _zip([("a.txt", samples.text(WORDS))])
    for i in range(12):
        raw = _zip([(f"{i}.zip", raw)])
    return raw


def zip_that_fans_out() -> bytes:
    """16 times 16 times 16 archives of a megabyte each."""
    raw = _zip([("a.txt", b" " * MEGABYTE + b"12 people were killed.")])
    for _ in range(3):
        raw = _zip([(f"{i}.zip", raw) for i in range(16)])
    return raw


def zip_of_many_files() -> bytes:
    return _zip([(f"{i}.txt", b"") for i in range(12_000)], zipfile.ZIP_STORED)


def zip_with_paths() -> bytes:
    names = [
        "../../etc/evil.txt",
        "/etc/evil.txt",
        "C:\\evil.txt",
        "a/../../b.txt",
        "..\\c.txt",
        "a\x00b.txt",
        "\udcff.txt",
        "x" * 5000 + ".txt",
    ]
    return _zip([(zipfile.ZipInfo(n.encode("utf-8", "replace").decode()), samples.text(WORDS)) for n in names])


def zip_with_links() -> bytes:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    pipe = zipfile.ZipInfo("pipe.txt")
    pipe.external_attr = 0o010666 << 16
    return _zip([(link, b"/etc/passwd"), (pipe, b"x"), ("good.txt", samples.text(WORDS))])


def zip_that_lies() -> bytes:
    """Sizes and checksums that are not true, and the same bytes under many names (as overlapping bombs have it)."""
    raw = bytearray(_zip([("a.txt", samples.text(WORDS) * 50), ("b.txt", samples.text(WORDS))]))
    at = raw.index(b"PK\x01\x02")
    raw[at + 16 : at + 28] = struct.pack("<III", 1, 2, 0xFFFFFFF0)
    return bytes(raw)


def zip_with_a_password() -> bytes:
    raw = bytearray(_zip([("a.txt", samples.text(WORDS))]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    return bytes(raw)


def zip_with_a_bad_listing() -> bytes:
    return _zip([("documents.csv", b'file,published\n"a.txt,2016\n'), ("a.txt", samples.text(WORDS))])


def zip_of_the_same_name() -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _zip([("a.txt", samples.text(WORDS)), ("a.txt", samples.text(WORDS)), ("a.html", samples.page(WORDS))])


def _docx(document: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(samples.word(WORDS))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, document if info.filename == "word/document.xml" else old.read(info))
    return out.getvalue()


_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx_of_laughs() -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10))
    dtd = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "killed ">' + entities + b"]>"
    return _docx(dtd + b"<w:document " + _W + b"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>")


def docx_that_reads_files() -> bytes:
    dtd = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return _docx(dtd + b"<w:document " + _W + b"><w:body><w:p><w:r><w:t>killed &e;</w:t></w:r></w:p></w:body></w:document>")


def docx_too_deep() -> bytes:
    n = 5000
    inner = b"<w:tbl><w:tr><w:tc>" * n + b"<w:p><w:r><w:t>deep</w:t></w:r></w:p>" + b"</w:tc></w:tr></w:tbl>" * n
    return _docx(b"<w:document " + _W + b"><w:body>" + inner + b"</w:body></w:document>")


def docx_of_tables_in_tables() -> bytes:
    """A row is read once for every table around it, unless one takes care."""
    n = 60
    inner = b"<w:tbl><w:tr><w:tc>" * n + b"<w:p><w:r><w:t>deep</w:t></w:r></w:p>" + b"</w:tc></w:tr></w:tbl>" * n
    return _docx(b"<w:document " + _W + b"><w:body>" + inner + b"</w:body></w:document>")


def docx_of_zeros() -> bytes:
    return _docx(b"<w:document " + _W + b"><w:body>" + b" " * (120 * MEGABYTE) + b"</w:body></w:document>")


def docx_without_a_body() -> bytes:
    return _docx(b"<w:document " + _W + b"></w:document>")


def pdf_of_zeros() -> bytes:
    packed = zlib.compress(b"BT /F1 9 Tf (killed) Tj ET " * 8_000_000, 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>"
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream"
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    return samples.pdf_file([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", stream])


def pdf_page_of_itself() -> bytes:
    return samples.pdf_file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 100/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"])


def pdf_of_a_million_pages() -> bytes:
    return samples.pdf_file(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1000000/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R>>"]
    )


def pdf_of_many_pages() -> bytes:
    return samples.pdf_of([[(72, 700, f"Page {i}: 12 people were killed.")] for i in range(2500)])


def pdf_too_deep() -> bytes:
    return samples.pdf_file([b"<</Type/Catalog/Pages 2 0 R>>", b"[" * 200_000 + b"]" * 200_000])


def pdf_with_filters_on_filters() -> bytes:
    raw = bytes(10 * MEGABYTE)
    for _ in range(3):
        raw = zlib.compress(raw, 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>"
    stream = b"<</Length %d/Filter[/FlateDecode/FlateDecode/FlateDecode]>>stream\n" % len(raw) + raw + b"\nendstream"
    return samples.pdf_file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream])


def pdf_of_pictures() -> bytes:
    return samples.pdf_of([[], []])


def html_too_deep() -> bytes:
    return b"<html><body>" + b"<div>" * 100_000 + b"12 killed" + b"</div>" * 100_000 + b"</body></html>"


def html_never_closed() -> bytes:
    return b"<html><body>" + b"<b><i><p>12 killed " * 20_000


def html_of_attributes() -> bytes:
    return b"<html><body><p " + b"".join(b"a%d='x' " % i for i in range(200_000)) + b">12 people were killed.</p></body></html>"


def html_of_one_tag() -> bytes:
    return b"<html><body><p " + b"<" * 2 * MEGABYTE


def html_of_entities() -> bytes:
    return b"<html><body><p>" + b"&amp;&#x41;&nosuch;&#0;&#xD800;&#1114112; " * 50_000 + b"</p></body></html>"


def html_of_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{entities}]><html><body><p>&l9; 12 killed</p></body></html>'.encode()


def html_of_scripts() -> bytes:
    return b"<html><body>" + b"<script>document.write('12 killed')</script>" * 20_000 + b"</body></html>"


def html_of_tables() -> bytes:
    return b"<html><body>" + b"<table><tr><td>12 killed" * 3000 + b"</body></html>"


def html_that_lies_about_its_encoding() -> bytes:
    page = samples.page(WORDS).decode()
    return page.replace("utf-8", "utf-7").replace("people", "caf\u00e9 people").encode("cp1252")


def html_with_an_encoding_that_is_none() -> bytes:
    return samples.page(WORDS).replace(b"utf-8", b"rot13").replace(b"people", b"caf\xe9 people")


def json_too_deep() -> bytes:
    return b'{"text": "12 killed", "more": ' + b"[" * 500_000 + b"]" * 500_000 + b"}"


def json_never_closed() -> bytes:
    return b"[" * 2 * MEGABYTE


def json_of_digits() -> bytes:
    return b'{"text": "12 killed", "n": ' + b"9" * 100_000 + b"}"


def json_of_anything() -> bytes:
    return json.dumps([None, 1, "a", [], {}, {"text": 5}, {"text": None}, {"text": ["a", 1]}, {"text": {"name": 3}}, True, [[]]]).encode()


def json_of_odd_values() -> bytes:
    record = (
        b'{"id": 1e999, "text": "12 people were killed.", "date": NaN, "title": "\\ud83d", "source": [{"name": null}, 4], "url": {"a": {}}}'
    )
    return b"[" + record + b"," + record + b"]"


def json_of_keys() -> bytes:
    return b"{" + b",".join(b'"k%d": "v"' % i for i in range(200_000)) + b', "text": "12 people were killed."}'


def jsonl_of_anything() -> bytes:
    lines = [
        b'{"text": "12 people were killed."}',
        b"",
        b"null",
        b"[1]",
        b'{"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"body": "\\u0000 9 killed"}',
    ]
    return b"\n".join(lines * 5)


def jsonl_of_one_line() -> bytes:
    return b'{"text": "' + b"killed " * 2_000_000 + b'"}\n{"text": "12 people were killed."}\n'


def csv_never_closed() -> bytes:
    return b'id,text\n1,"12 people were killed.\n' + b"2,and so on\n" * 2_000


def csv_of_quotes() -> bytes:
    return b"id,text\n" + b'"' * MEGABYTE


def csv_of_single_quotes() -> bytes:
    return b"id,text\n" + b'1,"a "b" c"\n' * 1_000


def csv_of_columns() -> bytes:
    return b"text," + b"," * 500_000 + b"\n12 people were killed." + b"," * 500_000 + b"\n"


def csv_of_one_line() -> bytes:
    return b"id,text\n1," + b"killed " * 1_500_000


def csv_of_one_id() -> bytes:
    return b"id,text\n" + b"1,12 people were killed.\n" * 2_000


def csv_of_bad_dates() -> bytes:
    dates = [
        "31/31/2016",
        "0000-00-00",
        "99999-1-1",
        "2016-13-45",
        "\u0661\u0662/\u0663/\u0662\u0660\u0661\u0666",
        "1e9",
        "-1",
        "32 Dec 2016",
        "Dec",
        "9" * 500,
    ]
    return ("text,date\n" + "".join(f'12 people were killed ({i}).,"{d}"\n' for i, d in enumerate(dates))).encode()


def parquet_of_one_text() -> bytes:
    """A text of five megabytes, written once, that a hundred thousand rows share."""
    same = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["killed " * 700_000]))
    return samples.columns_of(pa.table({"text": same}), compression="zstd")


def parquet_of_one_long_text() -> bytes:
    return samples.columns([{"text": "12 people were killed. " * 500_000}, {"text": WORDS[1]}], compression="zstd", use_dictionary=False)


def parquet_of_nothing() -> bytes:
    """Rows without a word."""
    return samples.columns_of(pa.table({"text": pa.nulls(3_000, pa.string())}))


def parquet_of_columns() -> bytes:
    return samples.columns([{**{f"c{i}": i for i in range(4_000)}, "text": WORDS[1]}])


def parquet_of_row_groups() -> bytes:
    return samples.columns([{"text": f"{WORDS[1]} ({i})"} for i in range(500)], row_group_size=1)


def parquet_that_lies_about_its_rows() -> bytes:
    """100 rows, and 8,191 where it says how many: 200 and 16,382 in the footer, which are as long."""
    raw = samples.columns([{"text": f"{WORDS[1]} ({i})"} for i in range(100)], compression="none")
    foot = len(raw) - 8 - int.from_bytes(raw[-8:-4], "little")
    return raw[:foot] + raw[foot:].replace(b"\xc8\x01", b"\xfe\x7f")


def parquet_that_lies_about_its_footer() -> bytes:
    raw = samples.columns([{"text": WORDS[1]}])
    return raw[:-8] + b"\xff\xff\xff\x7fPAR1"


def parquet_of_a_footer() -> bytes:
    """Lists of lists of lists, where the metadata should be."""
    footer = b"\x19" * 200_000
    return b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def parquet_of_bad_dates() -> bytes:
    days = pa.array([-(2**31), 2**31 - 1, 0, None, 17_000], pa.int32()).cast(pa.date32())
    texts = pa.array([f"{WORDS[1]} ({i})" for i in range(5)])
    return samples.columns_of(pa.table({"text": texts, "date": days}))


def parquet_of_bad_bytes() -> bytes:
    """Words that are said to be UTF-8, and are not."""
    words = pa.array([b"12 caf\xe9 people were killed \xff\xfe.", b"\xed\xa0\x80 3 died", b"\x00\x00", b"\xff" * 1000], pa.binary())
    said = pa.Array.from_buffers(pa.string(), len(words), words.buffers())
    return samples.columns_of(pa.table({"text": said, "title": said, "id": said}), write_statistics=False)


def parquet_too_deep() -> bytes:
    text = pa.array([WORDS[1]])
    inner = text
    for i in range(60):
        inner = pa.StructArray.from_arrays([inner], [f"n{i}"])
    return samples.columns_of(pa.table({"text": inner, "body": text}))


def eml_too_deep() -> bytes:
    head = b"From: a@b.example\nSubject: s\n"
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (i, i) for i in range(2_000))
    return head + parts + b"Content-Type: text/plain\n\n12 people were killed.\n"


def eml_in_eml() -> bytes:
    raw = samples.mail(WORDS)
    for i in range(8):
        raw = samples.mail(WORDS, {f"{i}.eml": raw})
    return raw


def eml_of_headers() -> bytes:
    return b"From: a@b.example\n" + b"X: y\n" * 200_000 + b"Subject: " + b"=?utf-8?q?=41?= " * 50_000 + b"\n\n12 people were killed.\n"


def eml_of_encoded_words() -> bytes:
    return b"From: =?x-none?b?////?= <a>\nDate: Mon, 99 Foo 99999 99:99:99 +9999\nSubject: =?utf-8?b?\xff\xfe?=\n\n12 people were killed.\n"


def eml_with_a_charset_that_is_none() -> bytes:
    return b"From: a@b.example\nContent-Type: text/plain; charset=zlib_codec\n\n12 caf\xe9 people were killed.\n"


def eml_of_bad_attachments() -> bytes:
    names = {
        "../../x.txt": b"12 killed.",
        "a\nb.txt": b"12 killed.",
        "": b"x",
        "bomb.zip": zip_of_zeros()[:100],
        "y.pdf": b"%PDF-",
        "z.docx": b"PK",
    }
    return samples.mail(WORDS, {n.replace("\n", " "): raw for n, raw in names.items()})


def md_too_deep() -> bytes:
    return b"> " * 50_000 + b"12 killed\n\n" + b"- " * 20_000 + b"[" * 50_000 + b"*" * 50_000 + b"`" * 49_999


def md_of_links() -> bytes:
    return b"[a](" * 30_000 + b"\n\n" + b"![" * 30_000 + b"\n\n" + b"<a " * 30_000


def txt_of_one_word() -> bytes:
    return b"killed" * 200_000


def txt_of_numbers() -> bytes:
    return b"1,234 killed and " * 60_000


def txt_of_quotes() -> bytes:
    return b"\"'(" * 300_000


def txt_of_line_ends() -> bytes:
    return b"\r\n\r\r\n\n" * 200_000 + b"12 people were killed."


def txt_of_marks() -> bytes:
    """Marks that turn the direction of writing, join, or are not seen."""
    return ("\u202e\u200f\u200b\u2066\ufeff12\u00ad people\u200d were kil\u00adled. " * 5_000).encode()


def txt_of_combining_marks() -> bytes:
    return ("12 people were kille" + "d\u0301\u0302\u0303" * 100_000).encode()


def txt_of_planes() -> bytes:
    return ("\U0001d7d9\U0001d7da people were killed \U0010ffff\ufffe\uffff. " * 5_000).encode()


TRAPS: dict[str, Callable[[], bytes]] = {
    name: made
    for name, made in sorted(globals().items())
    if callable(made) and "_" in name and not name.startswith("_") and made.__module__ == __name__
}


def ending_of(name: str) -> str:
    """`zip_of_zeros` is a `.zip`."""
    return f".{name.split('_', 1)[0]}"
