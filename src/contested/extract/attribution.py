"""Who says each figure: the frames of its sentence, carried over while the speaker stays the same.

In: a document and its figures. Out: one `Attribution` a figure, in the same order.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from contested.extract.discourse import Discourse, Speaker
from contested.extract.headline import headline_tag
from contested.extract.reporting import Words, build_words
from contested.extract.speech import Frame, Parse
from contested.lexicon.load import Lexicon
from contested.model import Attribution, Figure
from contested.text import TextView

OWN_VOICE = Attribution()
_MIN_HEADLINE = 15  # characters; a shorter title may stand in a sentence by chance
# "BEIRUT (Reuters)", "KAFR ZITA, Syria (AFP)"
_DATELINE = re.compile(r"\b[A-Z]{4,}(?:[ ,/]{1,2}[A-Z][A-Za-z.]{1,20}){0,4} \((?:[A-Z][A-Za-z.]{1,20} ?){1,3}\)")
_LEAD = 6  # sentences in which a text names whom its headline means
_PARAGRAPHS = 4  # the title and at least three more
_MARKS = ("-", "*", "\u2022", "\u25cf", "\u2013")
_QUOTE_SPAN = 6  # sentences; a quotation mark left open longer than this was lost, not meant


@dataclass(slots=True)
class _Reading:
    """One sentence with its frames and what each of them attributes."""

    parse: Parse
    frames: list[Frame]
    chains: list[list[tuple[list[Speaker], str | None]]]
    # by the frames that cover a figure
    known: dict[tuple[int, ...], Attribution | None]


def attribute(view: TextView, figures: Sequence[Figure], lexicon: Lexicon) -> list[Attribution]:
    """The claimant of every figure, parallel to `figures`.

    A figure that no frame covers and no speaker carries over to is in the outlet's own voice: `source` null,
    rule "own_voice".
    """
    if not figures:
        return []
    words = lexicon.compiled(build_words)
    reader = _Reader(view, words)
    by_sentence: dict[int, list[int]] = {}
    for k, f in enumerate(figures):
        by_sentence.setdefault(f.sentence, []).append(k)
    out = [OWN_VOICE] * len(figures)
    for index in range(max(by_sentence) + 1):
        wanted = by_sentence.get(index, ())
        found = reader.read(index, [figures[k].start for k in wanted], {figures[k].indicator for k in wanted})
        for k, attribution in zip(wanted, found, strict=True):
            out[k] = attribution
    return out


def _year(x: str) -> bool:
    return len(x) == 4 and x.isdigit() and x[:2] in {"19", "20"}


class _Reader:
    """Goes through the sentences in order, keeping who spoke last and whether a quotation is open."""

    def __init__(self, view: TextView, words: Words) -> None:
        self.view = view
        self.w = words
        self.discourse = Discourse(view, words)
        self.last: Attribution | None = None  # of the sentence before
        self.gap = 0
        self.last_had_figures = False
        self.last_index = -1  # the last sentence that `last` governs
        self.last_indicators: Set[str] = frozenset()
        self.list_open = False  # the speaker's sentence ended in a colon: its list follows
        self.indicators: Set[str] = frozenset()
        # a text cut into paragraphs shows by them how far a speaker reaches; one long paragraph shows nothing
        self.paragraphs = [s.paragraph for s in view.sentences]
        self.paragraphed = len(set(self.paragraphs)) >= _PARAGRAPHS
        self.in_quote = False
        self.quote_age = 0
        self.titles = self._titles()
        self.headline_attribution = OWN_VOICE
        self.publisher = view.document.publisher or ""

    def _titles(self) -> list[str]:
        """The headline, and its shorter beginnings without what a site adds (" - Region - World")."""
        title = self._headline()
        found = []
        while len(title) >= _MIN_HEADLINE:
            found.append(title)
            title = title[: max(title.rfind(" - "), title.rfind(" | "), 0)]
        return found

    def _headline(self) -> str:
        if not self.view.sentences or not self._is_headline(0):
            return ""
        last = max(s.index for s in self.view.sentences if s.paragraph == 0)
        whole = self.view.text[self.view.sentences[0].start : self.view.sentences[last].end]
        return whole.rstrip(" .")

    def _repeated(self, start: int, end: int) -> int:
        """Where a repeat of the headline in ``text[start:end]`` ends, -1 when there is none."""
        for title in self.titles:
            at = self.view.text.find(title, start, end)
            if at >= 0:
                return at + len(title)
        return -1

    def _is_headline(self, index: int) -> bool:
        """A sentence of the first paragraph, when it looks like a title: no full stop at its end."""
        if not self.view.is_headline(index):
            return False
        words = self.view.tokens(index).words
        return not (words and words[-1] in {".", '"', "\u201d"})

    def read(self, index: int, starts: Sequence[int], indicators: Set[str] = frozenset()) -> list[Attribution]:
        """Read sentence `index`; the attribution of each figure that starts at one of `starts`."""
        self.indicators = indicators
        tokens = self.view.tokens(index)
        headline = self._is_headline(index)
        opened = self._quote_open(index)
        triggered = not self.w.triggers.isdisjoint(tokens.lower)
        if not (triggered or starts or headline):
            self._skip(index, opened)
            return []
        begin, repeated = self._repeat(index, headline)
        parse = Parse(self.discourse.scan(index), self.w, opened, begin, named=triggered or headline)
        frames = parse.frames() if triggered else []
        if headline:
            tag = headline_tag(parse)
            if tag is not None:
                frames = [f for f in frames if f.anchor < tag.anchor or tag.start > 0] + [tag]
        reading = self._reading(parse, frames, headline)
        self.in_quote = parse.quoted[-1] if parse.n else opened
        self.quote_age = self.quote_age + 1 if self.in_quote and opened else 0
        found = [self._figure(reading, at, index, headline, repeated, opened) for at in starts]
        if headline:
            if found and found[0] is not OWN_VOICE:
                self.headline_attribution = found[0]
            self.last = None
        else:
            self._advance(reading, found, starts, index, opened)
        return found

    # -- quotations -----------------------------------------------------------------------------------------------

    def _quote_open(self, index: int) -> bool:
        if not self.in_quote or self.quote_age > _QUOTE_SPAN:
            return False
        sentences = self.view.sentences
        # a quotation that runs on opens each paragraph with a mark of its own
        return index == 0 or sentences[index].paragraph == sentences[index - 1].paragraph

    def _skip(self, index: int, opened: bool) -> None:
        """A sentence without speech words or figures: follow its quotation marks, let the speaker fade."""
        text = self.view.sentence_text(index)
        if any(q in text for q in '"\u201c\u201d'):
            parse = Parse(self.discourse.scan(index), self.w, opened, named=False)
            self.in_quote = parse.quoted[-1] if parse.n else opened
        else:
            self.in_quote = opened
        self.quote_age = self.quote_age + 1 if self.in_quote else 0
        if not opened:
            self.gap += 1
            self.last_had_figures = False

    # -- headlines ------------------------------------------------------------------------------------------------

    def _repeat(self, index: int, headline: bool) -> tuple[int, int]:
        """Where the sentence proper begins when a headline or dateline runs into it without a full stop.

        Returns the first token behind it and the offset at which the repeat ends (-1 when there is none).
        """
        if headline:
            return 0, -1
        s = self.view.sentences[index]
        stop = self._repeated(s.start, s.end)
        # behind "BEIRUT (Reuters)" in the middle of a sentence a new one begins
        if self.view.text.find("(", s.start, s.end) >= 0:
            for m in _DATELINE.finditer(self.view.text, max(s.start, stop), s.end):
                if m.start() > s.start and m.end() < s.end:
                    stop = m.end()
        if stop < 0:
            return 0, -1
        return bisect_right(self.view.tokens(index).starts, stop - 1), stop

    # -- frames to attributions -----------------------------------------------------------------------------------

    def _in_full(self, speaker: Speaker) -> Speaker:
        """Whom the text names for a headline's "general" or "Moscow": the first speaker of that role or state."""
        body = speaker.body
        state = body is not None and body.is_place
        if body is not None and not state:
            return speaker
        words = {x for x in speaker.text.lower().split() if x not in self.w.determiners}
        roles = speaker.nouns & (self.w.person | self.w.collective)
        kept, spoken_at = len(self.discourse.history), self.discourse.spoken_at
        found = speaker
        for s in self._first_speakers():
            if state:
                assert body is not None
                if (
                    s.body is not None
                    and not (s.body.is_place or s.body.is_outlet)
                    and s.body.alignment == body.alignment
                    and body.alignment
                ):
                    found = s
                    break
            elif s.named and s.name != speaker.name and (roles & (s.nouns | self._also(s)) or words <= set(s.text.lower().split())):
                found = s
                break
        self.discourse.forget(kept)
        self.discourse.spoken_at = spoken_at
        if found is not speaker:
            self.discourse.remember(found)
        return found

    @staticmethod
    def _also(s: Speaker) -> frozenset[str]:
        return s.body.nouns if s.body is not None else frozenset()

    def _first_speakers(self) -> Iterator[Speaker]:
        """The speakers of the first sentences behind the headline, in order."""
        sentences = self.view.sentences
        behind = next((s.index for s in sentences if s.paragraph > 0), len(sentences))
        for k in range(behind, min(behind + _LEAD, len(sentences))):
            if self.w.triggers.isdisjoint(self.view.tokens(k).lower):
                continue
            parse = Parse(self.discourse.scan(k), self.w)
            for f in parse.frames():
                if f.speaker is not None and not f.speaker.pronoun:
                    yield from self.discourse.resolve(parse, f.speaker)

    def _reading(self, parse: Parse, frames: list[Frame], headline: bool = False) -> _Reading:
        chains: list[list[tuple[list[Speaker], str | None]]] = []
        for f in frames:
            chain: list[tuple[list[Speaker], str | None]] = []
            speaker = self.discourse.resolve(parse, f.speaker) if f.speaker is not None else []
            if headline:
                speaker = [self._in_full(s) for s in speaker]
            if f.inner is not None:
                chain.append((self.discourse.resolve(parse, f.inner), None))
            if speaker:
                chain.append((speaker, None))
                # the frame's own speaker stays the one "he" and "it" lead back to
                for s in speaker:
                    self.discourse.remember(s)
            if f.relay is not None:
                chain.append((self._quietly(parse, f), "relay"))
            if f.hearer is not None:
                chain.append((self._hearer(parse, f), "hearer"))
            chains.append(chain)
        return _Reading(parse, frames, chains, {})

    def _quietly(self, parse: Parse, f: Frame) -> list[Speaker]:
        assert f.relay is not None
        kept = len(self.discourse.history)
        found = self.discourse.resolve(parse, f.relay)
        self.discourse.forget(kept)
        return found

    def _hearer(self, parse: Parse, f: Frame) -> list[Speaker]:
        """The outlet that was told, when it is not the one that publishes."""
        assert f.hearer is not None
        kept = len(self.discourse.history)
        found = self.discourse.resolve(parse, f.hearer)
        self.discourse.forget(kept)
        return [s for s in found if s.body is not None and s.body.is_outlet and not self._publishes(s)]

    def _publishes(self, speaker: Speaker) -> bool:
        mine = "".join(c for c in self.publisher.lower() if c.isalnum())
        own = self.w.registry.publisher(self.publisher) if self.publisher else None
        return (own is not None and own is speaker.body) or (bool(mine) and mine == "".join(c for c in speaker.name.lower() if c.isalnum()))

    def _figure(self, r: _Reading, at: int, index: int, headline: bool, repeated: int, opened: bool) -> Attribution:
        if 0 <= at < repeated:
            return self.headline_attribution
        token = max(0, bisect_right(r.parse.tokens.starts, at) - 1)
        covering = [k for k, f in enumerate(r.frames) if f.start <= token < f.end]
        covering.sort(key=lambda k: (r.frames[k].end - r.frames[k].start, r.frames[k].anchor))
        found = self._chain(r, covering)
        if found is not None:
            return found
        if covering and all(not r.chains[k] for k in covering):
            status = next((r.frames[k].status for k in covering if r.frames[k].status), None)
            carried = self._carried(r, token, index, headline, opened)
            base = carried if carried is not None else OWN_VOICE
            return base._replace(status=status, rule=r.frames[covering[0]].rule if carried is None else base.rule)
        if headline:
            return OWN_VOICE
        carried = self._carried(r, token, index, headline, opened)
        return carried if carried is not None else OWN_VOICE

    def _chain(self, r: _Reading, covering: list[int]) -> Attribution | None:
        """The innermost named speaker of the frames that cover a figure; those outside pass the words on."""
        key = tuple(covering)
        if key not in r.known:
            r.known[key] = self._innermost(r, covering)
        return r.known[key]

    def _innermost(self, r: _Reading, covering: list[int]) -> Attribution | None:
        levels: list[tuple[list[Speaker], str | None]] = []
        status = None
        for k in covering:
            status = status or r.frames[k].status
            levels += [c for c in r.chains[k] if c[0]]
        speaking = [c for c in levels if c[1] != "hearer"]
        if not speaking:
            return None
        pick = next((i for i in range(len(speaking)) if self._stands(speaking, i)), 0)
        claimants = speaking[pick][0]
        outer = [c for c in levels if c not in speaking[: pick + 1]]
        names = {s.name for s in claimants}
        relays = []
        for s, _ in outer:
            for x in s:
                if x.name not in names and x.name not in relays:
                    relays.append(x.name)
        return Attribution(
            source="; ".join(dict.fromkeys(s.name for s in claimants)),
            source_text="; ".join(dict.fromkeys(s.text for s in claimants)),
            source_type=next((s.kind for s in claimants if s.kind), None),
            relayed_by=" < ".join(relays) or None,
            status=status,
            rule=r.frames[covering[0]].rule,
        )

    def _stands(self, levels: list[tuple[list[Speaker], str | None]], i: int) -> bool:
        """Named speakers stand for themselves; unnamed people do when nobody but outlets passes their words on."""
        speakers = levels[i][0]
        if any(s.named for s in speakers):
            return True
        outer = [s for level, _ in levels[i + 1 :] for s in level]
        return any(s.nouns & self.w.collective for s in speakers) and all(s.body is not None and s.body.is_outlet for s in outer)

    # -- carrying over --------------------------------------------------------------------------------------------

    def _carried(self, r: _Reading, token: int, index: int, headline: bool, opened: bool) -> Attribution | None:
        if headline:
            return None
        if token < r.parse.n and r.parse.quoted[token]:
            ahead = self._ahead(r, index)
            if ahead is not None:
                return ahead._replace(rule="quote_continued")
            if self.last is not None:
                return self.last._replace(rule="quote_continued")
        if self.last is not None and self._continues(r, token, index):
            return self.last._replace(rule="carried_over", status=None)
        return None

    def _ahead(self, r: _Reading, index: int) -> Attribution | None:
        """The speaker named where the open quotation closes, a few sentences on."""
        if not r.parse.quoted[-1]:
            return None
        inside = True
        for k in range(index + 1, min(index + 4, len(self.view.sentences))):
            if self.view.sentences[k].paragraph != self.view.sentences[index].paragraph:
                return None
            parse = Parse(self.discourse.scan(k), self.w, inside)
            closes = next((i for i in range(parse.n) if not parse.quoted[i]), None)
            if closes is None:
                continue
            kept = len(self.discourse.history)
            reading = self._reading(parse, [f for f in parse.frames() if not f.fronted])
            self.discourse.forget(kept)
            covering = [i for i, f in enumerate(reading.frames) if f.clause - closes <= 3]
            return self._chain(reading, covering)
        return None

    def _continues(self, r: _Reading, token: int, index: int) -> bool:
        """Whether a sentence without a speaker of its own goes on with the one before it."""
        if self.gap > 1 or token >= r.parse.n:
            return False
        if not self.paragraphed:
            return self._points_back(r, token)
        here, there = self.view.sentences[index].paragraph, self.view.sentences[self.last_index].paragraph
        if here == there:
            return not self._fresh(r, token)
        if self._bullet(here):
            return here - there == 1 and (
                self.list_open
                or (self._bullet(there) and not self.last_indicators.isdisjoint(self.indicators) and not self._fresh(r, token))
            )
        first = next((x for x in r.parse.low[r.parse.begin :] if x[:1].isalnum()), "")
        return first not in self.w.more and self._points_back(r, token)

    def _bullet(self, paragraph: int) -> bool:
        at = bisect_left(self.paragraphs, paragraph)
        return self.view.text.startswith(_MARKS, self.view.sentences[at].start)

    def _fresh(self, r: _Reading, token: int) -> bool:
        """Whether a sentence behind a speaker's, in the same paragraph, tells of something else, in the outlet's voice."""
        p, w = r.parse, self.w
        low, n = p.low, p.n
        i = p.begin
        while i < n - 1 and not low[i][:1].isalnum():
            i += 1
        x, nxt = low[i], low[i + 1] if i + 1 < n else ""
        if x in w.possessive_or_pronoun:
            return False
        if x in w.fresh or any(low[k] in w.spans and low[k + 1] in w.lapses for k in range(i, min(n - 1, i + 4))):
            return True
        subject = {x, nxt, low[i + 2] if i + 2 < n else ""}
        if subject & w.background_subjects and not subject & {"of"}:
            return True
        for k in range(i, n):
            y = low[k]
            if y in w.long_past:
                return True
            if y == "in" and k + 1 < n and (low[k + 1] in w.months or _year(low[k + 1])):
                return True
            if y == "since" and self._long_ago(low, k):
                return True
            if y == "on" and k + 1 < n and (low[k + 1] in w.weekdays or low[k + 1] in w.months or (k + 2 < n and low[k + 2] in w.months)):
                return True
        return False

    def _long_ago(self, low: list[str], k: int) -> bool:
        """ "since 2011", "since March 2011", "since the war began"."""
        tail = low[k + 1 : k + 5]
        if tail and (_year(tail[0]) or (tail[0] in self.w.months and len(tail) > 1 and _year(tail[1]))):
            return True
        return any(x in self.w.background_subjects or x in self.w.long_past for x in tail)

    def _points_back(self, r: _Reading, token: int) -> bool:
        """Whether the words of a sentence lead back to the one before it: "another", "of them", "the dead"."""
        low, w = r.parse.low, self.w
        i = r.parse.begin
        while i < r.parse.n and (low[i] in {'"', "\u201c", ",", "-", "\u2013"} or low[i] in {"and", "but", "also"}):
            i += 1
        if i >= r.parse.n:
            return False
        x = low[i]
        nxt = low[i + 1] if i + 1 < r.parse.n else ""
        if not w.background.isdisjoint(low) and not any(low[k : k + 2] == ["of", "them"] for k in range(r.parse.n)):
            return False
        if x in w.continues and not (x == "of" and nxt not in {"them", "those", "these", "the"}):
            return self.gap == 0 or x in {"another", "others", "among", "they"}
        if x == "the" and nxt in w.continues_the:
            return self.gap == 0 and self.last_had_figures
        if self.gap:
            return False
        head = low[i : token + 8]
        if (
            any(k in {"others", "more", "another", "them"} for k in head[: max(6, token - i + 4)])
            and self.last_had_figures
            and token - i <= 1
        ):
            return True
        for k in range(token, min(r.parse.n - 1, token + 10)):
            if low[k] == "of" and low[k + 1] in {"the", "them", "those"} and token - i <= 2:
                return True
            if low[k] == "had" and low[k + 1] in {"been", "died", "fled", "left"} and self.last_had_figures:
                return True
        return token - i <= 2 and self.last_had_figures and any(low[k] in {"those", "these", "also"} for k in range(token, r.parse.n))

    def _advance(self, r: _Reading, found: list[Attribution], starts: Sequence[int], index: int, opened: bool) -> None:
        """Remember who governs the end of this sentence."""
        spoken = [k for k in range(len(r.frames)) if r.chains[k]]
        carried = next((a for a in reversed(found) if a.rule in {"carried_over", "quote_continued"}), None)
        if spoken:
            self.discourse.spoken_at = index
            end = r.parse.n - 2
            covering = [k for k in spoken if r.frames[k].start <= end < r.frames[k].end] or spoken[-1:]
            covering.sort(key=lambda k: (r.frames[k].end - r.frames[k].start, r.frames[k].anchor))
            self.last = self._chain(r, covering)
            self.gap = 0
            self._governs(r, index)
            self.last_had_figures = any(a.source is not None for a in found)
        elif carried is not None:
            self.last = carried
            self.gap = 0
            self._governs(r, index)
            self.last_had_figures = True
        elif not opened:
            if starts:
                self.last = None
            self.gap += 1
            self.last_had_figures = False

    def _governs(self, r: _Reading, index: int) -> None:
        self.last_index = index
        if self.indicators:
            self.last_indicators = self.indicators
        same_list = self.list_open and self._bullet(self.paragraphs[index])
        self.list_open = same_list or (r.parse.n > 0 and r.parse.low[-1] == ":")
