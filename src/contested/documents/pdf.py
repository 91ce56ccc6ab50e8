"""PDF: lines put together to paragraphs, column by column; words cut at the end of a line joined again.

A PDF holds characters at places, no paragraphs. PDFium gives them line by line in reading order, ligatures taken apart;
which lines belong together is told from where they stand.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from contested.documents.fields import clean_cell, clean_text
from contested.documents.found import Found, Item, Source
from contested.documents.settings import ReadSettings
from contested.errors import DocumentError
from contested.model import Oddity

_PASSWORD = 4  # FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where it stands on its page, in points from the lower left corner; `size` of its first letter."""

    text: str
    page: int
    left: float
    bottom: float
    right: float
    size: float


def read_pdf(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The one document of a PDF file.

    Raises
    ------
    DocumentError
        ``damaged``, ``encrypted``, ``too_many_pages``; ``no_text`` where every page is a picture.
    """
    import pypdfium2

    raw = source.read(settings.limits.bytes)
    try:
        pdf = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as e:
        if getattr(e, "err_code", None) == _PASSWORD:
            raise DocumentError("encrypted", "needs a password; save it without one") from e
        raise DocumentError("damaged", f"is no whole PDF ({clean_cell(str(e))}); fetch it again") from e
    try:
        pages = len(pdf)
        if pages > settings.limits.pages:
            raise DocumentError("too_many_pages", f"has {pages:,} pages, more than {settings.limits.pages:,}; split it, or raise the limit")
        lines: list[Line] = []
        empty = broken = characters = 0
        for number in range(pages):
            try:
                mine = list(_lines(pdf, number))
            except pypdfium2.PdfiumError:
                broken += 1
                continue
            empty += not mine
            lines += mine
            characters += sum(len(line.text) for line in mine)
            if characters > settings.limits.characters:
                break  # said by `clean_text`
        title = _title(pdf.get_metadata_dict().get("Title") or "")
    finally:
        pdf.close()
    if not lines:
        raise DocumentError("no_text", f"none of its {pages:,} pages holds letters, only pictures or nothing; run text recognition over it")
    lines, running = _without_running_lines(lines, pages)
    text, oddities = clean_text(paragraphs(lines), settings.limits.characters)
    counted = (
        ("page_without_text", empty, "pages that are pictures or empty"),
        ("page_damaged", broken, "pages that could not be read"),
        ("running_line", running, "headers and footers that come again on most pages; left out"),
    )
    oddities = [Oddity(kind, n, detail) for kind, n, detail in counted if n] + oddities
    yield Found(text=text, format="pdf", encoding="", sha256=hashlib.sha256(raw).hexdigest(), title=title, oddities=tuple(oddities))


_FILE_NAME = re.compile(r"(?i)\.[a-z]{2,5}\d?$|^(?:untitled|document|unknown)\W*\d*$")


def _title(written: str) -> str | None:
    """The title in the metadata, unless it is but the name of the file it was made from."""
    title = clean_cell(written.removeprefix("Microsoft Word - "))
    return None if title is None or _FILE_NAME.search(title) else title


def _lines(pdf: Any, number: int) -> Iterator[Line]:
    import pypdfium2.raw as pdfium

    page = pdf[number]
    try:
        words = page.get_textpage()
        try:
            start = 0
            text = words.get_text_range()
            for part in re.split(r"(\r\n|\r|\n)", text):
                if part.strip() and not part.isspace():
                    first = start + len(part) - len(part.lstrip())
                    last = start + len(part.rstrip()) - 1
                    a, b = words.get_charbox(first), words.get_charbox(last)
                    size = abs(float(pdfium.FPDFText_GetFontSize(words, first))) or 1.0
                    yield Line(part.strip(), number, a[0], min(a[1], b[1]), b[2], size)
                start += len(part)
        finally:
            words.close()
    finally:
        page.close()


_DIGITS = re.compile(r"\d+")
_SHIFT = 6.0  # how far, in points, a header may stand from where it stands on other pages


def _without_running_lines(lines: list[Line], pages: int) -> tuple[list[Line], int]:
    """Without headers and footers, and how many there were.

    A header is the first line of a page where more than half of three or more pages begin with the same words (numbers
    may differ) at the same height; a second line of it must be the same to the letter. Footers likewise, from below.
    """
    if pages < 3:
        return lines, 0
    left = len(lines)
    for same in (lambda t: _DIGITS.sub("0", t), str):
        for end in (0, -1):
            by_page: dict[int, list[Line]] = {}
            for line in lines:
                by_page.setdefault(line.page, []).append(line)
            edges = [mine[end] for mine in by_page.values() if len(mine) > 1]
            running: list[Line] = []
            for words, n in Counter(same(e.text) for e in edges).items():
                group = [e for e in edges if same(e.text) == words]
                level = sum(abs(e.bottom - group[0].bottom) <= _SHIFT for e in group) == n
                if n >= 3 and n * 2 > pages and level:
                    running += group
            gone = {id(r) for r in running}
            lines = [line for line in lines if id(line) not in gone]
    return lines, left - len(lines)


def paragraphs(lines: list[Line]) -> str:
    """The lines as text: a space where a paragraph goes on, a blank line where a new one begins."""
    words = Counter(w for line in lines for w in _WHOLE.findall(line.text))
    spacing = _usual_spacing(lines)
    edges = _right_edges(lines)
    out: list[str] = []
    for i, line in enumerate(lines):
        if not i:
            out.append(line.text)
        elif _goes_on(lines[i - 1], line, spacing, (edges[i - 1], edges[i])):
            out.append(_joined(out.pop(), line.text, words))
        elif _is_next_row(lines[i - 1], line, spacing):
            out[-1] += f"\n{line.text}"
        else:
            out.append(line.text)
    return "\n\n".join(out)


def _usual_spacing(lines: list[Line]) -> dict[int, float]:
    """Font size (rounded) -> the distance from line to line that is most common for it."""
    steps: dict[int, Counter[float]] = {}
    for a, b in pairwise(lines):
        step = a.bottom - b.bottom
        if a.page == b.page and round(a.size) == round(b.size) and 0 < step < 4 * b.size:
            steps.setdefault(round(a.size), Counter())[round(step)] += 1
    return {size: min(c, key=lambda s: (-c[s], s)) for size, c in steps.items()}


_NEIGHBOURS = 4


def _right_edges(lines: list[Line]) -> list[float]:
    """Of each line: how far to the right the column reaches, as the lines around it that begin with it show."""
    edges = []
    for i, line in enumerate(lines):
        around = lines[max(0, i - _NEIGHBOURS) : i + _NEIGHBOURS + 1]
        edges.append(max(n.right for n in around if n is line or _same_column(n, line)))
    return edges


def _same_column(a: Line, b: Line) -> bool:
    return a.page == b.page and abs(a.left - b.left) < 2 * b.size and abs(a.size - b.size) <= _SAME_SIZE * b.size


_SAME_SIZE = 0.06
_WIDEST_SPACING = 2.2  # lines of one paragraph, in heights of a letter
_ENDS = (".", "?", "!", ":", ".”", '."', "?”", "!”", ".’", ".)")


def _goes_on(above: Line, line: Line, spacing: dict[int, float], edges: tuple[float, float]) -> bool:
    """`line` continues the paragraph of `above`: the next line below it, of its size, and `above` had no room for its first word."""
    if abs(above.size - line.size) > _SAME_SIZE * line.size:
        return False
    if _is_row(line.text) or (_is_row(above.text) and not line.text[:1].islower()):
        return False
    step = above.bottom - line.bottom
    below = above.page == line.page and step > 0
    open_end = not above.text.endswith(_ENDS)
    if not below or line.left > above.right or line.right < above.left:
        # the top of the next column or page
        full = edges[0] - above.right < 2 * above.size
        return open_end and (full or line.text[:1].islower() or above.text.endswith(_HYPHENS))
    if not _near(step, line.size, spacing):
        return False
    room = max(edges) - above.right
    word = line.text.split(" ", 1)[0]
    width = (line.right - line.left) * (len(word) + 1) / max(1, len(line.text))
    if line.left > above.left + 0.8 * line.size and not open_end:
        return False  # indented after a full stop
    return room < width * 1.5 + 2 or (open_end and line.text[:1].islower())


def _near(step: float, size: float, spacing: dict[int, float]) -> bool:
    """No blank line lies between two lines so far apart."""
    return step <= min(1.35 * spacing.get(round(size), 1.25 * size) + 1, _WIDEST_SPACING * size)


def _is_next_row(above: Line, line: Line, spacing: dict[int, float]) -> bool:
    step = above.bottom - line.bottom
    if above.page != line.page or step <= 0 or not _near(step, line.size, spacing) or above.text.endswith(_ENDS):
        return False
    return abs(above.size - line.size) <= _SAME_SIZE * line.size and (_is_row(above.text) or _is_row(line.text))


def _is_row(text: str) -> bool:
    """A name and numbers: at least half of two or more words are numbers, and the first is a name."""
    words = text.split()
    return len(words) > 1 and words[0][0].isupper() and sum(w[0].isdigit() for w in words) * 2 >= len(words)


_HYPHENS = ("-", "\u2010", "\u00ad", "\x02", "\ufffe")
_WHOLE = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST_PART = re.compile(r"((?:[^\W\d_]+-)*)([^\W\d_]+)$")
_FIRST_PART = re.compile(r"^([^\W\d_]+)")
# first parts that keep their hyphen before a word in small letters
_COMPOUNDS = frozenset(
    "twenty thirty forty fifty sixty seventy eighty ninety well self non anti pro ex semi so half mid long short air front "
    "government rebel opposition army regime state "
    "two three four five six seven eight nine ten first second third high low cross multi all war".split()
)


def _joined(above: str, line: str, words: Counter[str]) -> str:
    """Two lines of a paragraph; a hyphen at the end of the first is taken away where it only cut a word."""
    if not above.endswith(_HYPHENS):
        return f"{above} {line}"
    stem, mark = above[:-1], above[-1]
    first, second = _LAST_PART.search(stem), _FIRST_PART.search(line)
    if first is None or second is None:
        return f"{stem}-{line}" if mark != "-" or stem[-1:].isalnum() else f"{above} {line}"
    whole, compound = first[0] + second[1], f"{first[0]}-{second[1]}"
    if words[whole] != words[compound]:
        keep = words[compound] > words[whole]
    else:
        keep = bool(first[1]) or first[2].lower() in _COMPOUNDS or second[1][0].isupper() or first[2].isupper()
    return f"{stem}-{line}" if keep else stem + line
