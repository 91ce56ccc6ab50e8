"""The source a headline ends or opens with: "...: monitor", "UN: ...", "... - Reports".

In: the parse of a headline. Out: a frame over the words in front of the tag (or behind it), or None.
"""

from __future__ import annotations

from collections.abc import Iterator

from contested.extract.phrases import DASHES, QUOTES, STOPS, Phrase
from contested.extract.speech import Frame, Parse

_TAG_LENGTH = 9  # tokens
_KINDS = frozenset({"monitor", "un", "ngo"})


def headline_tag(p: Parse) -> Frame | None:
    """The frame of a headline's tag.

    Texts lose their colons, so a known body or a word like "monitor" at the very end counts as well. The name of the
    site behind a bar or dash ("- Daily Sabah") is no source.
    """
    for end in _ends(p):
        found = _behind_mark(p, end) or _bare(p, end)
        if found is not None:
            return found
    return _opening(p)


def _ends(p: Parse) -> Iterator[int]:
    """Where the headline's own words may end: at its end, and before each mark that a site's name can follow."""
    end = p.n
    while end > p.begin and (p.low[end - 1] in STOPS or p.low[end - 1] in QUOTES):
        end -= 1
    bar = next((i for i in range(p.begin + 1, end) if p.words[i] == "|"), None)
    if bar is not None:
        end = bar
    while end > p.begin and not p.words[end - 1][0].isalnum() and p.low[end - 1] != ")":
        end -= 1
    yield end
    for i in range(end - 1, p.begin + 3, -1):
        if _dash(p, i) and p.low[i] != ":":
            yield i


def _dash(p: Parse, i: int) -> bool:
    """A dash, or a character that some encoding made of one, between two words."""
    if p.low[i] in DASHES:
        return not p._hyphenated(i)
    c = p.words[i]
    return len(c) == 1 and not c.isalnum() and c not in ",'.()&/%$:;+#@!?_\u2019[]" and c not in QUOTES


def _behind_mark(p: Parse, end: int) -> Frame | None:
    for i in range(end - 1, max(p.begin, end - _TAG_LENGTH), -1):
        colon = p.low[i] == ":"
        if not (colon or _dash(p, i)) or i + 1 >= end:
            continue
        while not p.words[i + 1][0].isalnum() and i + 2 < end:
            i += 1
        phrase = p.forward(i + 1)
        if phrase is None or phrase.end < end or phrase.pronoun:
            if not (colon and all(p.caps[k] or p.low[k] in p.w.name_links for k in range(i + 1, end))):
                return None
            phrase = Phrase(i + 1, end, 2, end)
        if p.low[i + 1] in p.w.tags and not p.caps[i + 1]:
            phrase = Phrase(i + 1, i + 2, 3, i + 2)  # a byline may follow: ": monitor Jane Doe"
        if not colon and (phrase.quality < 3 or _site(p, phrase)):
            return None
        return _tagged(p, phrase, p.begin, i)
    return None


def _bare(p: Parse, end: int) -> Frame | None:
    if end - p.begin <= 3:
        return None
    low, w = p.low, p.w
    last = p.ent[end - 1]
    start = p.hits[last].start if last >= 0 else end - 1
    if last < 0 and start > p.begin and low[start - 1] == "state" and low[start] in {"media", "tv", "television"}:
        start -= 1
    elif last >= 0:
        body = p.hits[last].body
        if body.kind not in _KINDS and not (body.is_outlet and end == p.n):
            return None
    elif low[start] not in w.tags:
        return None
    before = low[start - 1]
    if (
        before in w.prepositions
        or before in w.determiners
        or before in w.finite
        or before in {"and", "against", "&"}
        or not before[:1].isalnum()
    ):
        return None
    if (before in w.before or before in w.adjectives) and not p.caps[start - 1]:
        return None
    return _tagged(p, Phrase(start, end, 3, end), p.begin, start)


def _opening(p: Parse) -> Frame | None:
    for i in range(p.begin + 1, min(p.n - 2, p.begin + _TAG_LENGTH)):
        if p.low[i] == ":":
            phrase = p.forward(p.begin)
            if phrase is not None and phrase.end == i and phrase.quality == 3 and not _place_only(p, phrase):
                return _tagged(p, phrase, i + 1, p.n)
            return None
    return None


def _place_only(p: Parse, phrase: Phrase) -> bool:
    return all(p.ent[k] >= 0 and p.hits[p.ent[k]].body.is_place for k in range(phrase.start, phrase.end))


def _site(p: Parse, phrase: Phrase) -> bool:
    """News media behind a dash are the site, not the source."""
    return any(
        p.hits[p.ent[k]].body.is_outlet if p.ent[k] >= 0 else p.w.groups.get(p.low[k]) == "media" and p.caps[k]
        for k in range(phrase.start, phrase.end)
    )


def _tagged(p: Parse, phrase: Phrase, start: int, end: int) -> Frame:
    rule = "headline_tag"
    if p.anonymous(phrase):
        return Frame(rule, phrase.start, None, start, end, phrase.start, phrase.end, False, status="reported")
    return Frame(rule, phrase.start, phrase, start, end, phrase.start, phrase.end, False)
