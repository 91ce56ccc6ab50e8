"""The evidence of a claim: its sentence with the words highlighted, who said it through whom, where it stands, what warns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from contested.charts.words import clip, date
from contested.errors import UsageError
from contested.model import Claim
from contested.report.data import Record, Tables, claimant_of, is_own_voice, load, short_name
from contested.report.html import el, outside_link, outside_text, visible
from contested.report.lab import in_lab
from contested.report.parameters import suggest
from contested.report.study import ASPECT_WORDS, indicator_words, interval_words, when, words

_BOLD, _MARK, _DIM, _END = "\x1b[1m", "\x1b[1;30;43m", "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim with everything a reviewer needs to check it.

    Attributes
    ----------
    claim : Claim
    before, quote, after : str
        The sentence, parted at the highlighted words.
    document : mapping
        The row of the documents table; empty where there is none.
    alarms : tuple of mapping
        The alarms that stand beside the figure.
    """

    claim: Claim
    before: str
    quote: str
    after: str
    document: Record
    alarms: tuple[Record, ...] = ()

    def text(self, *, ansi: bool = False) -> str:
        """Plain text for a terminal: quote, hedge, number, group and trigger marked in the sentence, in colours with `ansi`."""
        mark, bold, dim, end = (_MARK, _BOLD, _DIM, _END) if ansi else ("", "", "", "")
        opening, closing = (mark, end) if ansi else ("[[", "]]")
        lines = [
            f"{bold}{visible(words(self.claim))}{end}  {dim}{self.claim.claim_id}{end}",
            "",
            self._marked(ansi) or visible(self.before) + f"{opening}{visible(self.quote)}{closing}" + visible(self.after),
            "",
        ]
        lines += [f"{name + ':':<12}{visible(str(value))}" for name, value in self.facts()]
        lines += [f"{'alarm:':<12}{visible(str(a['sentence']))}" for a in self.alarms]
        return "\n".join(lines)

    def _marked(self, ansi: bool) -> str | None:
        """The words the figure rests on, each by its role; None for coded data, or where only a lexicon of one's own reads it."""
        from contested.lexicon import load_lexicon
        from contested.marks import marked_claim

        return marked_claim(self.claim, str(self.document.get("text") or ""), load_lexicon(), color=ansi)

    def facts(self) -> list[tuple[str, str]]:
        """Name and value of what is known about the claim, as shown to the reader."""
        c, d = self.claim, self.document
        names = filter(None, [c.source, *(c.relayed_by or "").split(" < "), c.publisher])
        through = ", through ".join(dict.fromkeys(short_name(n) for n in names))
        chain = f"{claimant_of(c)} (the outlet itself)" if is_own_voice(c) else through
        what = ", ".join(filter(None, [indicator_words(c.indicator), ASPECT_WORDS.get(c.aspect or "")]))
        holder = " from ".join(filter(None, [c.holder, c.previous_holder]))
        found = [
            ("document", clip(str(d.get("title") or c.doc_id), 300)),
            ("publisher", f"{short_name(c.publisher or 'not known')}, {date(c.published) if c.published else 'no date'}"),
            ("said by", chain),
            ("counts", what),
            ("interval", interval_words(c) if c.indicator != "control_change" else ""),
            ("place", " — ".join(dict.fromkeys(filter(None, [c.place, c.place_text]))) + _position(c)),
            ("period", when(c) + (f" (“{c.date_text}”)" if c.date_text else "")),
            ("by whom", c.actor or ""),
            ("held by", holder),
            ("share of", c.denominator or ""),
            ("status", c.status),
            ("repeats", c.duplicate_of or ""),
            ("rule", c.rule or "none: coded data"),
            ("claim", c.claim_id),
        ]
        return [(name, value) for name, value in found if value]

    def sentence_html(self) -> Markup:
        """The sentence with the words of the figure in ``<mark>``."""
        if not self.quote:
            return el("p", "A row of a coded data set: there is no sentence behind it.", cls="muted")
        return el("blockquote", el("bdi", self.before, el("mark", self.quote), self.after))

    def _repr_html_(self) -> str:
        facts = [(name, outside_link(self.document.get("url"), value) if name == "document" else value) for name, value in self.facts()]
        return in_lab(el("div", self.sentence_html(), facts_html(self, facts)))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()


def _position(claim: Claim) -> str:
    """Where the place is, in degrees, where that is known."""
    return "" if claim.lat is None or claim.lon is None else f" ({claim.lat:.2f}, {claim.lon:.2f})"


def evidence(tables: Tables | str | Path, claim_id: str) -> Evidence:
    """Look up the evidence of one claim.

    Parameters
    ----------
    tables
        Folder of tables, or tables already loaded.
    claim_id
        The id, or the first letters of it where they name one claim only.

    Raises
    ------
    UsageError
        No claim, or more than one, has this id.
    """
    loaded = tables if isinstance(tables, Tables) else load(tables)
    claim = loaded.claim_by_id.get(claim_id)
    if claim is None:
        found = [c for c in loaded.claims if claim_id and c.claim_id.startswith(claim_id)]
        if len(found) > 1:
            raise UsageError(
                f"{len(found)} claims begin with {claim_id!r}: {', '.join(c.claim_id for c in found[:5])} ...; write more of the id"
            )
        if not found:
            near = suggest(claim_id, list(loaded.claim_by_id)) if 0 < len(loaded.claims) < 20_000 else ""
            raise UsageError(f"there is no claim {claim_id!r}" + (near if "did you mean" in near else ""))
        claim = found[0]
    return evidence_in(loaded, claim)


def evidence_in(tables: Tables, claim: Claim) -> Evidence:
    """The evidence of a claim of these tables."""
    document = tables.document_by_id.get(claim.doc_id, {})
    before, quote, after = part_sentence(claim, str(document.get("text") or ""))
    return Evidence(claim, before, quote, after, document, tuple(tables.alarms_by_claim.get(claim.claim_id, ())))


def part_sentence(claim: Claim, text: str) -> tuple[str, str, str]:
    """Part the sentence of a claim at its quote; where the words occur twice, the span decides."""
    quote, sentence = claim.quote or "", claim.sentence or claim.quote or ""
    at = -1
    if claim.char_start is not None and sentence and text:
        begin = text.find(sentence, max(0, claim.char_start - len(sentence)), claim.char_start + len(sentence))
        if begin >= 0 and sentence.startswith(quote, claim.char_start - begin):
            at = claim.char_start - begin
    if at < 0:
        at = sentence.find(quote)
    if at < 0:
        return "", quote, f"  ({sentence})" if sentence else ""
    return sentence[:at], quote, sentence[at + len(quote) :]


def facts_html(item: Evidence, facts: Sequence[tuple[str, object]]) -> Markup:
    """List facts of a claim, the alarms last; a value that is markup stands as it is."""
    shown = [
        el(
            "div",
            el("dt", name),
            el("dd", value if isinstance(value, Markup) else outside_text(str(value))),
            cls="others" if name == "others" else None,
        )
        for name, value in facts
    ]
    shown.extend(el("div", el("dt", "alarm"), el("dd", "⚠ ", outside_text(str(a["sentence"]))), cls="alarm") for a in item.alarms)
    return el("dl", *shown, cls="facts")
