"""What was read from a document, sentence by sentence, or why nothing was: ``contested explain FILE``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contested.errors import DocumentError, UsageError
from contested.extract.attribution import attribute
from contested.extract.period import date_figures
from contested.extract.place import locate
from contested.extract.reader import find_figures
from contested.extract.reasons import is_worth_explaining, unread
from contested.extract.record import read_document
from contested.lexicon import Lexicon, load_lexicon
from contested.marks import COLOURS, mark_sentence, marks_of, plain
from contested.model import Claim, Document, Figure
from contested.tables.ids import make_claim_id
from contested.text import TextView

if TYPE_CHECKING:
    from contested.documents import ReadSettings


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule that gave each part of a claim."""

    figure: str
    source: str
    place: str
    period: str


def explain_file(
    path: str | Path, lexicons: Sequence[Path] = (), color: bool = False, settings: ReadSettings | None = None
) -> Iterator[str]:
    """Every sentence of a file that holds a number, a vague quantity or a word of control, explained line by line.

    Parameters
    ----------
    path
        One document, in any format that is read; its row in `documents.csv` beside it gives publisher and date.
    lexicons
        Lexicon files merged over the project's, as for `contested parse`.
    color
        Marks in the colours of a terminal, not in brackets.
    settings
        Columns and limits, as for `contested parse`.

    Raises
    ------
    UsageError, DocumentError, LexiconError
        The path is no file; the file cannot be read; a lexicon is not right.
    """
    from contested.documents import read_corpus
    from contested.documents.names import printable

    path = Path(path)
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; give one document")
    lexicon = load_lexicon(lexicons)
    corpus = read_corpus(path, settings)
    mine = [r for r in corpus.rejects if r.file.split("/", 1)[0] == printable(path.name)]
    if not corpus.documents:
        raise DocumentError(mine[0].reason, mine[0].detail) if mine else UsageError(f"{path}: holds no document")
    if color:
        yield "marks: " + " ".join(f"\x1b[{code}m{role}\x1b[0m" for role, code in COLOURS.items())
    for document in corpus.documents:
        yield from explain_document(document, lexicon, color=color)
    for reject in mine:
        yield f"not read: {reject.file}: {reject.reason}: {reject.detail}"


def explain_document(document: Document, lexicon: Lexicon, *, color: bool = False) -> Iterator[str]:
    """As `explain_file`, for a document and a lexicon already read."""
    reading = read_document(document, lexicon)
    view = reading.view
    figures, rules = _as_read(view, document, lexicon)
    by_sentence: dict[int, list[Claim]] = {}
    for claim in reading.claims:
        by_sentence.setdefault(figures[claim.claim_id].sentence, []).append(claim)
    yield from _heading(document, view, len(reading.claims))
    for s in view.sentences:
        claims = by_sentence.get(s.index, [])
        if not claims and not is_worth_explaining(view, s.index, lexicon):
            continue
        marks = [m for c in claims for m in marks_of(view, figures[c.claim_id], lexicon)]
        yield ""
        yield f"sentence {s.index + 1}, line {document.text.count(chr(10), 0, s.start) + 1}"
        yield "  " + mark_sentence(view, s.index, marks, color=color)
        for claim in claims:
            yield from _claim(claim, rules[claim.claim_id])
        spans = [(m.start, m.end) for m in marks]
        missed = unread(view, s.index, spans, lexicon)
        yield from (f'  no figure: "{plain(view.text[u.start : u.end])}": {u.reason}' for u in missed)
        if not claims and not missed:
            yield "  no figure: no word of an indicator or of control governs a number or a place here"


def _as_read(view: TextView, document: Document, lexicon: Lexicon) -> tuple[dict[str, Figure], dict[str, Rules]]:
    """Figure and rules of each claim, by its id: the stages of `read_document` again, for what claims do not keep."""
    figures = find_figures(view, lexicon)
    stages = zip(
        figures, attribute(view, figures, lexicon), locate(view, figures, lexicon), date_figures(view, figures, lexicon), strict=True
    )
    by_id: dict[str, Figure] = {}
    rules: dict[str, Rules] = {}
    for f, source, place, period in stages:
        claim_id = make_claim_id(document.doc_id, f.start, f.end, f.indicator, f.population)
        by_id.setdefault(claim_id, f)
        rules.setdefault(claim_id, Rules(f.rule, source.rule, place.rule, period.rule))
    return by_id, rules


def _heading(document: Document, view: TextView, claims: int) -> Iterator[str]:
    yield f"document {document.doc_id}: {len(view.sentences)} sentences, {claims} claims"
    published = document.published.isoformat() if document.published else "no date"
    dateline = f"; its own dateline {view.dateline.isoformat()}" if view.dateline else ""
    yield f"  published by {plain(document.publisher) if document.publisher else 'not known'}, {published}{dateline}"


def _claim(c: Claim, rules: Rules) -> Iterator[str]:
    yield f"  {c.claim_id}  {_what(c)}"
    source = _joined(
        f"{c.source} ({c.source_type or 'kind not known'})" if c.source else None, _quoted(c.source_text), _after("through", c.relayed_by)
    )
    sides = _joined(_after("held by", c.holder), _after("before by", c.previous_holder), _after("share of", c.denominator))
    parts = [
        ("source", source or "the outlet in its own voice", rules.source),
        ("place", _joined(c.place, _quoted(c.place_text)) or "not said", rules.place),
        ("period", _joined(_days(c), _quoted(c.date_text)) or "not said", rules.period),
        ("status", _joined(c.status, _after("aspect", c.aspect), _after("repeats", c.duplicate_of)), None),
        ("sides", sides, None),
    ]
    yield f"    figure  rule {rules.figure}"
    for name, words, rule in parts:
        if words:
            yield f"    {name:<7} {plain(words)}" + (f"  rule {rule}" if rule else "")


def _what(c: Claim) -> str:
    number = f"{c.value:,g}" if c.value is not None else c.vague_term or "no number"
    if c.value_high is not None:
        number += f" to {c.value_high:,g}"
    return ", ".join(
        filter(None, [c.indicator, c.population, f"{number} {c.unit if c.unit != 'none' else ''}".strip(), f"bound {c.bound}"])
    )


def _days(c: Claim) -> str | None:
    if c.date_start is None and c.date_end is None:
        return None
    if c.date_start is None:
        return f"as of {c.date_end}"
    return f"{c.date_start}" if c.date_start == c.date_end else f"{c.date_start} to {c.date_end or '...'}"


def _quoted(text: str | None) -> str | None:
    return f'"{text}"' if text else None


def _after(words: str, value: str | None) -> str | None:
    return f"{words} {value}" if value else None


def _joined(*parts: str | None) -> str:
    return ", ".join(p for p in parts if p)
