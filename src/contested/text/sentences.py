"""Sentences as spans. News text breaks at blank lines and at full stops that end a sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

_PARAGRAPH = re.compile(r"\n[ \t\r\f\v]*\n\s*|\n(?=[ \t]*(?:[-*\u2022\u25cf\u2013]|\(?\d{1,2}[.)])\s)")
# A full stop, question or exclamation mark with closing quotes, then space and something that can open a sentence. One set of
# marks stands first, so that all else is passed over at the speed of a search for single characters.
_END = re.compile(
    r"""[.!?\u2026](?:["'\u201d\u2019)\]]*(?=\s+["'\u201c\u2018(\[\u2022]*[A-Z0-9\u00c0-\u00de]|\s*$|\n)"""
    r"""|(?<!\u2026)["\u201d](?=[A-Z])|(?<=[a-z]{3}\.)(?=[A-Z][a-z]))"""
)
# Words whose dot does not end a sentence.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"\u201c])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Brig|Capt|Sgt|Sen|Rep|Gov|St|No|Nos|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    # in copy set in capitals
    r"|JAN|FEB|APR|AUG|SEPT?|OCT|NOV|DEC|GEN|LT|COL|MAJ|BRIG"
    r"|vs|etc|approx|Inc|Ltd|Co|Corp|Fig|Art|[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])\.$"
)


class Sentence(NamedTuple):
    """``text[start:end]``; `paragraph` counts from 0, and paragraph 0 is the headline when there are several."""

    index: int  # type: ignore[assignment]  # a tuple has a method of that name, which nothing here needs
    start: int
    end: int
    paragraph: int


def split_sentences(text: str) -> list[Sentence]:
    """Split `text` into sentences, in order, without overlap; white space between them belongs to none."""
    sentences: list[Sentence] = []
    paragraph = 0
    for p_start, p_end in _paragraphs(text):
        begin = p_start
        added = False
        for m in _END.finditer(text, p_start, p_end):
            stop = m.end()
            if m.group()[0] == "." and _ABBREVIATION.search(text[max(begin, m.start() - 12) : m.start() + 1]):
                # "U.N. The ..." is rare enough next to "U.N. Security Council": an abbreviation never ends a sentence
                continue
            added |= _add(sentences, text, begin, stop, paragraph)
            begin = stop
        added |= _add(sentences, text, begin, p_end, paragraph)
        paragraph += added
    return sentences


# No sentence a person wrote is longer (the longest of 10,700 in FA-KES has 622 characters): what is, is cut at white
# space, so that rules which look through a whole sentence stay linear in the length of the text.
_LONGEST = 1500


def _add(sentences: list[Sentence], text: str, begin: int, stop: int, paragraph: int) -> bool:
    count = len(sentences)
    while stop - begin > _LONGEST:
        cut = max(text.rfind(" ", begin + 1, begin + _LONGEST), text.rfind("\n", begin + 1, begin + _LONGEST))
        cut = cut if cut > begin else begin + _LONGEST
        _add_one(sentences, text[begin:cut], begin, paragraph)
        begin = cut
    _add_one(sentences, text[begin:stop], begin, paragraph)
    return len(sentences) > count


def _add_one(sentences: list[Sentence], raw: str, start: int, paragraph: int) -> None:
    """The sentence that the characters `raw`, from offset `start` on, hold without the white space around it, if any."""
    bare = raw.lstrip()
    if bare:
        start += len(raw) - len(bare)
        sentences.append(Sentence(len(sentences), start, start + len(bare.rstrip()), paragraph))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    spans = []
    begin = 0
    for m in _PARAGRAPH.finditer(text):
        spans += _lines(text, begin, m.start())
        begin = m.end()
    spans += _lines(text, begin, len(text))
    return spans


_SHORT_LINE = 60


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A paragraph cut after its short lines: rows and headings of a table. Lines wrapped at a margin stay together."""
    if text.find("\n", start, end) < 0:
        return [(start, end)]
    spans = []
    begin = line = start
    while (stop := text.find("\n", line, end)) >= 0:
        following = text[stop + 1 : stop + 2]
        if (stop - line <= _SHORT_LINE or "|" in text[line:stop]) and (
            following.isupper() or following.isdigit() or not following.isalnum()
        ):
            spans.append((begin, stop))
            begin = stop + 1
        line = stop + 1
    spans.append((begin, end))
    return spans
