"""Who a speaker's phrase means in this document: names completed, pronouns and descriptions led back.

In: a phrase of one sentence. Out: speakers, under the canonical name of the registry or as most fully named in the
document. It remembers who has spoken.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import compress
from typing import NamedTuple

from contested.extract.phrases import MAX_PHRASE, Phrase, Scan
from contested.extract.reporting import Words
from contested.extract.sources import Body, Hit
from contested.extract.speech import Parse
from contested.text import TextView

_LOOKUPS = 20  # searches of the text for one name, before all its names are listed


class Speaker(NamedTuple):
    """A claimant: `name` canonical, `text` as written, `named` false for "a source", "residents"."""

    name: str
    text: str
    kind: str | None
    named: bool
    person: bool
    nouns: frozenset[str] = frozenset()
    body: Body | None = None


class _Named(NamedTuple):
    """What a sentence names: persons and organisations, and the acronyms it explains."""

    # (last word in small letters, offset, words) of names of two words and more
    names: list[tuple[str, int, str]]
    acronyms: dict[str, str]


class _Fitting:
    """Which of a list fit one description: the places of those that do, and how many were looked at. Each is asked about once."""

    __slots__ = ("places", "seen")

    def __init__(self) -> None:
        self.places: list[int] = []
        self.seen = 0


class Discourse:
    """The speakers of one document, in the order they were read."""

    def __init__(self, view: TextView, words: Words) -> None:
        self.view = view
        self.w = words
        self.history: list[Speaker] = []
        # last word of their words -> the persons of `history` and their places in it
        self._persons: dict[str, list[tuple[int, Speaker]]] = {}
        self.spoken_at = -1  # the last sentence with a speaker
        self._scans: dict[int, Scan] = {}
        self._begins = [s.start for s in view.sentences]
        self._lookups = 0
        self._looked_up = False
        # what the text names, as far as it was asked for
        self._capitalised: dict[str, list[int]] | None = None
        self._named: dict[int, _Named] = {}
        self._ending: dict[str, list[str]] = {}
        self._persons_named: list[tuple[int, str]] | None = None
        # the bodies named so far, and how many sentences were searched for them
        self._bodies: list[tuple[int, Body]] = []
        self._searched = 0
        # what fits a description asked for before, among the speakers and among the bodies
        self._spoken: dict[tuple[str, str], _Fitting] = {}
        self._fitting: dict[tuple[str, str], _Fitting] = {}

    def scan(self, index: int) -> Scan:
        """The words and names of sentence `index`, read once."""
        found = self._scans.get(index)
        if found is None:
            found = self._scans[index] = Scan(self.view.tokens(index), self.w)
        return found

    # -- phrases to speakers --------------------------------------------------------------------------------------

    def resolve(self, parse: Parse, phrase: Phrase) -> list[Speaker]:
        """The speakers a phrase names, several when they speak jointly; remembered as the last to speak."""
        speakers = [s for part in self._parts(parse, phrase) if (s := self._one(parse, part)) is not None]
        for s in speakers:
            self.remember(s)
        return speakers

    def remember(self, speaker: Speaker) -> None:
        if speaker.person and speaker.text:
            self._persons.setdefault(speaker.text.lower().split()[-1], []).append((len(self.history), speaker))
        self.history.append(speaker)

    def forget(self, since: int) -> None:
        """Take back who was remembered after the first `since` speakers."""
        del self.history[since:]
        for fitting in self._spoken.values():
            fitting.seen = min(fitting.seen, since)
            while fitting.places and fitting.places[-1] >= since:
                fitting.places.pop()

    def text(self, parse: Parse, start: int, end: int) -> str:
        """The words of tokens [start, end) as written, white space made single."""
        if start >= end:
            return ""
        raw = self.view.text[parse.tokens.starts[start] : parse.tokens.ends[end - 1]]
        return " ".join(raw.split())

    def _parts(self, parse: Parse, phrase: Phrase) -> list[Phrase]:
        """Split "residents and a monitor" into its speakers."""
        if phrase.pronoun:
            return [phrase]
        low, w = parse.low, self.w
        parts = []
        start, end = phrase.start, phrase.main_end
        for i in range(start + 1, end - 1):
            if low[i] in {"and", ","} and parse.ent[i] < 0 and self._speaks(parse, start, i) and self._speaks(parse, i + 1, end):
                if low[i] == "," and not any(low[k] == "and" for k in range(i, end)):
                    continue
                if low[i] == "and" and low[i - 1] in w.before and low[i - 1] not in w.nouns:
                    continue
                if i > start:
                    parts.append(Phrase(start, i, 3, i))
                start = i + 1
        parts.append(Phrase(start, phrase.end, phrase.quality, end))
        return parts

    def _speaks(self, parse: Parse, start: int, end: int) -> bool:
        return any(parse.ent[i] >= 0 or parse.low[i] in self.w.nouns for i in range(start, end)) and parse.low[start] not in {"his", "her"}

    def _one(self, parse: Parse, phrase: Phrase) -> Speaker | None:
        w, low = self.w, parse.low
        start, end = phrase.start, phrase.end
        while start < end and low[start] in {",", "and", '"', "'", "-", "both", "only"}:
            start += 1
        if start >= end:
            return None
        if low[start : start + 3] == ["a", "number", "of"] and start + 3 < end:
            start += 3
        phrase = Phrase(start, end, phrase.quality, max(start + 1, min(phrase.main_end, end)), phrase.pronoun)
        text = self.text(parse, start, phrase.main_end)
        if phrase.pronoun:
            return self._pronoun(parse, start, text)
        core = self._core(parse, phrase)
        heads = [low[i] for i in range(start, core) if low[i] in w.nouns and not (parse.ent[i] >= 0 and parse.hits[parse.ent[i]].person)]
        nouns = frozenset(heads)
        head = heads[-1] if heads else ""
        given = self._given_name(parse, phrase)
        if given:
            return Speaker(given, self.text(parse, start, end), self._kind(nouns, low[core - 1]), True, True, nouns | _words(given))
        outside = [low[i] for i in range(start, core) if low[i] in w.nouns and parse.ent[i] < 0]
        unnamed = bool(outside) and outside[-1] in w.unnamed
        person = any(h in w.person for h in outside)
        has_name = self._own_name(parse, start, core)
        if low[start] in w.possessive and has_name and outside and outside[-1] in w.empty:
            owner = _last(self.history[-8:], lambda s: not s.body.is_outlet if s.body is not None else s.named and not s.person)
            own = [i for i in range(start, core) if parse.name(i) and low[i] not in w.nouns]
            if owner is not None and self.w.registry.named(self.text(parse, own[0], own[-1] + 1)) is None:
                return Speaker(owner.name, text, owner.kind, True, True, nouns | frozenset(low[own[0] : own[-1] + 1]), owner.body)
        body, is_person, linked = self._body(parse, phrase, core)
        if body is not None:
            if linked and low[core] in {"in", "inside", "within", "near", "from"} and unnamed and body.kind == "armed_group":
                return Speaker(self._bare(parse, start, end), self.text(parse, start, end), body.kind, False, person, nouns | {head}, None)
            if (
                outside
                and outside[-1] not in w.empty
                and not is_person
                and not linked
                and self._hides(parse, start, core, body, outside[-1])
            ):
                return self._written(parse, phrase, core, nouns, person, unnamed)
            whole = self.text(parse, start, end if linked or self._named_behind(parse, phrase) else phrase.main_end)
            return Speaker(
                body.name,
                whole,
                body.kind,
                not (unnamed and not has_name and linked and low[core] in {"in", "inside"}),
                person or is_person or has_name,
                nouns | body.nouns | _words(body.name),
                body,
            )
        if outside and not has_name:
            described = self._described(parse, start, core, phrase.main_end, outside, text)
            if described is not None:
                return described
        return self._written(parse, phrase, core, nouns, person, unnamed)

    def _named_behind(self, parse: Parse, phrase: Phrase) -> bool:
        """An apposition that names somebody: "the ministry's spokesman, John Doe"."""
        span = range(phrase.main_end, phrase.end)
        return (
            0 < len(span) < MAX_PHRASE // 2
            and any(parse.caps[i] for i in span)
            and not any(parse.low[i] in {"who", "which", "whose"} for i in span)
        )

    def _given_name(self, parse: Parse, phrase: Phrase) -> str:
        """ "a man who gave his name as John": the name."""
        low = parse.low
        for k in range(phrase.main_end, phrase.end - 2):
            if low[k] == "name" and low[k + 1] in {"as", "only"}:
                begin = k + 2 + (low[k + 1] == "only")
                stop = begin
                while stop < phrase.end and parse.caps[stop]:
                    stop += 1
                return self.text(parse, begin, stop)
        return ""

    def _hides(self, parse: Parse, start: int, core: int, body: Body, head: str) -> bool:
        """The head is a speaker of its own kind, the body only its adjective: "Hezbollah fighters", "UN residents"."""
        if head in body.nouns or head in _words(body.name):
            return False
        kind = self.w.groups.get(head, "")
        if head in {
            "group",
            "groups",
            "organisation",
            "organization",
            "monitor",
            "monitors",
            "body",
            "official",
            "authorities",
            "government",
            "command",
        }:
            return False
        if body.is_outlet or (kind in {"", body.kind, "government"} and not body.is_place):
            return False
        return kind in {"resident", "ngo", "medics", "media"} and body.kind not in {"un", "icrc", "ngo", "medics", "monitor"}

    def _core(self, parse: Parse, phrase: Phrase) -> int:
        """The end of the phrase's own words, before "of", "at", "in", an apposition's comma or a relative clause."""
        low, w = parse.low, self.w
        for i in range(phrase.start + 1, phrase.main_end):
            if parse.ent[i] >= 0:
                continue
            if (low[i] in w.prepositions and low[i] not in {"close", "familiar"}) or low[i] in {
                "who",
                "which",
                "whose",
                "run",
                "based",
                ",",
            }:
                if low[i] in {"of", "for"} and parse.caps[i - 1] and low[i - 1] not in w.person and low[i - 1] not in w.empty:
                    continue
                return i
        return phrase.main_end

    def _own_name(self, parse: Parse, start: int, core: int) -> bool:
        """A personal or other name of its own in the phrase, besides registered bodies and capitalised nouns."""
        return (
            any(
                parse.name(i)
                and parse.ent[i] < 0
                and parse.low[i] not in self.w.nouns
                and not parse.modifier(i)
                and not (i == start and (parse.low[i] in self.w.leading or parse.low[i] in self.w.determiners))
                for i in range(start, core)
            )
            and not parse.all_caps
        )

    def _body(self, parse: Parse, phrase: Phrase, core: int) -> tuple[Body | None, bool, bool]:
        """The registered body that a phrase names; whether through a person; whether behind a preposition."""
        low, w = parse.low, self.w
        inside = _hits(parse, phrase.start, core)
        # a state is the speaker only when nothing else is named: "Russia's RIA"
        for hit in reversed(inside):
            if hit.person or not hit.body.is_place:
                if not hit.person and (named := next((h for h in _hits(parse, core, phrase.end) if h.person), None)) is not None:
                    return named.body, True, False  # "the UN's aid chief, John Doe"
                return hit.body, hit.person, False
        if inside:
            hit = inside[-1]
            own = [i for i in range(phrase.start, core) if parse.ent[i] < 0]
            free = not self._own_name(parse, phrase.start, core) or any(low[i] in w.empty for i in own)
            if free and all(low[i] not in w.nouns or (low[i] in w.empty and w.groups[low[i]] != "media") for i in own):
                return hit.body, False, False
        later = _hits(parse, core, phrase.end)
        for hit in later:
            if hit.person and hit.end <= phrase.main_end:
                return hit.body, True, False
        if not later:
            return None, False, False
        head = [i for i in range(phrase.start, core) if low[i] in w.nouns]
        empty = (bool(head) and low[head[-1]] in w.empty) or any(low[i] in w.empty for i in head)
        apposition = core >= phrase.main_end
        if apposition:
            # "Igor K., spokesman for the ministry,": a role ties the person to the body
            role = [i for i in range(phrase.main_end, phrase.end) if low[i] in w.empty]
            tail = low[phrase.main_end : phrase.end]
            leads = any(x in w.leads for x in tail)
            relative = any(x in {"which", "who"} for x in tail[:2])
            if not leads and (relative or not (role or self._is_description(parse, phrase))):
                return None, False, False
            hits = [h for h in later if not h.body.is_place] or later
            return hits[0].body, hits[0].person, True
        runs = any(low[i] in w.leads for i in range(core, phrase.end))
        if low[core] in {"who", "which"} and not runs:
            return None, False, False
        if not empty and not runs:
            return None, False, False
        if low[core] in {"near", "run", "by"} and low[core - 1] not in w.issued:
            return None, False, False
        hit = later[0]
        if (
            hit.body.is_place
            and low[core] in {"in", "from", "at", "near", "inside", "within"}
            and not any(low[i] in {"official", "officials", "government", "ministry"} for i in head)
        ):
            return None, False, False
        if low[core] in {"in", "from", "inside", "within"} and head and low[head[-1]] in {"residents", "resident", "witness", "witnesses"}:
            return None, False, False
        return hit.body, hit.person, True

    def _is_description(self, parse: Parse, phrase: Phrase) -> bool:
        """The part before the apposition only describes: "the ministry's spokesman, Igor K.,"."""
        return not self._own_name(parse, phrase.start, phrase.main_end)

    def _written(self, parse: Parse, phrase: Phrase, core: int, nouns: frozenset[str], person: bool, unnamed: bool) -> Speaker | None:
        """A speaker the registry does not know: a person or body completed from the document, else as written."""
        low, w = parse.low, self.w
        start, end = phrase.start, phrase.main_end
        kind = self._kind(nouns, low[core - 1])
        full = self.text(parse, start, phrase.end if self._named_behind(parse, phrase) else end)
        named = [i for i in range(start, core) if parse.name(i) and low[i] not in w.leading and low[i] not in w.determiners]
        # "a source at Aleppo Police Command": the body behind the preposition
        if core < end and low[core] in {"of", "for", "at", "from", "with", "in"} and low[core - 1] in w.empty:
            tail = core + 1
            while tail < end and low[tail] in w.determiners:
                tail += 1
            caps = [i for i in range(tail, end) if parse.caps[i]]
            if caps and not self._own_name(parse, start, core) and any(low[i] in w.organisation for i in range(tail, end)):
                name = self._complete(parse, tail, end)
                groups = [w.groups.get(low[i], "") for i in range(tail, end)]
                sort = next((g for g in reversed(groups) if g), "") or self._kind(frozenset(low[tail:end]), low[end - 1]) or kind
                return Speaker(name, full, sort or None, low[core] not in {"in", "inside"}, person, nouns | frozenset(low[tail:end]))
        if not self._own_name(parse, start, core) and self._named_behind(parse, phrase):
            # "the governor of Luhansk, John Doe,": the apposition gives the name
            behind = [i for i in range(phrase.main_end, phrase.end) if parse.name(i) and low[i] not in w.nouns and not parse.modifier(i)]
            if len(behind) >= 2 and behind[1] == behind[0] + 1:
                name = self._complete(parse, *self._personal(parse, behind, phrase.end))
                return Speaker(name, full, kind, True, True, nouns | frozenset(name.lower().split()))
        if named and self._own_name(parse, start, core):
            own = [i for i in named if not parse.modifier(i)]
            last = own[-1]
            if (low[core - 1] in w.nouns and low[core - 1] not in w.person and low[core - 1] not in w.empty) or low[
                core - 1
            ] in w.organisation:
                return Speaker(self._complete(parse, start, core), full, kind, True, False, nouns | frozenset(low[start:core]))
            apposed = core < end and len(own) >= 2 and own[1] == own[0] + 1  # "Jane Doe head of the clinic"
            if low[core - 1] in w.nouns and parse.ent[core - 1] < 0 and core - 1 > last and not apposed:
                return Speaker(self._bare(parse, start, end), full, kind, not unnamed, person, nouns | frozenset(low[start:core]))
            name = self._complete(parse, *self._personal(parse, own, core))
            known = self._known_person(name)
            if known is not None:
                return Speaker(known.name, full, known.kind, True, True, known.nouns | nouns, known.body)
            body = self.w.registry.named(name)
            if body is not None:
                return Speaker(body.name, full, body.kind, True, True, body.nouns | nouns, body)
            return Speaker(name, full, kind, True, not any(low[i] in w.organisation for i in own), nouns | frozenset(name.lower().split()))
        if not named and nouns and nouns <= w.issued:
            return None  # "the latest toll": nobody is behind it
        if phrase.quality < 3 and not named:
            return Speaker(self._bare(parse, start, end), full, kind, False, person, nouns)
        # "police", "the ministry" are bodies, if not by name; "residents" are not
        institution = (low[core - 1] in w.organisation and any(parse.caps[i] for i in range(start, core))) or (
            kind == "government" and not person
        )
        return Speaker(self._bare(parse, start, end), full, kind, institution or (bool(named) and not unnamed), person, nouns)

    def _personal(self, parse: Parse, own: list[int], core: int) -> tuple[int, int]:
        """The personal name among a phrase's words: behind the last title ("Governor"), up to the next small word."""
        w = self.w
        behind = [i for i in own if not any(parse.low[k] in w.nouns and parse.low[k] not in w.organisation for k in range(i, core))]
        start = behind[0] if behind else own[0]
        end = start + 1
        while end < core and (
            (parse.name(end) and parse.low[end] not in w.person)
            or (parse.low[end] in w.name_links and end + 1 < core and parse.name(end + 1))
        ):
            end += 1
        return start, end

    def _kind(self, nouns: frozenset[str], last: str) -> str | None:
        kind = self.w.groups.get(last, "")
        if kind:
            return kind
        for k in ("medics", "monitor", "government", "media", "ngo", "armed_group", "resident"):
            if any(self.w.groups.get(n) == k for n in nouns):
                return k
        return None

    def _bare(self, parse: Parse, start: int, end: int) -> str:
        """The words without a leading "the" and without the capital of a sentence's first word."""
        if end - start > 1 and parse.low[start] == "the":
            start += 1
        text = _unpossessed(self.text(parse, start, end))
        word = parse.words[start]
        if parse.all_caps and not any(e >= 0 for e in parse.ent[start:end]):
            return text.lower()
        common = parse.low[start] in self.w.nouns or parse.low[start] in self.w.determiners or parse.modifier(start)
        if (
            common
            and (len(word) == 1 or word[1:].islower())
            and parse.low[start] not in self.w.adjectives
            and parse.low[start] not in self.w.proper
            and not (end > start + 1 and parse.caps[start + 1])
        ):
            return text[0].lower() + text[1:]
        return text

    def _complete(self, parse: Parse, start: int, end: int) -> str:
        """The fullest form of a name that the document gives: "Colville" becomes "Rupert Colville"."""
        while start < end - 1 and (parse.low[start] in self.w.determiners or parse.low[start] in {"mr", "mrs", "ms", "dr", ".", "prof"}):
            start += 1
        text = self.text(parse, start, end)
        if text.isupper() and self._stands(f"({text})", 1) and (whole := self._written_out(text)):
            return whole
        last = parse.low[end - 1]
        # a word that stands once, with no capital before it, has no fuller form
        if not (start > 0 and parse.caps[start - 1]) and not self._stands(_unpossessed(parse.words[end - 1]).rpartition("-")[2], 2):
            return text
        mine = text.lower().split()
        best = text
        for name in self._names_ending(last):
            words = name.lower().split()
            if len(words) > len(best.split()) and words[-len(mine) :] == mine:
                best = name
                break
        return best

    def _known_person(self, name: str) -> Speaker | None:
        last = name.lower().split()
        for at, s in reversed(self._persons.get(last[-1], ()) if last else ()):
            known = at < len(self.history) and self.history[at] is s  # not one read ahead and put back
            if known and s.text.lower().split()[-len(last) :] == last:
                return s
        return None

    # -- pronouns and descriptions --------------------------------------------------------------------------------

    def _pronoun(self, parse: Parse, at: int, text: str) -> Speaker | None:
        word, here = parse.low[at], parse.tokens.starts[at]
        word = self.w.leads_as.get(word, word)
        recent = self.history[-8:]
        pick: Speaker | None = None
        if word in self.w.he:
            pick = _last(recent, lambda s: s.person)
        elif word in self.w.it:
            pick = self._own_subject(parse, at) or self._subject_before(here) or _last(recent, lambda s: not s.person or s.body is not None)
        elif recent:
            pick = recent[-1]
        if pick is None and recent:
            pick = recent[-1]
        if pick is None and word in self.w.he:
            text = self._person_before(here)
            if not text:
                return None
            body = self.w.registry.named(text)
            return Speaker(body.name if body else text, text, body.kind if body else None, True, True, frozenset(), body)
        return pick

    def _own_subject(self, parse: Parse, at: int) -> Speaker | None:
        """The body that opens a paragraph when "it" speaks later in the same sentence: "The union took a post, it said"."""
        index = self._at(parse.tokens.starts[at])
        if index < 1 or self.view.sentences[index].paragraph == self.view.sentences[index - 1].paragraph:
            return None
        first = parse.begin
        while first < at and not parse.words[first][:1].isalpha():  # the time of a live blog's entry
            first += 1
        phrase = parse.forward(first)
        if phrase is None or phrase.pronoun or phrase.end >= at:
            return None
        inside = [h for h in parse.hits if h.start >= phrase.start and h.end == phrase.end and not h.person and not h.body.is_place]
        if inside:
            h = inside[-1]
            return Speaker(h.body.name, self.text_of(self.scan(index), h), h.body.kind, True, False, h.body.nouns, h.body)
        named = sum(parse.caps[k] for k in range(phrase.start, phrase.end)) >= 2
        return self._one(parse, phrase) if named and parse.low[phrase.end - 1] in self.w.organisation else None

    def _personal_name(self, name: str) -> bool:
        return not any(x in self.w.organisation for x in name.lower().split())

    def _subject_before(self, here: int) -> Speaker | None:
        """The body the sentence before opens with, when nobody has spoken since: "Russia began ... . On Thursday it said"."""
        index = self._at(here)
        if index < 1 or index - self.spoken_at <= 1:
            return None
        scan = self.scan(index - 1)
        for h in scan.names():
            i = h.start - 1
            while i >= 0 and (scan.low[i] in self.w.determiners or scan.low[i] in self.w.before):
                i -= 1
            if not h.person and (i < 0 or scan.low[i] not in self.w.prepositions):
                return Speaker(h.body.name, self.text_of(scan, h), h.body.kind, True, False, h.body.nouns, h.body)
        low = scan.low
        if (
            low[:1] == ["the"]
            and len(low) > 2
            and low[1] in self.w.groups
            and low[1] in self.w.institutions
            and low[2] not in self.w.prepositions
        ):
            return self._by_noun(low[1], scan.tokens.starts[0], f"the {low[1]}") or Speaker(
                low[1], f"the {low[1]}", self.w.groups[low[1]] or None, True, False, frozenset({low[1]})
            )
        return None

    def text_of(self, scan: Scan, hit: Hit) -> str:
        return " ".join(self.view.text[scan.tokens.starts[hit.start] : scan.tokens.ends[hit.end - 1]].split())

    def _described(self, parse: Parse, start: int, core: int, end: int, outside: list[str], text: str) -> Speaker | None:
        """A common noun that stands for a body or person of the document: "a monitor", "the agency", "its director"."""
        w, low = self.w, parse.low
        head = outside[-1]
        all_heads = set(outside)
        caps = (
            any(parse.caps[i] and low[i] not in w.determiners and not parse.modifier(i) for i in range(start, core)) and not parse.all_caps
        )
        # "the devastated man": an adjective nobody listed may stand between
        apart = head in self.w.anybody and start > 1 and low[start - 2] == "the"
        definite = apart or (low[start] not in w.indefinite and low[start] in w.determiners)
        bare = low[start] not in w.determiners
        here = parse.tokens.starts[start]
        if (all_heads & w.describes_monitor and not head.endswith("s")) or ("monitoring" in low[start:core] and head in w.describes_group):
            found = self._mentioned(("monitor", ""), lambda b: b.kind == "monitor", here)
            if found is not None and low[start] != "another":
                return self._of(found, text, head)
        if head in {"ngo", "ngos"} and (bare or definite):
            found = self._mentioned(("ngo", ""), lambda b: b.kind in {"monitor", "ngo"}, here)
            if found is not None:
                return self._of(found, text, head)
        if low[start] == "another" or (head.endswith("s") and head not in {"forces"} and not definite and not bare):
            return None
        if low[start] in {"its", "their"} or (low[start] == "the" and "group" in low[start:core] and head in w.person):
            last = _last(self.history[-8:], lambda s: s.body is not None or not s.person)
            return None if last is None else Speaker(last.name, text, last.kind, last.named, True, last.nouns | {head}, last.body)
        if not definite:
            if (bare and low[start:core] == ["army"]) or low[start:core] == ["military"]:
                return self._by_noun(head, here, text)
            return None
        if core < end and head not in w.empty:
            return None
        if head in w.issued:
            # "the statement", "the report": whoever issued it
            last = self.history[-1] if self.history else None
            if last is not None and core >= end:
                return Speaker(last.name, text, last.kind, last.named, last.person, last.nouns | {head}, last.body)
            return None
        if caps:
            return None
        if core < end:
            return None
        if head in w.describes_group or head in w.describes_media:
            spoken = self._last_spoken(
                ("group", head),
                lambda s: (s.body is not None and (head in s.body.nouns or self._group(s.body, head))) or head in s.nouns,
            )
            if spoken is not None:
                return Speaker(spoken.name, text, spoken.kind, spoken.named, spoken.person, spoken.nouns, spoken.body)
            found = self._mentioned(("group", head), lambda b: head in b.nouns or self._group(b, head), here, back_first=True)
            return None if found is None else self._of(found, text, head)
        modifiers = {low[i] for i in range(start + 1, core) if low[i] not in w.nouns}
        if head in w.person or head in w.unnamed:
            known = self._last_spoken(("noun", head), lambda s: head in s.nouns)
            if known is None and head in self.w.anybody:
                known = _last(self.history[-6:], lambda s: s.person)
            if (
                known is None
                and head
                in {
                    "official",
                    "spokesman",
                    "spokeswoman",
                    "spokesperson",
                    "director",
                    "head",
                    "chief",
                    "envoy",
                    "commander",
                    "minister",
                    "leader",
                }
                and not modifiers
            ):
                known = _last(self.history[-6:], lambda s: s.person or s.body is not None)
            if known is not None:
                return Speaker(
                    known.name,
                    known.text if known.person and known.named else text,
                    known.kind,
                    known.named,
                    True,
                    known.nouns | {head},
                    known.body,
                )
            return None
        return self._by_noun(head, here, text)

    @staticmethod
    def _group(body: Body, head: str) -> bool:
        if head in {"group", "organisation", "organization", "body", "ngo", "charity"}:
            return body.kind in {"monitor", "ngo"} or (head == "group" and body.kind == "armed_group")
        return (
            head in {"channel", "television", "tv", "outlet", "station"}
            and body.kind == "media"
            and "agency" not in body.nouns
            and "newspaper" not in body.nouns
        )

    def _by_noun(self, head: str, here: int, text: str) -> Speaker | None:
        """ "the ministry", "the army": the last speaker, else the last body named, that is one."""
        head = self.w.registry.spelling.get(head, head)
        spoken = self._last_spoken(("noun", head), lambda s: head in s.nouns)
        if spoken is not None:
            return Speaker(spoken.name, text, spoken.kind, spoken.named, spoken.person, spoken.nouns, spoken.body)
        found = self._mentioned(("name", head), lambda b: head in _words(b.name), here, back_first=True)
        return None if found is None else self._of(found, text, head)

    @staticmethod
    def _of(body: Body, text: str, head: str) -> Speaker:
        return Speaker(body.name, text, body.kind, True, False, body.nouns | {head}, body)

    def _last_spoken(self, what: tuple[str, str], fits: Callable[[Speaker], bool]) -> Speaker | None:
        """The last of all speakers so far that fits; `what` says in words what `fits` asks."""
        fitting = self._spoken.setdefault(what, _Fitting())
        fitting.places += [k for k in range(fitting.seen, len(self.history)) if fits(self.history[k])]
        fitting.seen = len(self.history)
        return self.history[fitting.places[-1]] if fitting.places else None

    def _mentioned(self, what: tuple[str, str], fits: Callable[[Body], bool], here: int, back_first: bool = False) -> Body | None:
        """The body that fits named nearest behind `here`, else before it (the other way round on wish); `what` as above."""
        fitting, bodies = self._fitting.setdefault(what, _Fitting()), self._bodies
        while not (fitting.places and bodies[fitting.places[-1]][0] >= here) and (fitting.seen < len(bodies) or self._search_on()):
            if fitting.seen < len(bodies):
                if fits(bodies[fitting.seen][1]):
                    fitting.places.append(fitting.seen)
                fitting.seen += 1
        k = bisect_left(fitting.places, here, key=lambda place: bodies[place][0])
        before = bodies[fitting.places[k - 1]][1] if k else None
        if k == len(fitting.places) or (back_first and before is not None):
            return before
        return bodies[fitting.places[k]][1]

    def _at(self, here: int) -> int:
        """The sentence that holds the offset `here`."""
        return max(0, bisect_right(self._begins, here) - 1)

    def _person_before(self, here: int) -> str:
        """The last personal name before the offset `here`."""
        known = self._persons_in_text()
        k = bisect_left(known, (here, "")) - 1
        return known[k][1] if k >= 0 else ""

    def _search_on(self) -> bool:
        """Look for bodies in the next sentence that was not searched; False where all were."""
        if self._searched >= len(self.view.sentences):
            return False
        scan = self.scan(self._searched)
        self._bodies += [(scan.tokens.starts[hit.start], hit.body) for hit in scan.names()]
        self._searched += 1
        return True

    # -- the document's names -------------------------------------------------------------------------------------

    def _stands(self, words: str, times: int) -> bool:
        """Whether the text may hold `words` so often: spares most documents a closer look, and is asked a few times only."""
        if self._looked_up or self._lookups >= _LOOKUPS:
            return True
        self._lookups += 1
        at = -1
        for _ in range(times):
            at = self.view.text.find(words, at + 1)
            if at < 0:
                return False
        return True

    def _sentences_with(self, word: str) -> list[int]:
        """The sentences that hold a word with a capital, given in small letters as names are compared."""
        self._looked_up = True
        if self._capitalised is None:
            self._capitalised = {}
            for s in self.view.sentences:
                scan = self.scan(s.index)
                for w in compress(scan.low, scan.capitals()):
                    held = self._capitalised.setdefault(w, [])
                    if not held or held[-1] != s.index:
                        held.append(s.index)
        return self._capitalised.get(word, [])

    def _names_ending(self, last: str) -> list[str]:
        """The names of two words and more that end with a word, in the order of the text."""
        found = self._ending.get(last)
        if found is None:
            found = [name for s in self._sentences_with(last) for word, _, name in self._named_in(s).names if word == last]
            self._ending[last] = found
        return found

    def _written_out(self, acronym: str) -> str | None:
        """The name that the text first gives with an acronym in brackets."""
        for s in self._sentences_with(self.w.registry.plain[acronym]):
            if (whole := self._named_in(s).acronyms.get(acronym)) is not None:
                return whole
        return None

    def _persons_in_text(self) -> list[tuple[int, str]]:
        """The personal names among those of the text, by offset."""
        self._looked_up = True
        if self._persons_named is None:
            names = (n for s in self.view.sentences for n in self._named_in(s.index).names)
            self._persons_named = sorted((at, name) for _, at, name in names if self._personal_name(name))
        return self._persons_named

    def _named_in(self, index: int) -> _Named:
        found = self._named.get(index)
        if found is None:
            found = self._named[index] = self._names(self.scan(index))
        return found

    def _names(self, scan: Scan) -> _Named:
        """Runs of capitalised words of two words and more, and the acronym in brackets behind one."""
        w, low, words, tokens = self.w, scan.low, scan.tokens.words, scan.tokens
        found = _Named([], {})
        n = len(low)
        never = w.never_names
        is_name = [c and x not in never for c, x in zip(scan.capitals(), low, strict=True)]
        done = 0
        for i in [i for i, name in enumerate(is_name) if name]:
            if i < done or (i == 0 and (low[0] in w.leading or low[0] in w.determiners)):
                continue
            j = i + 1
            while j < n and (is_name[j] or (low[j] in w.name_links and j + 1 < n and is_name[j + 1])):
                j += 1
            if j - i >= 2:
                first = i
                if low[j - 1] not in w.organisation:
                    # behind the last title or adjective: "Tarn Governor John Doe"
                    titles = [k for k in range(i, j - 2) if low[k] in w.nouns or low[k] in w.honorifics or low[k] in w.adjectives]
                    first = titles[-1] + 1 if titles else i
                name = " ".join(self.view.text[tokens.starts[first] : tokens.ends[j - 1]].split())
                found.names.append((low[j - 1], tokens.starts[first], _unpossessed(name)))
                if j + 2 < n and words[j] == "(" and words[j + 2] == ")" and words[j + 1].isupper():
                    whole = " ".join(self.view.text[tokens.starts[i] : tokens.ends[j - 1]].split())
                    found.acronyms.setdefault(words[j + 1], whole)
            done = j
        return found


def _unpossessed(name: str) -> str:
    return name[:-2] if name.endswith(("'s", "\u2019s")) else name


def _hits(parse: Parse, start: int, end: int) -> list[Hit]:
    return [h for h in parse.hits if h.start >= start and h.end <= max(end, start)]


def _words(name: str) -> frozenset[str]:
    return frozenset(name.lower().split())


def _last(speakers: list[Speaker], fits: object) -> Speaker | None:
    assert callable(fits)
    for s in reversed(speakers):
        if fits(s):
            return s
    return None
