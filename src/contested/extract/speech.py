"""Grammar of reported speech in one sentence: who is said to speak, and over which words that reaches.

In: the tokens of a sentence. Out: frames, each a speaker's noun phrase with the span of tokens it governs.
"""

from __future__ import annotations

from dataclasses import dataclass

from contested.extract.phrases import BE, DASHES, MAX_PHRASE, QUOTES, STOPS, Phrase, Phrases
from contested.text import where

_CLAUSE = 120  # tokens; a subject farther from its verb than this is not looked for
_GAP = 15  # tokens; how far the clause in "which activists said killed 20" reaches without a comma


@dataclass(slots=True)
class Frame:
    """An attribution in a sentence: its phrases, and the tokens [start, end) that it governs."""

    rule: str
    anchor: int
    speaker: Phrase | None
    start: int
    end: int
    # where the clause of this frame begins, and the first token behind verb and adjuncts
    clause: int
    rest: int
    fronted: bool
    inner: Phrase | None = None
    relay: Phrase | None = None
    hearer: Phrase | None = None
    status: str | None = None
    relative: bool = False
    # the speaker outside does not stand behind these words: "rejecting estimates that ..."
    rejected: bool = False


class Parse(Phrases):
    """One sentence read for its frames."""

    __slots__ = ()

    # -- frames ---------------------------------------------------------------------------------------------------

    def frames(self) -> list[Frame]:
        """The frames of the sentence in order of their anchors, scopes settled."""
        out: list[Frame] = []
        low, w = self.low, self.w
        triggers, ent, at = w.triggers, self.ent, self.begin
        for i in where(low, triggers):
            if i < at or ent[i] >= 0:
                continue
            x = low[i]
            frame: Frame | None = None
            if x == "according":
                frame = self._according(i)
            elif (x in w.accounts and (found := self._by_account(i)) is not None) or (
                x in w.quoting and (found := self._quoting(i, out)) is not None
            ):
                frame = found
            elif x in w.passive and i + 1 < self.n and low[i + 1] == "by" and (x not in w.finite or not self._active(i)):
                frame = self._passive(i, out)
            elif x in w.relayed and i + 1 < self.n and low[i + 1] == "by" and x not in w.finite:
                frame = self._carried_by(i, out)
            elif x in w.finite:
                frame = self._verb(i, out)
            elif x in w.participles:
                frame = self._with(i) or self._saying(i, out)
            if frame is None and (x in w.anonymous or x in w.unclaimed):
                frame = self._anonymous(i)
            if frame is not None:
                if frame.rule != "attached":
                    out.append(frame)
                at = max(i + 1, min(frame.rest, self.n))
        self._scopes(out)
        return out

    def _with(self, i: int) -> Frame | None:
        """ "with state media saying one person was killed"."""
        phrase = self.back(i)
        if phrase is None or phrase.quality < 3 or phrase.start <= self.begin or self.low[phrase.start - 1] != "with":
            return None
        return Frame("with_saying", i, phrase, i + 1, self.n, phrase.start - 1, i + 1, True)

    def _saying(self, i: int, out: list[Frame]) -> Frame | None:
        """ "The ministry rejected the claim, saying 12 had died": the clause has no other verb of speech."""
        if self.low[i - 1] != "," or i - 1 <= self.begin or any(f.speaker is not None for f in out):
            return None
        phrase = self.forward(self._clause_start(i))
        if phrase is None or phrase.pronoun or phrase.quality < 3 or phrase.end >= i or not self._content(i + 1):
            return None
        return Frame("with_saying", i, phrase, i + 1, self.n, i, i + 1, True)

    def _active(self, i: int) -> bool:
        return self.low[i - 1] in self.w.pronouns if i > self.begin else False

    def _according(self, i: int) -> Frame | None:
        low = self.low
        if i + 1 >= self.n or low[i + 1] != "to":
            return None
        begin = i + 2
        k = begin
        # "according to the latest figures from": the phrase may open with an adjective
        phrase = self.forward(k)
        status = None
        if phrase is None:
            # a body nobody has registered, in small letters: up to the next comma or end
            j = k
            while j < self.n and j - k < 8 and low[j] not in {",", ";", ".", ":", "which", "who", "after", "and"} and low[j] not in DASHES:
                j += 1
            if j == k:
                return None
            phrase = Phrase(k, j, 2, j)
        if self.anonymous(phrase):
            return self._plain("according_to", i, None, phrase.end, "reported")
        if low[phrase.end - 1] in self.w.data and any(x.startswith("estimate") for x in low[phrase.start : phrase.end]):
            status = "believed"
        rest = phrase.end
        if rest < self.n and low[rest] in {"quoted", "cited"} and rest + 1 < self.n and low[rest + 1] == "by":
            relay = self.forward(rest + 2)
            frame = self._plain("according_to", i, phrase, relay.end if relay else rest, status)
            frame.relay = relay
            return frame
        return self._plain("according_to", i, phrase, rest, status)

    def _by_account(self, i: int) -> Frame | None:
        """ "by the Observatory's tally", "by his account", "on the ministry's own figures": the owner speaks."""
        low, w = self.low, self.w
        j = i
        while j > self.begin and i - j < MAX_PHRASE // 3 and low[j - 1] not in {"by", "on"}:
            if low[j - 1] == "," or low[j - 1] in w.finite:
                return None
            j -= 1
        if j <= self.begin or low[j - 1] not in {"by", "on"} or j == i:
            return None
        phrase: Phrase | None
        rest = i + 1
        if low[j] in w.possessive:
            phrase = Phrase(j, j + 1, 3, j + 1, pronoun=True)
        elif self.words[i - 1].endswith(("'s", "\u2019s", "s'", "s\u2019", "'")) or low[i - 1] == "own":
            last = i - 1 if low[i - 1] == "own" else i
            phrase = Phrase(j, last, 3, last)
        elif rest < self.n and low[rest] in {"of", "by", "from"}:
            phrase = self.forward(rest + 1)
            if phrase is None or phrase.pronoun or phrase.quality < 3:
                return None
            rest = phrase.end
        else:
            return None
        return self._plain("by_account", j - 1, phrase, rest, None)

    def _plain(self, rule: str, i: int, phrase: Phrase | None, rest: int, status: str | None) -> Frame:
        fronted = self._opens(i)
        return Frame(rule, i, phrase, rest if fronted else self.begin, self.n, i, rest, fronted, status=status)

    def _opens(self, i: int) -> bool:
        """Whether token `i` opens the sentence or a clause: only adverbials, a dateline or a connector stand before it."""
        j = i - 1
        low, w = self.low, self.w
        while j >= self.begin:
            x = low[j]
            if x in w.connectors and low[j - 1][:1].isdigit() and low[j + 1][:1].isdigit():
                return self._intro(i)  # "between 15 and 22 December"
            if x in w.connectors or x in {":", ";"}:
                return True
            if (
                x in w.leading
                or x in w.time_words
                or x in QUOTES
                or x == ","
                or x in DASHES
                or x == ")"
                or (x[:1].isdigit() and self._date(j))
            ):
                if x == ")":
                    return self._dateline(j)
                j -= 1
                continue
            return self._intro(i)
        return True

    def _date(self, j: int) -> bool:
        """Whether the number at `j` is a day of a month or a year."""
        x = self.low[j]
        if len(x) == 4 and x[:2] in {"19", "20"}:
            return True
        return any(self.low[k] in self.w.time_words for k in (j - 1, j + 1) if 0 <= k < self.n)

    def _dateline(self, j: int) -> bool:
        return j - self.begin < 9

    def _intro(self, i: int) -> bool:
        """A short opening phrase closed by a comma: "In Geneva, ..."."""
        if i - 1 < self.begin or self.low[i - 1] != ",":
            return False
        first = self.low[self.begin]
        return i - self.begin <= 9 and (
            first in self.w.time_openers
            or first in self.w.leading
            or first in {"in", "at", "speaking", "from", "after", "during", "for", "since"}
        )

    def _quoting(self, i: int, out: list[Frame]) -> Frame | None:
        """ "X quoted Y as saying", "X was quoted (by Z) as saying", "X said, citing Y"."""
        low = self.low
        x = low[i]
        j = i
        while j > self.begin and low[j - 1] in self.w.between:
            j -= 1
        if x in {"quoted", "cited"} and j > self.begin and low[j - 1] in BE:
            j -= 1
            while j > self.begin and (low[j - 1] in self.w.between or low[j - 1] in BE):
                j -= 1
            phrase = self._subject(j)
            relay, k = None, i + 1
            if k < self.n and low[k] == "by":
                relay = self.forward(k + 1)
                k = relay.end if relay else k + 1
            if k < self.n and low[k] == "as":
                k += 1
            if k < self.n and low[k] in self.w.participles:
                k += 1
            if relay is None and k < self.n and low[k] == "by":
                relay = self.forward(k + 1)
                k = relay.end if relay else k
            if phrase is None:
                return None
            frame = self._finish("quoted", i, phrase, k, False)
            frame.relay = relay
            return frame
        if x in {"quoted", "cited"} and i + 1 < self.n and low[i + 1] == "by":
            # "the ministry, quoted by Interfax, said": a relay of the frame beside it
            relay = self.forward(i + 2)
            if out and relay is not None and out[-1].rest >= i - 3:
                out[-1].relay = relay
                return Frame("attached", i, None, i, i, i, relay.end, False)
            return None
        inner = self.forward(i + 1)
        if x.endswith("ing"):
            if inner is None:
                return None
            near = self._nearest(out, i)
            if near is not None:
                near.inner = near.inner or inner
                return Frame("attached", i, None, i, i, i, inner.end, False)
            if self._opens(i) or i == self.begin:
                frame = self._plain("citing", i, inner, inner.end, None)
                frame.fronted = True
                frame.start = inner.end
                return frame
            phrase = self.back(i if low[i - 1] != "," else i - 1)
            ahead = self._verb_ahead(inner.end)
            if phrase is not None and phrase.quality == 3:
                if ahead is None:  # "a group citing figures from clinics put the toll at": the verb will find its subject
                    return None
                frame = self._finish("citing", ahead, phrase, ahead + 1, False)  # "Reuters quoting US officials said"
                frame.inner = inner
                return frame
            frame = self._plain("citing", i, inner, inner.end, None)
            return frame
        phrase = self._subject(j)
        if phrase is None or inner is None:
            return None
        k = inner.end
        if k < self.n and low[k] == ",":  # "quoted the governor, John Doe, as saying"
            for c in range(k + 1, min(self.n - 1, k + MAX_PHRASE // 2)):
                if low[c] == "," and low[c + 1] == "as":
                    inner = Phrase(inner.start, c, inner.quality, inner.end)
                    k = c + 1
                    break
        if k < self.n and low[k] == "as":
            k += 1
        if k < self.n and low[k] in self.w.participles:
            k += 1
        frame = self._finish("quoted", i, phrase, k, False)
        frame.inner = inner
        return frame

    def _verb_ahead(self, i: int) -> int | None:
        for k in range(i, min(self.n, i + 3)):
            if self.low[k] in self.w.say:
                return k
        return None

    @staticmethod
    def _nearest(out: list[Frame], i: int) -> Frame | None:
        return out[-1] if out and out[-1].speaker is not None and out[-1].rest <= i else None

    def _passive(self, i: int, out: list[Frame]) -> Frame | None:
        """ "reported by SANA", "figures compiled by the UN"."""
        phrase = self.forward(i + 2)
        if phrase is None or phrase.pronoun or any(x in self.w.pictures for x in self.low[max(self.begin, i - 6) : i]):
            return None
        if self.low[i] in self.w.relayed and out and 0 <= i - out[-1].rest <= 3 and not out[-1].fronted:
            out[-1].relay = phrase
            return Frame("attached", i, None, i, i, i, phrase.end, False)
        status = "believed" if self.low[i] in self.w.believe else None
        frame = self._plain("reported_by", i, phrase, phrase.end, status)
        frame.fronted = False
        frame.start = self.begin
        return frame

    def _carried_by(self, i: int, out: list[Frame]) -> Frame | None:
        """ "..., the council said in a statement carried by SANA": who passes the words on."""
        if not out or out[-1].fronted or not 0 <= i - out[-1].rest <= 3:
            return None
        phrase = self.forward(i + 2)
        if phrase is None or phrase.pronoun:
            return None
        out[-1].relay = phrase
        return Frame("attached", i, None, i, i, i, phrase.end, False)

    def _anonymous(self, i: int) -> Frame | None:
        """ "reports that", "reports of 20 killed", "allegations that": nobody is named, the figure is only reported."""
        low = self.low
        nxt = low[i + 1] if i + 1 < self.n else ""
        if nxt == "that" and low[i] in self.w.unclaimed:
            j = i
            while j > self.begin and self.modifier(j - 1):
                j -= 1
            if j > self.begin and low[j - 1] in self.w.rejecting:
                return Frame("reports", i, None, i + 2, self.n, j, i + 2, True, status="reported", rejected=True)
        if low[i] not in self.w.anonymous:
            return None
        if nxt in {"that", "of"} or (
            nxt in {"said", "say", "says", "suggest", "suggested", "put", "claimed", "claim", "indicate", "indicated", "showed"}
        ):
            phrase = self.back(i + 1)
            if phrase is not None and not self.anonymous(phrase):
                return None
            rest = i + 2
            fronted = nxt in {"that", "of"} or self._content(rest)
            return Frame(
                "reports", i, None, rest if fronted else self.begin, self.n, phrase.start if phrase else i, rest, fronted, status="reported"
            )
        return None

    def anonymous(self, phrase: Phrase) -> bool:
        """ "media reports", "unconfirmed reports": a report with no body behind it."""
        low = self.low
        if self.w.anonymous.isdisjoint(low[phrase.start : phrase.end]):
            return False
        span = range(phrase.start, phrase.end)
        if any(self.ent[k] >= 0 for k in span):
            return False
        return all(
            low[k] in self.w.anonymous
            or low[k] in self.w.anonymous_modifiers
            or (low[k] in self.w.determiners and low[k] not in {"the", "its", "their", "his", "this"})
            for k in span
        )

    def _verb(self, i: int, out: list[Frame]) -> Frame | None:
        w, low = self.w, self.low
        x = low[i]
        if x in w.give and not any(low[k] in w.toll for k in range(i + 1, min(self.n, i + 8))):
            return None
        if x in w.claimed and self._claims_deed(i):
            return None
        if x in w.with_of and (i + 1 >= self.n or low[i + 1] != "of"):
            return None
        if x in w.with_to and (i + 1 >= self.n or low[i + 1] != "to"):
            return None
        j = i
        negative = False
        while j > self.begin:
            p = low[j - 1]
            if p in w.negative:
                negative = True
            elif p == "," and j - 2 >= self.begin and low[j - 2] in w.between:
                pass  # ", however, said"
            elif p == "first" and j - 2 >= self.begin and low[j - 2] == "at":
                j -= 1
            elif self.ent[j - 1] >= 0:
                break  # "Myanmar Now reported": part of the name
            elif p not in w.between:
                break
            j -= 1
        if j > self.begin and low[j - 1] in {"and", "but"} and x in w.say and x not in w.nounlike:
            shared = self._shared_subject(j - 1, out)
            if shared is not None:
                frame = self._finish("said", i, shared, i + 1, False)
                frame.clause = j - 1
                frame.relative = True  # inside the clause of the subject: no new one begins
                return frame if frame.fronted else None
        if negative and x not in {"denied", "ruled"} and not x.startswith("den"):
            return None
        j = self._back_adjuncts(j)
        if j <= self.begin and i == self.begin:
            return self._inverted(i, None)
        if j > self.begin and low[j - 1] in BE:
            return self._impersonal(i, j - 1)
        if j > self.begin and low[j - 1] == "to":
            return None
        relative = j > self.begin and low[j - 1] in {"who", "which"} and self.ent[j - 1] < 0
        phrase: Phrase | None
        if relative:
            k = j - 2 if j - 2 >= self.begin and low[j - 2] == "," else j - 1
            phrase = self.back(k)
        else:
            phrase = self._subject(j)
        if x in w.nounlike and not self._is_verb(i, phrase):
            return None
        if phrase is not None and self.quoted[i] and (phrase.pronoun or phrase.quality < 3):
            return None
        if x in w.show and not self._shows(phrase):
            return None
        if phrase is None or phrase.quality < 3:
            found = self._inverted(i, phrase)
            if found is not None:
                return found
        if phrase is None:
            return None
        if x in w.believe and phrase.quality < 3:
            return None
        # "33 militants claimed in battle": counted people do not speak in participles
        counted = phrase.start > self.begin and low[phrase.start - 1][:1].isdigit() and not self._date(phrase.start - 1)
        if counted and (x in w.passive or x in w.claimed or x in w.believe):
            return None
        if phrase.quality == 2 and not self._person_like(phrase):
            return None
        if self.anonymous(phrase):
            return (
                Frame("reports", i, None, i + 1, self.n, phrase.start, i + 1, True, status="reported")
                if self._content(i + 1)
                else Frame("reports", i, None, self.begin, self.n, phrase.start, i + 1, False, status="reported")
            )
        rule = "put_toll" if x in w.give else "said"
        frame = self._finish(rule, i, phrase, i + 1, relative)
        frame.relay = self._passed_on(phrase)
        if x in w.transitive and not frame.fronted:
            return None
        if x in w.believe:
            frame.status = "believed"
        if x in {"reported", "reports"} and frame.rest < self.n:
            self._reported_as(frame)
        return frame

    def _passed_on(self, phrase: Phrase) -> Phrase | None:
        """Who the subject's own clause names as the one told or quoting: "sources who spoke to X", "Y, quoted by X,"."""
        low = self.low
        for k in range(phrase.main_end, phrase.end - 1):
            if (low[k] in {"spoke", "spoken", "talked"} and low[k + 1] == "to") or (low[k] in {"quoted", "cited"} and low[k + 1] == "by"):
                found = self.forward(k + 2)
                return found if found is not None and not found.pronoun and found.quality == 3 else None
        return None

    def _shared_subject(self, j: int, out: list[Frame]) -> Phrase | None:
        """The subject of a second verb: "the agency did not say when, and said two were killed"."""
        if out and out[-1].speaker is not None and out[-1].fronted and not out[-1].relative:
            return out[-1].speaker
        if out:
            return None
        front = self.forward(self._clause_start(j))
        return front if front is not None and front.quality == 3 and not front.pronoun and front.end < j else None

    def _impersonal(self, i: int, j: int) -> Frame | None:
        """ "it was reported that", "it is feared that": nobody speaks, the doubt stays."""
        low = self.low
        while j > self.begin and (low[j] in BE or low[j] in self.w.between):
            j -= 1
        if low[j] != "it" or i + 1 >= self.n or (low[i] not in self.w.say and low[i] not in self.w.believe):
            return None
        if low[i + 1] != "that" and not self._content(i + 1):
            return None
        status = "believed" if low[i] in self.w.believe else "reported"
        return Frame("impersonal", i, None, i + 1, self.n, j, i + 1, True, status=status)

    def _reported_as(self, frame: Frame) -> None:
        """ "Reuters reported residents as saying that"."""
        inner = self.forward(frame.rest)
        if (
            inner is not None
            and inner.quality == 3
            and inner.end + 1 < self.n
            and self.low[inner.end] == "as"
            and self.low[inner.end + 1] in self.w.participles
        ):
            frame.inner = inner
            frame.rest = inner.end + 2

    def _claims_deed(self, i: int) -> bool:
        """ "claimed responsibility", "claimed an attack at the gate": not a report, unless a clause follows ("the strike killed 20")."""
        low, w = self.low, self.w
        for k in range(i + 1, min(self.n, i + 10)):
            x = low[k]
            if x in w.claimed_objects:
                nxt = low[k + 1] if k + 1 < self.n else "."
                if nxt in w.claimed_objects:
                    continue
                return (
                    k == i + 1
                    or nxt in w.prepositions
                    or nxt in w.connectors
                    or nxt in w.time_words
                    or nxt in STOPS
                    or nxt in {"that", "which", "who", ",", "of"}
                )
            if x in {"that", "to", "it", "they", "he", "were", "was", "had", "have", ","}:
                return False
        return False

    def _is_verb(self, i: int, phrase: Phrase | None) -> bool:
        """A noun-like form ("reports") is taken as a verb behind a speaker and before something it governs."""
        if phrase is None or phrase.quality < 3:
            return False
        nxt = self.low[i + 1] if i + 1 < self.n else "."
        if nxt in {"of", "by", "from", "about", "on"} and not (nxt == "on" and self.low[min(i + 2, self.n - 1)] in self.w.time_words):
            return False
        if (nxt in self.w.finite and nxt not in {"set", "dead"}) or nxt in BE or nxt in {"has", "have", "had"}:
            return False
        # "media reports that": a bare adjective-like noun before it makes it a noun, unless a body speaks
        last = phrase.main_end - 1
        if (
            self.ent[last] < 0
            and self.low[last] in {"media", "news", "press", "activist", "police", "death", "opposition", "intelligence", "field"}
            and not phrase.pronoun
        ):
            return self.low[i] in {"report", "claim", "estimate", "fear", "blame", "believe"} or self.low[phrase.start] in {"the"}
        return True

    def _shows(self, phrase: Phrase | None) -> bool:
        if phrase is None:
            return False
        return any(self.low[k] in self.w.data for k in range(phrase.start, phrase.end))

    def _person_like(self, phrase: Phrase) -> bool:
        """Capitalised words that can be somebody: two of them, or one that does not just open the sentence."""
        count = sum(self.caps[k] for k in range(phrase.start, phrase.end))
        return count >= 2 or phrase.start > self.begin or self.low[phrase.start] not in self.w.leading

    def _back_adjuncts(self, j: int) -> int:
        """Go back over "on Friday", "in a statement", "late on Monday" between subject and verb."""
        low, w = self.low, self.w
        at = j
        while j > self.begin:
            x = low[j - 1]
            if (
                x in w.time_words
                or (x[:1].isdigit() and j - 2 >= self.begin and low[j - 2] in w.time_words)
                or (x in w.time_openers and j < at and (low[j] == "a" or low[j] in w.time_words))
            ):
                j -= 1
            elif (
                x in w.venues
                and x not in w.nouns
                and j - 3 >= self.begin
                and low[j - 3] in {"in", "at", "on"}
                and low[j - 2] in w.determiners
            ) or (x == "statement" and j - 3 >= self.begin and low[j - 3] in {"in"} and low[j - 2] in w.determiners):
                j -= 3
            elif x == "," and j < at:
                j -= 1
            else:
                break
        # the whole may have been the opening of the sentence: then the subject comes after the verb
        return j

    def _subject(self, j: int) -> Phrase | None:
        """The subject that ends before token `j`: direct, with an apposition, or with a relative clause."""
        low = self.low
        if j <= self.begin:
            return None
        if low[j - 1] == "," or (low[j - 1] in DASHES and not self._hyphenated(j - 1)):
            return self._with_apposition(j)
        direct = self.back(j)
        start = self._clause_start(j)
        if direct is not None and direct.start <= start:
            return direct
        front = self.forward(start) if start < j else None
        if front is not None and front.end == j:
            return Phrase(front.start, j, front.quality, front.main_end, front.pronoun)
        if front is not None and front.quality >= 2 and front.end < j and self._filler(front, direct, j):
            return Phrase(front.start, j, max(front.quality, direct.quality if direct else 0), front.main_end)
        return direct if direct is not None else self._before_relative(j)

    def _with_apposition(self, j: int) -> Phrase | None:
        """ "X, spokesman for Y, said": the phrase before the earlier comma, with the apposition."""
        low = self.low
        k = j - 2
        commas = 0
        mark = low[j - 1]
        while k > self.begin and j - k < MAX_PHRASE:
            if low[k] in QUOTES:
                return None
            if low[k] == mark:
                commas += 1
                nxt = low[k + 1]
                if self._appositive(k + 1, nxt):
                    main = self.back(k)
                    if main is not None and (main.quality == 3 or self._person_like(main)):
                        quality = 3 if any(self.ent[t] >= 0 or low[t] in self.w.nouns for t in range(k + 1, j)) else main.quality
                        return Phrase(main.start, j - 1, max(quality, main.quality), main.end)
                if commas >= 3:
                    return None
            k -= 1
        return None

    def _appositive(self, k: int, x: str) -> bool:
        if x in {"who", "which", "whose", "where", "citing", "quoting", "speaking", "himself", "using", "relying"}:
            return True
        if x in self.w.prepositions and self._venue(k) > k:  # ", in its daily briefing,"
            return True
        if x in {"quoted", "cited"} and self.low[k + 1] == "by":
            return True
        phrase = self.forward(k)
        if phrase is not None:
            return not phrase.pronoun
        return x in {"a", "an"} and self._occupation(k)

    def _occupation(self, k: int) -> bool:
        """ ", a fisherman," behind a name: up to the comma there is neither a verb nor a number."""
        for t in range(k + 1, min(self.n, k + MAX_PHRASE // 3)):
            x = self.low[t]
            if x == ",":
                return t > k + 1 and sum(self.name(c) for c in range(max(self.begin, k - 3), k - 1)) >= 2
            if x in self.w.finite or x in BE or x[:1].isdigit() or x in self.w.number_words or not x[:1].isalpha():
                return False
        return False

    def _before_relative(self, j: int) -> Phrase | None:
        """ "..., a medic who asked not to be named told": the subject before a relative clause that ends at `j`."""
        low = self.low
        for k in range(j - 2, max(self.begin, j - MAX_PHRASE // 2), -1):
            if low[k] == "," or low[k] in STOPS or low[k] in QUOTES:
                return None
            if low[k] == "who":
                found = self.back(k)
                return None if found is None or found.quality < 3 else Phrase(found.start, j, 3, found.end)
        return None

    def _clause_start(self, j: int) -> int:
        """The first token of the subject's clause before `j`: behind the adverbials that open it."""
        low, w = self.low, self.w
        i = max(self.begin, j - _CLAUSE)
        # behind a dateline or an opening phrase closed by a comma
        if i < j and self.words[i].isupper() and self.words[i].isalpha() and len(self.words[i]) > 3:
            for k in range(i + 1, min(j, i + 10)):
                if low[k] in DASHES and not self._hyphenated(k):
                    i = k + 1
                    break
        if low[i] in {"in", "on", "at", "speaking", "from", "after", "during", "for", "since", "earlier", "late"}:
            for k in range(i + 1, min(j, i + 10)):
                if low[k] == ",":
                    i = k + 1
                    break
        while i < j and (
            low[i] in w.leading or low[i] in w.time_words or low[i] in QUOTES or low[i] == "," or (low[i][:1].isdigit() and self._date(i))
        ):
            i += 1
        # the last connector before the verb opens a clause of its own
        for k in range(j - 1, i, -1):
            if low[k] in {"while", "whereas", "but", "although", "though", "whilst", ";"}:
                k += 1
                while k < j and (low[k] in w.leading or low[k] in w.time_words or low[k] == ","):
                    k += 1
                return k
        return i

    def _filler(self, front: Phrase, direct: Phrase | None, j: int) -> bool:
        """Whether only an apposition or a relative clause stands between a subject and its verb at `j`."""
        low, w = self.low, self.w
        i = front.end
        if j - i > MAX_PHRASE:
            return False
        x = low[i]
        if x in {"who", "which", "whose", "citing", "quoting"}:
            return True
        if x == ",":
            return False
        stop = next((k for k in range(i, j) if low[k] in {"who", "which", "whose"}), j)
        if any(low[k] in BE or low[k] in {"has", "have", "had", "will", "would", "said", "and"} for k in range(i, stop)):
            return False
        if x in w.determiners and i + 1 < j:
            return self._apposition(i)
        if x == "(":
            return True
        if x.endswith("ing") and (direct is None or direct.quality < 3) and front.quality == 3:
            return True
        if x in w.prepositions or x in {"based", "run", "named", "speaking", "monitoring", "using", "working", "covering", "known", "led"}:
            if front.quality < 3:
                return False
            if direct is None or direct.quality < 3 or stop < j:
                return True
            before = low[direct.start - 1] if direct.start > i else ""
            return before in w.prepositions and low[direct.start] not in {"a", "an"}
        return False

    def _inverted(self, i: int, before: Phrase | None) -> Frame | None:
        """ "..., said the Observatory": the subject follows its verb."""
        low, w = self.low, self.w
        if i <= self.begin:
            return None
        x = low[i]
        if x in w.give or x in w.show or x in w.hearing or x in w.believe:
            return None
        k = i + 1
        while k < self.n and low[k] in {"also", "later"}:
            k += 1
        phrase = self.forward(k)
        if phrase is None or (phrase.pronoun and self._content(phrase.end)):
            return None
        if phrase.quality == 2 and not (low[i - 1] in QUOTES or low[i - 1] == ","):
            return None
        if self.anonymous(phrase):
            return None
        end, hearer = self._adjuncts(phrase.end, False)
        nxt = low[end] if end < self.n else "."
        if nxt == "," and self._appositive(end + 1, low[min(end + 1, self.n - 1)]):
            stop = end + 1
            while stop < self.n and low[stop] not in {",", "."} and stop - end < MAX_PHRASE:
                stop += 1
            phrase = Phrase(phrase.start, stop, phrase.quality, phrase.end)
            end = stop
            nxt = low[end] if end < self.n else "."
        if not (end >= self.n or nxt in STOPS or nxt in w.trailing or nxt == "," or nxt in QUOTES or nxt in DASHES):
            return None
        if nxt in {"to", "for", "by", "of"} and low[i - 1] not in QUOTES and low[i - 1] != ",":
            return None
        relay = self._passed_on(Phrase(phrase.start, min(self.n, end + 4), 3, end)) if nxt == "who" else None
        return Frame("trailing_said", i, phrase, self.begin, self.n, i, end, False, relay=relay, hearer=hearer)

    def _finish(self, rule: str, i: int, phrase: Phrase, rest: int, relative: bool) -> Frame:
        """Decide whether the claim follows the verb or stands before it."""
        low, w = self.low, self.w
        rest, hearer = self._adjuncts(rest, low[i] in w.hearing)
        opens = self._opens(phrase.start)
        after = self._content(rest)
        nxt = low[rest] if rest < self.n else "."
        quote_before = phrase.start > self.begin and low[phrase.start - 1] in QUOTES and not self.quoted[phrase.start - 1]
        if quote_before and phrase.start - 1 > self.begin:
            fronted = False
        elif nxt == ":" and not opens:
            fronted = False  # "50 people are left, the envoy said: 40 women and ten men"
        elif after:
            fronted = True
        elif rest >= self.n or nxt in {".", "!", "?"}:
            fronted = False
        else:
            fronted = opens
        if relative:
            fronted = True
        gap = phrase.start > self.begin and low[phrase.start - 1] in {"which", "what", "whom"} and not relative
        name = rule
        if rule == "said":
            name = "pronoun" if phrase.pronoun else "fronted_said" if fronted else "trailing_said" if rest >= self.n - 1 else "medial"
        start = rest if fronted else self.begin
        if fronted and not gap and name in {"fronted_said", "pronoun"}:
            stop = self._turn(rest)
            if stop is not None:
                return Frame(name, i, phrase, start, stop, phrase.start, rest, True, hearer=hearer, relative=relative)
        if gap:  # "an attack which activists said killed 20": the words go on behind the clause
            stop = next((k for k in range(rest, min(self.n, rest + _GAP)) if low[k] in {",", ";", "("}), min(self.n, rest + _GAP))
            return Frame("relative", i, phrase, rest, stop, phrase.start, rest, True, hearer=hearer, relative=True)
        return Frame(name, i, phrase, start, self.n, phrase.start, rest, fronted, hearer=hearer, relative=relative)

    def _turn(self, i: int) -> int | None:
        """Where the outlet takes over from the speaker: ", but the militia still holds ..."."""
        low = self.low
        for k in range(i, self.n - 2):
            if low[k] == "," and low[k + 1] == "but" and not self.quoted[k]:
                return None if low[k + 2] in self.w.pronouns or low[k + 2] in {"that", "not", "also", "only", "no", "none"} else k
        return None

    def _content(self, i: int) -> bool:
        """Whether what is claimed can begin at `i`."""
        if i >= self.n:
            return False
        x = self.low[i]
        if x in {"that", "how", ":"}:
            return i + 1 < self.n
        if x in QUOTES:
            return self.quoted[i] and i + 1 < self.n
        if x in self.w.relayed and i + 1 < self.n and self.low[i + 1] == "by":
            return False
        if self._lapse(i):
            return False
        return not (x in self.w.trailing or x in STOPS or x in DASHES or x in {",", ")", "]"})

    def _lapse(self, i: int) -> bool:
        """ "days after a bombing", "a day before the truce": when it was said, not what."""
        low = self.low
        return any(
            low[k] in {"after", "before", "later", "earlier", "ago"} and low[k - 1] in self.w.spans
            for k in range(i + 1, min(self.n, i + 4))
        )

    def _adjuncts(self, i: int, hearing: bool) -> tuple[int, Phrase | None]:
        """Skip hearers, times and places of speaking behind the verb; the next token and the hearer."""
        low, w = self.low, self.w
        hearer: Phrase | None = None
        if hearing and i < self.n:
            phrase = self.forward(i)
            if low[i] in w.hearers:
                i += 1
            elif phrase is not None and not phrase.pronoun:
                hearer = phrase
                i = phrase.end
            else:
                k = i
                if low[k] in w.determiners:
                    k += 1
                    while k < self.n and k - i < 6 and low[k] not in w.hearers and low[k] not in w.venues and low[k] not in {"that", ","}:
                        k += 1
                    if k < self.n and (low[k] in w.hearers or low[k] in w.venues):
                        i = k + 1
            # "told reporters in Geneva"
            if i + 1 < self.n and low[i] in {"in", "from", "at"} and self.caps[i + 1] and low[i + 1] not in w.time_words:
                k = i + 1
                while k < self.n and self.caps[k] and low[k] not in w.determiners:
                    k += 1
                i = k
        moved = True
        while moved and i < self.n:
            moved = False
            x = low[i]
            if x in {"also", "later", "earlier", "however", "separately", "too", "again"} and i + 1 < self.n and low[i + 1] != "than":
                i += 1
                moved = True
            elif x in w.time_words:
                k = i
                while k < self.n and (
                    low[k] in w.time_words or (low[k][:1].isdigit() and self._date(k) and len(low[k]) <= 4 and not self._quantity(k))
                ):
                    k += 1
                i = k
                moved = True
            elif (
                x in w.time_openers
                and i + 1 < self.n
                and (low[i + 1] in w.time_words or (low[i + 1][:1].isdigit() and i + 2 < self.n and low[i + 2] in w.time_words))
            ):
                k = i + 1
                while k < self.n and (
                    low[k] in w.time_words
                    or (low[k][:1].isdigit() and self._date(k) and not self._quantity(k))
                    or (low[k] == "," and k + 1 < self.n and low[k + 1][:2] == "20")
                ):
                    k += 1
                i = k
                moved = True
            elif x in {"in", "at", "on", "by", "via", "through", "during", "to", "under"}:
                k = self._venue(i)
                if k > i:
                    i = k
                    moved = True
            elif (
                x == ","
                and i + 2 < self.n
                and low[i + 1] in {"in", "on", "at"}
                and (k := self._venue(i + 1)) > i + 1
                and k < self.n
                and low[k] == ","
            ):
                i = k + 1
                moved = True
        return i, hearer

    def _quantity(self, k: int) -> bool:
        """A number behind a month that counts something: "in May 20 people"."""
        nxt = self.low[k + 1] if k + 1 < self.n else "."
        return not (nxt in {",", ".", "that", "in", "on"} or nxt[:2] == "20" or nxt in self.w.trailing or len(self.low[k]) == 4)

    def _venue(self, i: int) -> int:
        """Behind "in a statement on its website": the token after it, or `i` when there is no such phrase."""
        low, w = self.low, self.w
        k = i + 1
        limit = min(self.n, i + 7)
        if low[i] == "to":
            # "in a statement to AFP": only behind a venue
            if i > 0 and low[i - 1] in w.venues:
                phrase = self.forward(k)
                return phrase.end if phrase is not None else i
            return i
        while k < limit and low[k] not in w.venues and low[k] not in {",", ".", "that"} and low[k] not in w.finite:
            k += 1
        if k >= limit or low[k] not in w.venues:
            return i
        while k < self.n and low[k] in w.venues:
            k += 1
        if k < self.n and low[k] == "of" and k + 1 < self.n and low[k + 1] in w.venues:
            k += 2
        return k

    def _scopes(self, frames: list[Frame]) -> None:
        """Let each frame end where the next one's clause begins, unless that one stands inside it."""
        for k, g in enumerate(frames):
            if k == 0:
                continue
            p = frames[k - 1]
            if g.rejected:
                for f in frames[:k]:
                    f.end = min(f.end, max(g.clause, f.start))
                continue
            cut = self._cut(p, g)
            if g.fronted:
                if cut is None and p.speaker is None and p.fronted and not g.relative and self.low[g.clause - 1] == ",":
                    cut = g.clause - 1  # "amid reports that dozens died, the army said"
                if cut is not None:
                    for f in frames[:k]:
                        f.end = min(f.end, max(cut, f.start))
                elif not p.fronted and g.clause > p.rest and not g.relative and self._separate(p, g):
                    p.end = g.clause
            else:
                if p.fronted:
                    if cut is not None:
                        p.end = min(p.end, max(cut, p.start))
                        g.start = max(g.start, cut)
                    else:
                        g.start = min(p.start, g.start) if p.start < g.anchor else g.start
                elif g.clause - p.rest <= 2 or p.rest >= g.clause:
                    g.start = p.start  # "..., the army said, SANA reported": one inside the other
                else:
                    p.end = min(p.end, p.rest)
                    g.start = max(g.start, p.rest)

    def _separate(self, p: Frame, g: Frame) -> bool:
        return self.low[g.clause - 1] not in {"that"} and g.clause - p.rest >= 0

    def _cut(self, p: Frame, g: Frame) -> int | None:
        """The connector between two frames at which the first one's reach ends, None when the second is inside it."""
        low, w = self.low, self.w
        if g.fronted and not g.relative:
            j = g.clause - 1
            while j > p.rest and ((low[j] in w.leading and low[j] not in w.cutters) or low[j] in w.time_words or low[j] == ","):
                j -= 1
            return j if j >= p.rest and low[j] in w.cutters else None
        if not g.fronted:
            for j in range(g.clause - 1, p.rest - 1, -1):
                if low[j] in {"while", "whereas", "but", "although", "though", ";"}:
                    return j
        return None
