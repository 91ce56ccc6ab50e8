"""From quantities to figures: which number is said to have been killed, displaced, trapped ...

Every quantity with its noun phrase looks for the word that governs it, in a fixed order of named rules:

    noun         the counted noun is itself the event                 "12 deaths", "3 wounded"
    subject      a predicate follows the noun phrase                  "12 people were killed", "left 12 dead", "12 fled"
    object       a verb stands before it                              "killed 12 people", "wounding 3"
    nominal      an event noun with "of" stands before it             "the deaths of 12 people"
    toll         a toll is said to be, reach, rise to it              "death toll rose to 45"
    partitive    it is a part of the figure before it                 "including 12 women", "10 of them children"
    coordinated  it stands in a list with the figure before it        "killed 12 civilians and 3 soldiers"
    gapped       the verb of the clause before is understood          "five were killed in A and one in B"
    participle   a participle stands before the counted noun          "three injured persons"
    weak noun    the counted noun implies it and nothing else governs "10,000 refugees"
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from contested.extract.nouns import ELIDED, EVENT, FAMILY, FIGHTERS, PERSON, PLACE, STOP, THING, UNKNOWN, NounPhrase, NounWords, noun_phrase
from contested.extract.quantities import Quantity, QuantityWords
from contested.extract.triggers import ADJECTIVE, BASE, GERUND, PARTICIPLE, PAST, THIRD, Sense, TriggerWords
from contested.text import Tokens

_BE = frozenset("is are was were be been being am got get gets getting 's lay lie lies".split())
_HAVE = frozenset("has have had having 've".split())
_MODAL = frozenset("will would could can may might must should shall".split())
_ADVERB = frozenset(
    """also already reportedly allegedly apparently now still since later then subsequently recently immediately instantly either both all each just even again meanwhile
    presumably probably possibly likely believed confirmed said slightly seriously severely critically badly lightly gravely mortally fatally instead together initially
    deliberately summarily brutally mostly mainly currently newly temporarily forcibly internally ever so far reported feared thought known presumed to have being as well estimated
    almost nearly indirectly directly effectively never more others alone safely overnight today yesterday eventually finally moderately""".split()
)
_COORDINATORS = frozenset(("and", "or", "&", ",", "/", ";", "plus", "nor"))
_LIST_PHRASES = (
    ("as", "well", "as"),
    ("along", "with"),
    ("together", "with"),
    ("in", "addition", "to"),
    ("as", "well"),
    ("not", "to", "mention"),
    ("besides",),
)
_PART = frozenset(("including", "include", "includes", "included", "incl"))
_PART_PHRASES = (
    ("among", "them"),
    ("amongst", "them"),
    ("of", "whom"),
    ("of", "them"),
    ("among", "whom"),
    ("of", "which"),
    ("among", "those"),
    ("among", "the"),
    ("most", "of"),
    ("at", "least"),
    ("in", "particular"),
)
_RELATIVE = frozenset(("who", "that", "which", "whom", "whose"))
_BLOCK = frozenset(
    """said says say told added reported reports announced claimed stated confirmed according after when while as because although though but if unless whether until till
    hit struck targeted launched fired attacked stormed raided bombed shelled exploded detonated began started clashed fought blew destroyed damaged condemned called asked
    voiced urged opened carried entered advanced arrived took gave made saw showed went came used ordered broke ; : . ? ! where whose than whereas despite following""".split()
)
_OBJECT_BEFORE = frozenset(
    "the a an his her its their our these those this that them him us it everyone everybody anyone dozens hundreds several many".split()
)
_NEGATIVE = frozenset(("not", "never", "n't", "no", "nobody", "none", "neither", "without", "nor", "cannot"))
_FORCED = frozenset(
    "forced forcing force compelled compelling obliged made driven pushed pushing managed able caused causing prompted prompting sent sending helped allowed permitted continued continue chose decided opted forces leading led began started".split()
)
_NOT_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december but and also meanwhile moreover however elsewhere".split()
)
_SAYS = frozenset("said says say told added reported reports".split())
_CONTROLLERS = frozenset(
    "expect expects expected expecting allow allows want wants urge urged order ordered ask asked enable waiting".split()
)
_AGENT = frozenset(("by",))
_PREPOSITIONS = frozenset(
    "in at on near from of around outside inside across during since for with to between over under against along throughout within".split()
)


@dataclass(slots=True)
class Candidate:
    """A quantity, its noun phrase, and (once found) what governs it."""

    q: Quantity
    np: NounPhrase
    indicators: tuple[str, ...] = ()
    rule: str = ""
    trigger: int = -1
    host: int | None = None  # index of the candidate this one is a part of
    left: int | None = None  # the candidate it is coordinated with
    agent: bool = False

    @property
    def end(self) -> int:
        return self.np.end


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled tables that the grammar of figures reads."""

    quantities: QuantityWords
    nouns: NounWords
    triggers: TriggerWords


class SentenceGrammar:
    """One sentence: its tokens, its candidates, and the rules over them.

    The object only lives while one sentence is read; every rule is a method that looks at tokens and answers.
    """

    def __init__(
        self,
        tk: Tokens,
        quantities: list[Quantity],
        words: Words,
        before: tuple[str, ...] = (),
        group: str | None = None,
        heading: str | None = None,
    ) -> None:
        self.tk = tk
        self.heading = heading  # the indicator that a heading above these lines names
        self.group = group  # and its group: what "them" can mean
        self.before = before  # the indicators of the last figure of the sentence before
        self.lower = tk.lower
        self.n = len(tk)
        self.words = words
        self.senses = words.triggers.senses
        self.dropped: dict[int, NounPhrase] = {}
        candidates = [Candidate(q, noun_phrase(tk, q.end, words.nouns, words.triggers.ends, article=q.article)) for q in quantities]
        self.dropped = {c.q.start: c.np for c in candidates if c.np.kind == THING}
        self.candidates = [self._hedged_after(c) for c in candidates if self._plausible(c)]
        self.candidates += self._telegraphic()
        self.candidates.sort(key=lambda c: c.q.start)
        self._wholes()
        inside = {k for c in self.candidates if not c.q.article for k in range(c.q.end, c.end)}
        self.candidates = [c for c in self.candidates if not (c.q.article and c.q.core in inside)]
        self.at = {c.q.start: i for i, c in enumerate(self.candidates)}
        self._subjects: dict[int, tuple[tuple[str, ...], str, int] | None] = {}

    # ---- which quantities can count people at all ---------------------------------------------

    def _plausible(self, c: Candidate) -> bool:
        q, np = c.q, c.np
        if np.kind == THING:
            return False
        if q.article:
            if np.kind != PERSON or not np.singular or np.head is None or (q.start > 0 and self.lower[q.start - 1] == "("):
                return False
            return np.head - q.core <= 6 and not self._appositive(q.start)
        return True

    def _appositive(self, k: int) -> bool:
        """ "Abu Ali, a commander, was killed": a named victim is no figure."""
        m = k - 1
        if m >= 0 and self.lower[m] == ",":
            m -= 1
        if m < 1 or not self.tk.words[m][0].isupper() or self.lower[m] in _NOT_NAMES:
            return False
        while m > 0 and self.tk.words[m - 1][0].isupper():
            m -= 1
        return (
            m > 0
            and self.lower[m - 1] not in _PREPOSITIONS
            and self.lower[m - 1] != "the"
            and not (k >= 2 and self.lower[k - 1] == "," and m == 0)
        )

    def _hedged_after(self, c: Candidate) -> Candidate:
        """ "fifty people or so", "five people at least": a hedge behind the noun phrase."""
        if c.np.kind == ELIDED or c.q.bound != "exact" or c.q.article:
            return c
        k = c.np.end
        if k < self.n and self.lower[k] == ",":
            k += 1
        for phrase, bound in self.words.quantities.after.get(self.lower[k] if k < self.n else "", ()):
            if tuple(self.lower[k : k + len(phrase)]) == phrase and phrase != ("+",) and (k == c.np.end or phrase != ("at", "least")):
                if (
                    phrase == ("at", "least")
                    and k + 2 < self.n
                    and (self.lower[k + 2][0].isdigit() or self.lower[k + 2] in self.words.quantities.starters)
                ):
                    break
                return Candidate(replace(c.q, bound=bound), replace(c.np, end=k + len(phrase)))
        return c

    def _wholes(self) -> None:
        """ "eight of the 20 soldiers": the part takes its group, and the end of its noun phrase, from the whole."""
        self.candidates = [c for c in self.candidates if c.np.of_number is None or c.np.of_number not in self.dropped]
        for i, c in enumerate(self.candidates[:-1]):
            whole = self.candidates[i + 1]
            if c.np.of_number is not None and whole.np.kind == PLACE:
                c.np = replace(c.np, kind=PLACE)
            elif c.np.of_number is not None and whole.q.start <= c.np.of_number < whole.q.end and whole.np.kind != PLACE:
                c.np = replace(
                    c.np,
                    end=whole.end,
                    kind=whole.np.kind if whole.np.kind != ELIDED else PERSON,
                    population=whole.np.population or "people",
                    side=whole.np.side,
                    head=whole.np.head,
                )

    def _telegraphic(self) -> list[Candidate]:
        """Headlines leave articles out: "Mother and child killed", "Shelling kills child"."""
        lower, nouns = self.lower, self.words.nouns
        if self.n > 30 or any(w in ("a", "an", "the", "his", "her", "their", "its") for w in lower):
            return []
        taken = {k for c in self.candidates for k in range(c.q.start, c.end)}
        heads: list[int] = []
        for k, w in enumerate(lower):
            if w not in nouns.singulars or k in taken or (k + 1 < self.n and lower[k + 1] in ("'s",)):
                continue
            nxt = lower[k + 1] if k + 1 < self.n else ""
            before = lower[k - 1] if k else ""
            senses = self.senses.get(nxt, ())
            if any(
                PARTICIPLE in s.forms
                and s.frame == "transitive"
                and not s.people_only
                and s.indicator in ("killed", "injured", "abducted", "detained")
                for s in senses
            ) or self._set_phrase(k + 1 if k + 1 < self.n else k) in ((2, "killed"),):
                if not (k + 2 in {c.q.start for c in self.candidates} or (k + 2 < self.n and lower[k + 2] in ("by_",))):
                    heads.append(k)
            elif (
                any({BASE, THIRD} & s.forms and s.frame == "transitive" and not s.people_only for s in self.senses.get(before, ()))
                and (not senses or not (PARTICIPLE in senses[0].forms))
                and nouns.people[w] not in ("people", "fighters_government")
                and nxt not in nouns.things
            ):
                heads.append(k)
        for k in list(heads):
            if k >= 2 and lower[k - 1] in ("and", "&", ",") and lower[k - 2] in nouns.singulars and k - 2 not in taken:
                heads.append(k - 2)
        found = []
        for k in sorted(set(heads)):
            np = noun_phrase(self.tk, k, nouns, self.words.triggers.forms)
            if np.kind == PERSON and np.end == k + 1:
                found.append(Candidate(Quantity(k, k, k, 1.0), np))
        return found

    # ---- the reading -----------------------------------------------------------------------------

    def read(self) -> list[Candidate]:
        """The candidates with their indicators; those that stay without are no figures."""
        for i, c in enumerate(self.candidates):
            self._govern(i, c)
        self._spread()
        self._predicate_groups()
        self._share_hedges()
        return [c for c in self.candidates if c.indicators and not c.agent]

    def _share_hedges(self) -> None:
        """ "at least 415 civilians and 364 rebels have been killed": one hedge for the list of one predicate."""
        for i, c in enumerate(self.candidates):
            if (
                not c.indicators
                or c.q.bound != "exact"
                or c.q.additive
                or c.q.article
                or c.host is not None
                or c.np.anaphor
                or c.q.start != c.q.core
                or c.np.kind == ELIDED
            ):
                continue
            k = c.q.start - 1
            if k < 0 or self.lower[k] not in ("and", ",", "&") or i == 0:
                continue
            left = self.candidates[i - 1]
            j = i - 1
            while left.host is not None and j > 0:
                j -= 1
                left = self.candidates[j]
            if (
                j != i - 1
                or left.trigger != c.trigger
                or left.q.bound not in ("at_least", "more_than", "approx", "at_most", "less_than")
                or left.q.percent
            ):
                continue
            if left.rule.startswith("subject") or left.rule in ("object", "coordinated", "nominal"):
                if all(w not in self.senses for w in self.lower[left.end : c.q.start]):
                    c.q = replace(c.q, bound=left.q.bound)

    def _predicate_groups(self) -> None:
        """ "Of the 34 killed, 19 were civilians", "a third of the dead were women", "children made up 45% of those killed"."""
        lower = self.lower
        for i, c in enumerate(self.candidates):
            part = (
                c.np.kind == ELIDED
                or c.np.anaphor
                or (c.np.partitive and (c.np.event is not None or c.np.of_number is not None))
                or (c.np.kind == EVENT and c.np.partitive)
            )
            if not part:
                continue
            k = c.end
            if c.np.anaphor and k < self.n and lower[k] in self.senses and not c.np.head:
                k += 1  # "of those killed"
            if k < self.n and lower[k] in self.senses and c.np.kind != ELIDED:
                k += 1
            be = k < self.n and (
                lower[k] in ("were", "are", "was", "is")
                or lower[k : k + 3] == ["had", "been", "identified"]
                or lower[k : k + 3] == ["have", "been", "identified"]
            )
            group = None
            if be:
                m = self._skip_adverbs(k + 1)
                while m < self.n and lower[m] in ("the", "a", "identified", "as", "believed", "to", "be"):
                    m += 1
                named = (
                    next((x for x in range(m, min(self.n - 1, m + 7)) if lower[x] == "as"), None)
                    if "identified" in lower[k : m + 3]
                    else None
                )
                m = named + 1 if named is not None else m
                np = noun_phrase(self.tk, m, self.words.nouns, self.words.triggers.forms) if m < self.n else None
                if np is not None and np.kind == PERSON and np.head is not None and np.head - m <= 2 and np.population:
                    group = np.population
            elif (
                c.q.percent
                and c.q.start >= 2
                and lower[c.q.start - 1]
                in ("up", "for", "constitute", "constituted", "comprised", "comprise", "represent", "represented", "formed", "were", "are")
            ):
                for m in range(c.q.start - 2, max(-1, c.q.start - 5), -1):
                    population = self.words.nouns.people.get(lower[m])
                    if population:
                        group = population
                        break
            if group is None:
                continue
            if not c.indicators or c.rule == "subject_passive":
                host = next((o for o in reversed(self.candidates[:i]) if o.indicators and not o.agent), None)
                if host is None and not c.indicators:
                    if not self.before or not (c.np.anaphor or c.np.kind == ELIDED) or (c.np.kind == ELIDED and not c.np.anaphor):
                        continue
                    c.indicators, c.rule, c.trigger = self.before, "partitive", c.q.core
                elif host is not None and not c.indicators:
                    c.indicators, c.rule, c.trigger = host.indicators, "partitive", host.trigger
            c.np = replace(c.np, kind=PERSON, population=group)

    def _govern(self, i: int, c: Candidate) -> None:
        if c.np.kind == PLACE:
            return
        lower = self.lower
        start = c.q.start
        if start > 0 and lower[start - 1] in _AGENT and self._passive_before(start - 1):
            c.agent = True
            return
        if self._negated(c) or self._complement(c):
            c.agent = True
            return
        found = (
            self._table(c)
            or self._event_noun(c)
            or self._denied(c)
            or self._among_before(c)
            or self._verb(i)
            or self._nominal(c)
            or self._toll(c)
            or self._updated(c)
            or self._numbering(c)
            or self._listed(i, c)
        )  # fmt: skip
        if found is not None:
            c.agent = False
            c.indicators, c.rule, c.trigger = found

    def _verb(self, i: int) -> tuple[tuple[str, ...], str, int] | None:
        """The verb behind or before the noun phrase; the one before wins, unless the one behind touches it."""
        c = self.candidates[i]
        subject = self._subject(i)
        if subject is not None and self._skip_adverbs(c.end) == subject[2]:
            return subject
        return self._object(i) or subject

    def _complement(self, c: Candidate) -> bool:
        """ "members of one family", "how many of whom": a number inside another's noun phrase, or one that says nothing."""
        k = c.q.start - 1
        if k >= 1 and self.lower[k] == "of" and any(o.end == k and o.np.kind == PERSON and o is not c for o in self.candidates):
            return c.np.kind in (FAMILY, UNKNOWN)
        if (
            c.np.anaphor
            and c.np.head is None
            and c.q.bound == "vague"
            and c.end < self.n
            and (self.lower[c.end].endswith("ly") or self.lower[c.end] in ("in", "from", "still"))
            and self.lower[c.end - 1] == "whom"
        ):
            return True
        return c.np.head is not None and self.lower[c.np.head].endswith("'s")

    def _negated(self, c: Candidate) -> bool:
        """ "none of the 12", "no 12", "not one"."""
        k = c.q.start - 1
        lower = self.lower
        while k >= 0 and lower[k] in ("the", "of", "these", "those"):
            k -= 1
        return (
            k >= 0
            and lower[k] in ("none", "no", "not", "neither", "nor")
            and not (lower[k] == "no" and k > 0 and lower[k - 1] == "there" and False)
        )

    def _passive_before(self, k: int) -> bool:
        """A participle or passive stands in the few words before `k`: what follows "by" is who did it."""
        return any(self.lower[m] in self.senses or self.lower[m] in _BE or self.lower[m].endswith("ed") for m in range(max(0, k - 6), k))

    # ---- noun ---------------------------------------------------------------------------------

    def _event_noun(self, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        np = c.np
        if np.event is None or not np.event_strong or np.head is None or c.q.article:
            return None
        if (
            np.event == "injured"
            and np.kind == EVENT
            and self.lower[np.end - 1] in ("wounded", "injured")
            and np.end < self.n
            and self.lower[np.end] in ("in", "and", "by")
        ):
            pass
        if self._undivided(np.end):
            return ("killed",), "noun", np.head
        return (np.event,), "noun", np.head

    def _undivided(self, k: int) -> bool:
        """ "88 killed & injured", "10 dead and wounded": one figure, killed."""
        lower = self.lower
        return (
            k + 1 < self.n
            and lower[k] in ("and", "or", "&", "/")
            and self._indicator_of(k + 1) in ("killed", "injured")
            and k + 1 not in self.at
        )

    def _indicator_of(self, k: int) -> str | None:
        if k >= self.n:
            return None
        senses = self.senses.get(self.lower[k])
        if senses:
            return senses[0].indicator
        event = self.words.nouns.events.get(self.lower[k])
        return event[0] if event else None

    def _label_of(self, k: int) -> str | None:
        """The indicator of a word that can head a column: an event noun, an adjective or a participle."""
        w = self.lower[k]
        event = self.words.nouns.events.get(w)
        if event:
            return event[0]
        return next((s.indicator for s in self.senses.get(w, ()) if (PARTICIPLE in s.forms or ADJECTIVE in s.forms) and not s.after), None)

    def _table(self, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        """ "Killed: 12", "Wounded - 30": a line of a table."""
        k = c.q.start - 1
        if k < 1 or self.lower[k] not in (":", "-", "\u2013", "=", "(", "\u2014") or (c.np.kind == UNKNOWN and self.lower[k] != ":"):
            return None
        m = k - 1
        if self.lower[k] == "(" and not (self.lower[m] in self.words.nouns.events or self.lower[m] in self.words.nouns.modifier_events):
            return None
        indicator = self._label_of(m)
        if indicator is None and self.lower[m] in self.words.nouns.people and m > 0:
            m -= 1
            indicator = self._label_of(m)
        if indicator is None and m > 0 and self.lower[m] in ("toll",):
            indicator = "killed"
        if indicator is None or (m > 0 and self.lower[m - 1] in _BE):
            return None
        if c.np.kind == PERSON and self._subject_follows(c):
            return None
        self._name_group(c, m)
        return (indicator,), "table", m

    def _name_group(self, c: Candidate, m: int) -> None:
        """ "Civilians killed: 65", "Displaced families: 300": the label names the group."""
        if c.np.kind not in (ELIDED, UNKNOWN):
            return
        for x in range(max(0, m - 3), min(m + 3, c.q.start)):
            if self.lower[x] in self.words.nouns.families:
                c.np = replace(c.np, kind=FAMILY, population="people")
                return
            population = self.words.nouns.people.get(self.lower[x])
            if population:
                c.np = replace(c.np, kind=PERSON, population=population, end=c.np.end)
                return

    def _subject_follows(self, c: Candidate) -> bool:
        return c.end < self.n and (self.lower[c.end] in self.senses or self.lower[c.end] in _BE | _HAVE)

    def _denied(self, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        """ "denied any deaths": a denial of the indicator itself, number unknown."""
        if c.q.bound == "unknown" and self.lower[c.q.core] == "any" and c.np.event is not None and c.np.head is not None:
            return (c.np.event,), "denied", c.np.head
        return None

    def _among_before(self, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        """ "Among the dead were 14 policemen"."""
        lower = self.lower
        k = c.q.start - 1
        while k >= 0 and lower[k] in ("also", "at", "least", "some"):
            k -= 1
        if k < 2 or lower[k] not in ("were", "was", "are", "is"):
            return None
        for m in range(k - 1, max(-1, k - 9), -1):
            if lower[m] in ("among", "amongst"):
                for x in range(m + 1, k):
                    indicator = self._indicator_of(x)
                    if indicator:
                        return (indicator,), "among", x
                    if lower[x] in ("victims", "casualties"):
                        return ("killed",), "among", x
        return None

    def _updated(self, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        """ "This was later updated to 82": the figure of the sentence before, corrected."""
        k = c.q.start - 1
        if not self.before or k < 2 or self.lower[k] != "to" or not set(self.lower[: k - 1]) & {"this", "it", "that", "number", "figure", "count", "total"}:
            return None
        if any(w in ("updated", "revised", "raised", "corrected", "increased", "rose", "risen") for w in self.lower[max(0, k - 3) : k]):
            return self.before, "updated", k
        return None

    def _numbering(self, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        """ "the evacuees, numbering 650", "an exodus estimated at 70 percent", "the dead may number as many as 120"."""
        k = c.q.start - 1
        lower = self.lower
        if (
            k >= 1
            and lower[k] == "at"
            and any(
                x in ("estimated", "put", "puts", "putting", "placed", "estimates", "numbered")
                for x in lower[max(0, k - (16 if c.q.percent else 5)) : k]
            )
        ):
            k -= 1
        elif k < 0 or lower[k] not in ("numbering", "totalling", "totaling", "number", "numbered", "total", "totalled", "totaled"):
            return None
        for m in range(k - 1, max(-1, k - 15), -1):
            event = self.words.nouns.events.get(lower[m])
            if event and c.q.percent:
                share = next((x for x in range(m, max(-1, m - 8), -1) if lower[x] in ("share", "proportion", "percentage")), None)
                group = self.words.nouns.people.get(lower[share + 2]) if share is not None and share + 2 < m else None
                if group:
                    c.np = replace(c.np, kind=PERSON, population=group)
            indicator = event[0] if event else self.words.triggers.nominal.get(lower[m])
            if indicator and lower[m] not in ("loss", "return", "flight", "body", "life", "lives"):
                return (indicator,), "numbering", m
            if lower[m] in (".", ";"):
                break
        return None

    def _listed(self, i: int, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        """ "Displaced by governorate: Hajjah 4,212; Taiz 3,870": numbers of a list named before its colon."""
        if c.np.kind not in (ELIDED, PERSON, FAMILY) or c.q.percent or c.q.article or ":" not in self.lower[: c.q.start]:
            return None
        colon = max(m for m in range(c.q.start) if self.lower[m] == ":")
        k = c.q.start - 1
        if k == colon and c.end >= self.n - 1:
            for m in range(min(colon, 20)):
                indicator = self._label_of(m)
                if indicator and not self._prenominal(m) or indicator and self.lower[m] in self.words.nouns.modifier_events:
                    self._name_group(c, m)
                    return (indicator,), "listed", m
            if self.heading is not None and c.np.kind in (ELIDED, PERSON, FAMILY) and colon <= 6 and self.tk.words[0][0].isupper():
                return (self.heading,), "listed", colon
            return None
        if c.np.kind != ELIDED:
            return None
        if self.lower[k] == "(":
            k -= 1
        if k <= colon or not self.tk.words[k][0].isupper():
            return None
        after = self.lower[c.end] if c.end < self.n else "."
        if after not in (",", ";", ".", ")", "and", "|"):
            return None
        for m in range(colon - 1, max(-1, colon - 14), -1):
            indicator = self._indicator_of(m)
            if indicator and not any(GERUND in s.forms for s in self.senses.get(self.lower[m], ())):
                return (indicator,), "listed", m
        return None

    # ---- subject --------------------------------------------------------------------------------

    def _subject(self, i: int) -> tuple[tuple[str, ...], str, int] | None:
        if i not in self._subjects:
            self._subjects[i] = None  # a cycle cannot find itself
            self._subjects[i] = self._find_subject(i) or self._after_fleeing(self.candidates[i])
        return self._subjects[i]

    def _after_fleeing(self, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        """ "845 households arrived in the town after fleeing attacks"."""
        if c.np.kind not in (PERSON, FAMILY) or c.agent:
            return None
        for k in range(c.end, min(self.n - 1, c.end + 24)):
            if k in self.at and self.candidates[self.at[k]].np.kind in (PERSON, FAMILY):
                return None
            if self.lower[k] in ("after", "while", "having") and self.lower[k + 1] in ("fleeing", "escaping", "fled"):
                return ("displaced",), "subject_after", k + 1
        return None

    def _find_subject(self, i: int) -> tuple[tuple[str, ...], str, int] | None:
        c = self.candidates[i]
        lower, n = self.lower, self.n
        k = c.end
        if c.np.of_number is not None and k < n and lower[k] in self.senses:
            k += 1
            if k < n and lower[k] in ("prisoner", "hostage", "captive", "dead"):
                k += 1
        elif c.np.of_number is not None and self._set_phrase(k if k < n else n - 1) is not None and k < n:
            k += self._set_phrase(k)[0]  # type: ignore[index]
        relative = False
        fallback: tuple[tuple[str, ...], str, int] | None = None  # what a relative clause says, until the main verb is found
        tail = False  # something other than an adverb stood between the noun phrase and here
        listed = False
        depth = 0
        limit = min(n, k + 34)
        complement = c.q.start > 0 and lower[c.q.start - 1] in ("for", "to")  # "food for 12 people": no subject of what follows
        while k < limit:
            if complement and tail and lower[k] != "to":
                return fallback
            w = lower[k]
            j = self.at.get(k)
            if j is not None and j != i:
                other = self.candidates[j]
                if other.np.kind in (PERSON, ELIDED, UNKNOWN, FAMILY, EVENT):
                    if self._in_list(k, c) or depth > 0 or self._part_mark(k) is not None:
                        if other.np.kind == ELIDED and depth == 0 and self._part_mark(k) is None and self._predicate_at(other.end):
                            return fallback
                        if other.np.kind == EVENT and other.np.event_strong and not self._part_mark(k):
                            return fallback
                        listed = True
                        k = max(other.end, k + 1)
                        continue
                    if k > c.end and lower[k - 1] in _PREPOSITIONS | {"of"} and not self._predicate_at(other.end):
                        k = max(other.end, k + 1)
                        tail = True
                        continue
                    if other.np.kind == ELIDED and not self._predicate_at(other.end):
                        k = other.q.end
                        tail = True
                        continue
                    return fallback
                k = max(other.end, k + 1)
                tail = True
                continue
            if w in ("(", "["):
                depth += 1
            elif w in (")", "]"):
                depth = max(0, depth - 1)
            phrase = self._set_phrase(k)
            if phrase is not None:
                size, indicator = phrase
                if not (tail and not relative and indicator in ("trapped",) and lower[k] in ("to", "be", "still")):
                    return (indicator,), "subject_phrase", k
            if w == "," and (skip := self._parenthesis(k)) is not None:
                k = skip
                continue
            if w in _BE:
                outcome = self._after_be(k, c)
                if outcome is not None and relative and fallback is None:
                    fallback, relative, k, tail = outcome, False, outcome[2] + 1, True
                    continue
                if outcome is not None:
                    return outcome
                if relative or depth:
                    relative = False
                    k += 1
                    tail = True
                    continue
                return fallback
            if w in _HAVE or w in _MODAL:
                outcome = self._after_have(k, c)
                if outcome is not None and relative and fallback is None:
                    fallback, relative, k, tail = outcome, False, outcome[2] + 1, True
                    continue
                if outcome is not None:
                    return outcome
                if relative:
                    relative = False
                    k += 1
                    tail = True
                    continue
                if w in _MODAL and lower[k + 1 : k + 2] == ["be"] or lower[k + 1 : k + 2] == ["have"]:
                    k += 1
                    continue
                return fallback
            if w in self.senses:
                outcome = self._bare_predicate(k, c, i, tail, listed, relative)
                if complement and isinstance(outcome, tuple) and outcome[1] == "subject_active":
                    return fallback  # "trucks with food for 220,000 people left": the trucks did
                if outcome == "agent":
                    c.agent = c.agent or (not tail and not listed)
                    return fallback
                if outcome is not None:
                    assert not isinstance(outcome, str)
                    return outcome
            if w in _RELATIVE:
                if fallback is not None:
                    return fallback
                if w == "that" and k > c.end:
                    return fallback
                relative = True
                k += 1
                continue
            if w == "to" and k + 1 < n and lower[k + 1] in self.senses:
                forced = complement or any(lower[m] in _FORCED or lower[m] in _CONTROLLERS for m in range(max(0, c.q.start - 4), k))
                sense = self._sense(k + 1, BASE)
                if sense is not None and sense.frame in ("intransitive", "both") and forced and self._complete(k + 1, sense):
                    return (sense.indicator,), "subject_infinitive", k + 1
            if w == "forced" and lower[k + 1 : k + 2] == ["to"]:
                return (
                    None
                    if not (lower[k + 2 : k + 3] and self._sense(k + 2, BASE))
                    else ((self._sense(k + 2, BASE).indicator,), "subject_infinitive", k + 2)
                )  # type: ignore[union-attr]
            if (
                w == "after"
                and k + 1 < n
                and (sense := self._sense(k + 1, GERUND)) is not None
                and sense.indicator == "displaced"
                and sense.frame == "intransitive"
            ):
                return ("displaced",), "subject_after", k + 1
            if w in _BLOCK and depth == 0 and not relative:
                if not (w in ("as", "than") and lower[k + 1 : k + 2] in (["well"], ["many"])):
                    return fallback
            if w not in _ADVERB and w not in ("\u2014", "-", "\u2013", ",", '"', "\u201d", "\u201c"):
                tail = True
            k += 1
        return fallback

    def _parenthesis(self, k: int) -> int | None:
        """ "240,000 civilians, according to him, still live": where the sentence goes on after an inserted attribution."""
        for m in range(k + 1, min(self.n, k + 9)):
            if self.lower[m] == ",":
                inner = self.lower[k + 1 : m]
                return m + 1 if inner and (inner[0] == "according" or inner[-1] in _SAYS or inner[0] in _SAYS) else None
            if m in self.at:
                return None
        return None

    def _in_list(self, k: int, c: Candidate) -> bool:
        """What stands before `k` joins it to a list."""
        lower = self.lower
        before = lower[k - 1] if k else ""
        if before in _COORDINATORS:
            return True
        return any(tuple(lower[max(0, k - len(p)) : k]) == p for p in _LIST_PHRASES)

    def _part_mark(self, k: int) -> int | None:
        """The token where "including", "among them" begins just before `k`, if it does."""
        lower = self.lower
        m = k - 1
        while m >= 0 and lower[m] in (",", "the", "also", "mostly", "mainly", ":", "some", "about") and m > k - 3:
            m -= 1
        if m >= 0 and lower[m] in _PART:
            return m
        for p in _PART_PHRASES[:7]:
            if m >= len(p) - 1 and tuple(lower[m - len(p) + 1 : m + 1]) == p:
                return m - len(p) + 1
        return None

    def _set_phrase(self, k: int) -> tuple[int, str] | None:
        for phrase, indicator in self.words.triggers.phrases.get(self.lower[k], ()):
            if tuple(self.lower[k : k + len(phrase)]) == phrase:
                return len(phrase), indicator
        return None

    def _skip_adverbs(self, k: int) -> int:
        while k < self.n and (self.lower[k] in _ADVERB or (self.lower[k].endswith("ly") and self.lower[k] not in self.senses)):
            k += 1
        return k

    def _predicate_at(self, k: int) -> bool:
        k = self._skip_adverbs(k)
        if k >= self.n:
            return False
        return self.lower[k] in self.senses or self.lower[k] in _BE or self.lower[k] in _HAVE

    def _after_be(self, k: int, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        """ "were (reportedly) killed", "are missing", "were among the dead", "are believed to have been killed"."""
        lower = self.lower
        m = k + 1
        steps = 0
        while m < self.n and steps < 12:
            w = lower[m]
            if w in _NEGATIVE:
                return None
            phrase = self._set_phrase(m)
            if phrase is not None and not (phrase[1] == "killed" and lower[m] == "buried" and "under" in lower[m : m + 3]):
                return (phrase[1],), "subject_passive", m
            senses = self.senses.get(w)
            if senses:
                if (
                    lower[m - 1] == "to"
                    and m >= 2
                    and lower[m - 2] in ("about", "going", "due", "set", "expected", "preparing", "waiting", "ready")
                ):
                    pass
                for sense in senses:
                    if (PARTICIPLE in sense.forms and sense.frame != "intransitive") or ADJECTIVE in sense.forms:
                        if self._prenominal(m):
                            return None
                        if not self._complete(m, sense, passive=True):
                            continue
                        return self._with_second(m, sense.indicator), "subject_passive", m
                    if (
                        GERUND in sense.forms
                        and sense.frame in ("intransitive", "both")
                        and lower[k] in ("are", "were", "was", "is", "been")
                    ):
                        if self._complete(m, sense):
                            return (sense.indicator,), "subject_active", m
                    if (
                        sense.frame == "intransitive"
                        and (BASE in sense.forms or PAST in sense.forms or PARTICIPLE in sense.forms)
                        and lower[m - 1] in ("have", "to", "been")
                    ):
                        if self._complete(m, sense):
                            return (sense.indicator,), "subject_active", m
                if not any(GERUND in s.forms for s in senses):
                    m += 1
                    steps += 1
                    continue
            event = self.words.nouns.events.get(w)
            if event is not None and not event[1] and w not in ("bodies", "body", "lives", "casualties", "remains", "life"):
                return (event[0],), "subject_noun", m  # "8 million are refugees"
            if w == "among" or w == "amongst":
                for x in range(m + 1, min(self.n, m + 9)):
                    if lower[x] in self.senses or lower[x] in self.words.nouns.events:
                        indicator = self._indicator_of(x)
                        if indicator and not (lower[x] in _BLOCK):
                            return (indicator,), "subject_among", x
                return None
            if w in ("in", "inside", "there", "at", "within", "still") and lower[k] != "been":
                if c.np.kind in (PERSON, FAMILY, ELIDED) and self._trapped_place(m, k):
                    return ("trapped",), "subject_inside", m
                if w not in ("still", "there"):
                    return None
            if (
                w in _ADVERB
                or w.endswith("ly")
                or w
                in (
                    "be",
                    "been",
                    "to",
                    "have",
                    "being",
                    "forced",
                    "left",
                    "made",
                    "found",
                    "able",
                    "having",
                    "about",
                    "set",
                    "expected",
                    "due",
                    "planned",
                    "scheduled",
                    "confirmed",
                    "declared",
                    "pronounced",
                    "listed",
                    "registered",
                    "recorded",
                    "documented",
                    "estimated",
                    "waiting",
                    "in",
                    "one",
                    "feared",
                    "suspected",
                    "considered",
                )
            ):
                m += 1
                steps += 1
                continue
            return None
        return None

    def _trapped_place(self, m: int, k: int) -> bool:
        """ "are (believed to be) in the rebel enclave": inside a named besieged place only where the text says so."""
        span = self.lower[m : m + 7]
        return any(w in ("enclave", "pocket", "besieged", "rubble", "siege") for w in span)

    def _after_have(self, k: int, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        lower = self.lower
        m = k + 1
        passive = False
        steps = 0
        while m < self.n and steps < 8:
            w = lower[m]
            if w in _NEGATIVE:
                return None
            phrase = self._set_phrase(m)
            if phrase is not None:
                return (phrase[1],), "subject_phrase", m
            if w in ("been", "be", "being"):
                passive = True
            elif w in self.senses:
                for sense in self.senses[w]:
                    if passive:
                        if (PARTICIPLE in sense.forms and sense.frame != "intransitive") or ADJECTIVE in sense.forms:
                            if self._complete(m, sense, passive=True):
                                return self._with_second(m, sense.indicator), "subject_passive", m
                    elif sense.frame in ("intransitive", "both") and (
                        PARTICIPLE in sense.forms or BASE in sense.forms or PAST in sense.forms
                    ):
                        if sense.frame == "both" and self._object_begins(m + 1):
                            c.agent = True
                            return None
                        if self._complete(m, sense):
                            return (sense.indicator,), "subject_active", m
                    elif sense.frame == "transitive" and not sense.after:
                        c.agent = True
                        return None
                if w not in ("left", "forced", "made", "lost", "taken", "held") or not passive:
                    return None
            elif w in ("become", "sought", "taken", "lost", "gone", "given", "laid", "also", "have", "forced", "found", "left", "come"):
                pass
            elif not (w in _ADVERB or w.endswith("ly")):
                return None
            m += 1
            steps += 1
        return None

    def _sense(self, k: int, form: str) -> Sense | None:
        for sense in self.senses.get(self.lower[k], ()):
            if form in sense.forms:
                return sense
        return None

    def _with_second(self, m: int, indicator: str) -> tuple[str, ...]:
        """ "abducted and killed" gives both; "killed or injured", undivided, gives killed."""
        lower = self.lower
        if m + 2 <= self.n - 1 and lower[m + 1] in ("and", "or", "&", "/", ",") and m + 2 not in self.at:
            x = self._skip_adverbs(m + 2)
            senses = self.senses.get(lower[x]) if x < self.n else None
            if senses and x not in self.at and not (x + 1 in self.at):
                second = senses[0].indicator
                if PARTICIPLE in senses[0].forms or ADJECTIVE in senses[0].forms:
                    if {indicator, second} == {"killed", "injured"}:
                        return ("killed",)
                    if second != indicator and senses[0].frame != "intransitive":
                        return (indicator, second)
        return (indicator,)

    def _complete(self, k: int, sense: Sense, passive: bool = False) -> bool:
        """The particles or nouns a sense needs do follow."""
        if sense.within:
            return any(w in sense.within for w in self.lower[k + 1 : k + 6])
        if not sense.after:
            return not (sense.people_only and passive and sense.lemma in ("seize", "take", "hold", "round"))
        for phrase in sense.after:
            if phrase == ("*place",):
                if self._place_follows(k + 1):
                    return True
            elif tuple(self.lower[k + 1 : k + 1 + len(phrase)]) == phrase:
                return True
        return False

    def _place_follows(self, k: int) -> bool:
        """A name, or a place noun within four words ("the two besieged towns"), stands at `k`."""
        if k >= self.n:
            return False
        if self.tk.words[k][0].isupper() and self.lower[k] not in STOP:
            return True
        for m in range(k, min(self.n, k + 5)):
            if self.lower[m] in self.words.nouns.places or (m > k and self.tk.words[m][0].isupper() and self.lower[m] not in STOP):
                return True
            if self.lower[m] in STOP:
                return False
        return False

    def _prenominal(self, k: int) -> bool:
        """The participle at `k` stands before a noun of people or a thing ("wounded soldiers", "missing vehicles")."""
        from contested.extract.nouns import _noun_at

        if k + 1 >= self.n or k + 1 in self.at:
            return False
        if self.tk.words[k + 1][0].isupper() and not self.tk.words[k][0].isupper():
            return False
        kind = _noun_at(self.lower, k + 1, self.words.nouns)[1]
        return kind in (PERSON, FAMILY, PLACE) and self.lower[k + 1] not in ("others", "missing", "front")

    def _object_begins(self, k: int) -> bool:
        """An object stands at `k`: a quantity, a determiner or a noun of people."""
        if k >= self.n:
            return False
        if k in self.at:
            return True
        w = self.lower[k]
        if w in ("at", "in") and self.lower[k + 1 : k + 2] in (["least"], ["total"]):
            return True
        if w in ("others", "other"):
            return not (
                k + 1 < self.n and any(PARTICIPLE in s.forms or ADJECTIVE in s.forms for s in self.senses.get(self.lower[k + 1], ()))
            )
        return w in _OBJECT_BEFORE or w in self.words.nouns.people

    def _bare_predicate(
        self, k: int, c: Candidate, i: int, tail: bool, listed: bool, relative: bool
    ) -> tuple[tuple[str, ...], str, int] | str | None:
        """A verb form without auxiliary after the noun phrase: predicate, reduced relative, or the verb this is the agent of."""
        lower = self.lower
        outcome: tuple[tuple[str, ...], str, int] | str | None = None
        for sense in self.senses[lower[k]]:
            if sense.frame in ("intransitive",):
                if not (PAST in sense.forms or BASE in sense.forms or GERUND in sense.forms or THIRD in sense.forms):
                    continue
                if BASE in sense.forms and k > 0 and lower[k - 1] == "to":
                    continue
                if sense.lemma in ("remain", "stay"):
                    follow = self._skip_adverbs(k + 1)
                    phrase = self._set_phrase(follow) if follow < self.n else None
                    ind = phrase[1] if phrase else self._indicator_of(follow) if follow < self.n and lower[follow] in self.senses else None
                    if ind is not None:
                        return (ind,), "subject_active", k
                if not self._complete(k, sense):
                    continue
                if sense.lemma in ("escape",) and any(
                    x in ("unhurt", "unharmed", "uninjured", "injury", "death", "unscathed", "alive", "with", "without")
                    for x in lower[k + 1 : k + 3]
                ):
                    continue
                if sense.lemma == "leave" and self._quantity_soon(k + 1):
                    continue  # "left 12 dead"
                if GERUND in sense.forms and tail and any(w in self.words.nouns.people for w in lower[c.end : k]):
                    continue  # "in a camp that houses civilians fleeing the war": theirs, not ours
                if sense.lemma in ("escape", "leave", "return", "flee") and THIRD in sense.forms:
                    continue
                return (sense.indicator,), "subject_active", k
            if sense.frame == "adjective":
                if self._prenominal(k) or lower[k - 1] in ("the", "of", "and") and lower[k - 1] == "the":
                    continue
                if tail and not listed and not self._predicative_tail(k, c):
                    continue
                return self._with_second(k, sense.indicator), "subject_reduced", k
            if PARTICIPLE in sense.forms and PAST in sense.forms or PARTICIPLE in sense.forms:
                if sense.frame == "passive" and self._object_begins(k + 1):
                    return "agent"
                if lower[k - 1] in ("the", "and", "or", "of") and k - 1 >= c.end and not listed and lower[k - 1] in ("the", "of"):
                    continue
                if self._prenominal(k) and not (sense.frame == "transitive" and tail):
                    if k == c.end or not tail:
                        return "agent" if sense.frame == "transitive" and not sense.people_only else None
                    continue
                if self._object_begins(k + 1) and not self._own_predicate(k + 1) and not self._anaphoric_at(k + 1):
                    if sense.frame in ("transitive", "both", "passive"):
                        return "agent"
                    continue
                if sense.frame in ("transitive", "passive") or sense.frame == "both":
                    if sense.after and not self._complete(k, sense, passive=True):
                        continue
                    if sense.people_only and not self._countable_people(c):
                        continue
                    if sense.people_only and sense.lemma in ("seize", "take", "hold", "lose", "destroy"):
                        if not (sense.lemma == "hold" and sense.after):
                            continue
                    if tail and not listed and not self._predicative_tail(k, c):
                        continue
                    if self.lower[k - 1] in ("and", "or", "&") and k - 1 > c.end and not listed:
                        continue
                    return self._with_second(k, sense.indicator), "subject_reduced", k
            if (BASE in sense.forms or THIRD in sense.forms or GERUND in sense.forms) and sense.frame == "transitive":
                if not tail and not listed and not sense.people_only:
                    outcome = "agent"
            if GERUND in sense.forms and sense.frame == "both" and not self._object_begins(k + 1):
                return (sense.indicator,), "subject_active", k
        return outcome

    def _anaphoric_at(self, k: int) -> bool:
        """ "forty wounded, six of them gravely": what follows is a part, no object."""
        j = self.at.get(k)
        return j is not None and self.candidates[j].np.anaphor

    def _quantity_soon(self, k: int) -> bool:
        for m in range(k, min(k + 3, self.n)):
            j = self.at.get(m)
            if j is not None:
                np, end = self.candidates[j].np, self.candidates[j].end
                return np.event is not None or any(w in self.words.nouns.modifier_events for w in self.lower[end : end + 3])
        return False

    def _own_predicate(self, k: int) -> bool:
        """The quantity at (or just after) `k` has a participle of its own ("16 killed 20 wounded")."""
        for m in range(k, min(k + 3, self.n)):
            j = self.at.get(m)
            if j is not None:
                np = self.candidates[j].np
                if np.event is not None and np.head is not None and self.lower[np.head] in self.words.nouns.modifier_events:
                    return True
                e = self._skip_adverbs(self.candidates[j].end)
                return (
                    e < self.n
                    and any(PARTICIPLE in s.forms or ADJECTIVE in s.forms for s in self.senses.get(self.lower[e], ()))
                    and not self._object_begins(e + 1)
                )
        return False

    def _predicative_tail(self, k: int, c: Candidate) -> bool:
        """After a tail ("from the town", "- including nine children -") a bare participle is a predicate only in reach and when nothing else could own it."""
        span = self.lower[c.end : k]
        if any(w in _BLOCK for w in span):
            return False
        if any(w in self.senses and w not in self.words.nouns.modifier_events for w in span):
            return False
        if span and span[0] in (
            "from",
            "of",
            "-",
            "\u2013",
            "\u2014",
            ",",
            "in",
            "at",
            "and",
            "with",
            "including",
            "(",
            "among",
            "who",
            "aboard",
            "on",
            "near",
            '"',
        ):
            return k - c.end <= 14
        return k - c.end <= 4

    # ---- object ---------------------------------------------------------------------------------

    def _object(self, i: int) -> tuple[tuple[str, ...], str, int] | None:
        c = self.candidates[i]
        lower = self.lower
        k = c.q.start - 1
        while k >= 0 and (
            lower[k]
            in (
                "also",
                "reportedly",
                "another",
                "about",
                "the",
                "some",
                "of",
                '"',
                "\u201c",
                "around",
                "all",
                "a",
                "further",
                "additional",
                "allegedly",
                "alone",
                "nearly",
                "including",
                "his",
                "her",
                "least",
                "at",
                "in",
                "total",
                "out",
                "on",
                "average",
            )
            and lower[k] != "including"
        ):
            if lower[k] == "of" and (k == 0 or lower[k - 1] not in ("some", "all")):
                return None
            if lower[k] in ("in", "on", "at", "out") and lower[k + 1 : k + 2] not in (["total"], ["average"], ["least"]):
                return None
            k -= 1
        if k >= 1 and lower[k].endswith("'s"):
            k -= 1
            while k > 0 and (lower[k] in ("a", "the", "one") or self.tk.words[k][0].isupper()):
                k -= 1
        if k < 0:
            return None
        return self._verb_before(k, c)

    def _around(self, k: int, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        """ "drove 310 families from their homes", "took 60 soldiers prisoner": a verb before, its other half behind."""
        if c.np.kind not in (PERSON, FAMILY, UNKNOWN, ELIDED):
            return None
        end = c.end
        if self.lower[end : end + 4] == [",", "more", "or", "less"]:
            end += 5
        for indicator, tails in self.words.triggers.around.get(self.lower[k], ()):
            for tail in tails:
                size = len(tail)
                if tail[-1] == "*wounds":
                    if tuple(self.lower[end : end + size - 1]) == tail[:-1] and any(
                        x in ("wounds", "injuries", "burns") for x in self.lower[end : end + 7]
                    ):
                        return (indicator,), "object_around", k
                elif tail[-1] == "*place":
                    if tuple(self.lower[end : end + size - 1]) == tail[:-1] and self._place_follows(end + size - 1):
                        return (indicator,), "object_around", k
                elif tuple(self.lower[end : end + size]) == tail:
                    return (indicator,), "object_around", k
        return None

    def _verb_before(self, k: int, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        lower = self.lower
        w = lower[k]
        found = self._around(k, c)
        if found is not None:
            return found
        for words, indicator in self.words.triggers.before.get(w, ()):
            if tuple(lower[max(0, k - len(words) + 1) : k + 1]) == words and not self._passive_form(k - len(words) + 1):
                if c.np.event == "abducted" and indicator == "detained":
                    indicator = "abducted"
                if c.np.event == "killed":
                    continue  # "took away 12 bodies"
                return (indicator,), "object", k
        senses = self.senses.get(w, ())
        for sense in senses:
            if sense.frame not in ("transitive", "both") or sense.forms == {ADJECTIVE}:
                continue
            if sense.people_only and not self._countable_people(c):
                continue
            if sense.after and sense.people_only and sense.lemma in ("take", "round"):
                # "took 20 people hostage / prisoner"
                tail = tuple(lower[c.end : c.end + 2])
                if not any(tail[: len(p)] == p for p in sense.after):
                    continue
                return (("abducted" if "hostage" in tail or "hostages" in tail else "detained"),), "object", k
            if sense.lemma == "hold" and c.np.kind != PERSON:
                continue
            if sense.lemma == "hold" and c.np.event == "abducted":
                return ("abducted",), "object", k
            if sense.lemma == "seize" and not is_fighter(c.np.population):
                return ("abducted",), "object", k
            if PARTICIPLE in sense.forms and self._passive_form(k):
                continue
            if PARTICIPLE in sense.forms and PAST not in sense.forms and not self._have_before(k):
                continue
            if BASE in sense.forms and len(sense.forms) == 1 and k > 0 and lower[k - 1] in ("the", "a"):
                continue
            if self._reduced_before(k):
                continue
            indicators: tuple[str, ...] = (sense.indicator,)
            if k >= 2 and lower[k - 1] in ("and", "or", "&", "/"):
                other = self.senses.get(lower[k - 2], ())
                for s in other:
                    if s.frame == "transitive" and s.forms & sense.forms:
                        if {s.indicator, sense.indicator} == {"killed", "injured"}:
                            indicators = ("killed",)
                        elif s.indicator != sense.indicator:
                            indicators = (s.indicator, sense.indicator)
                        break
            return indicators, "object", k
        return None

    def _countable_people(self, c: Candidate) -> bool:
        return (
            c.np.kind == PERSON
            or c.np.anaphor
            or (c.np.kind == ELIDED and any(o.indicators and o.np.kind == PERSON for o in self.candidates if o.q.start < c.q.start))
        )

    def _passive_form(self, k: int) -> bool:
        """The participle at `k` has a form of "be" before it."""
        m = k - 1
        steps = 0
        while m >= 0 and steps < 3 and (self.lower[m] in _ADVERB or self.lower[m].endswith("ly")):
            m -= 1
            steps += 1
        return m >= 0 and self.lower[m] in _BE

    def _have_before(self, k: int) -> bool:
        return any(self.lower[m] in _HAVE for m in range(max(0, k - 4), k))

    def _reduced_before(self, k: int) -> bool:
        """ "A child killed 7 people injured": the participle belongs to the quantity before it."""
        for j, other in enumerate(self.candidates):
            if self._skip_adverbs(other.end) == k and other.end <= k and not other.agent:
                found = self._subjects.get(j)
                if found is not None and found[2] == k:
                    return True
        return False

    # ---- nominal and toll ---------------------------------------------------------------------------

    def _nominal(self, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        lower = self.lower
        k = c.q.start - 1
        while k >= 0 and lower[k] in ("the", "all", "some", "his", "their"):
            k -= 1
        if k >= 1 and lower[k] == "of":
            m = k - 1
            indicator = self.words.triggers.nominal.get(lower[m])
            if indicator is None and lower[m] in self.senses:
                sense = self._sense(m, GERUND)
                indicator = sense.indicator if sense is not None and sense.frame != "intransitive" and not sense.people_only else None
            if indicator is None and lower[m] == "toll":
                indicator = "killed"
            if indicator is None and lower[m] in ("fate",):
                window = lower[c.end : c.end + 8]
                if any(x in ("unknown", "unclear", "uncertain") for x in window):
                    return ("missing",), "nominal_fate", m
            if indicator is not None:
                if lower[m] == "loss" and c.np.kind not in (PERSON,) and not (c.np.event == "killed"):
                    return None
                return (indicator,), "nominal", m
        if k >= 1 and lower[k] in ("to", "for") and lower[k - 1] in ("injuries", "injury", "wounds"):
            return ("injured",), "nominal", k - 1
        if c.np.event == "killed" and c.np.head is not None:
            word = lower[c.np.head]
            if word in ("lives", "life"):
                before = set(lower[max(0, c.q.start - 4) : c.q.start])
                after = set(lower[c.end : c.end + 3])
                if before & {
                    "claimed",
                    "claiming",
                    "claims",
                    "claim",
                    "cost",
                    "costs",
                    "costing",
                    "took",
                    "taken",
                    "taking",
                    "lost",
                    "losing",
                } or after & {"lost", "claimed", "were", "have"}:
                    return ("killed",), "lives", c.np.head
                return None
        return None

    def _toll(self, c: Candidate) -> tuple[tuple[str, ...], str, int] | None:
        """ "death toll rose to 45", "a toll of 12", "the number of wounded has reached 30", "bringing the toll to 85"."""
        if c.np.kind == PLACE or c.q.article:
            return None
        lower = self.lower
        start = c.q.start
        linked = False
        for k in range(start - 1, max(-1, start - 22), -1):
            w = lower[k]
            if not linked and k >= start - 4:
                for link in self.words.triggers.links:
                    if tuple(lower[k : k + len(link)]) == link and k + len(link) <= start and start - (k + len(link)) <= 2:
                        linked = True
                        break
            for words, indicator in self.words.triggers.tolls.get(w, ()):
                b = k - len(words) + 1
                if b >= 0 and tuple(lower[b : k + 1]) == words:
                    if not linked and k != start - 1 and not (c.np.kind in (ELIDED, UNKNOWN) and c.q.start != c.q.core and b <= 3):
                        continue
                    if words == ("toll",) and b > 0 and lower[b - 1] in ("heavy", "its", "their", "a_") and lower[k + 1 : k + 2] == ["on"]:
                        return None
                    counted = self._counted_event(next((x for x in range(b, k + 2) if x < self.n and lower[x] == "of"), k + 1), start)
                    if indicator == "counted" and counted is None:
                        continue
                    indicator = counted or indicator
                    if c.q.bound == "at_most" and lower[start : start + 2] == ["up", "to"]:
                        c.q = replace(c.q, bound="exact")  # "toll up to 31": it has risen to 31
                    elif c.q.bound == "exact" and any(
                        x in ("passed", "past", "passes", "topped", "tops", "exceeded", "exceeds", "surpassed", "surpasses")
                        for x in lower[start - 2 : start]
                    ):
                        c.q = replace(c.q, bound="more_than")
                    if (
                        len(words) == 1
                        and words[0] in ("deaths", "injuries", "casualties", "fatalities", "displacement")
                        and not self._rising_between(k, start)
                    ):
                        continue
                    if any(self.at.get(x) is not None and not self._from_to(x, start) for x in range(k + 1, start)):
                        return None
                    if c.np.kind == ELIDED and c.np.population is None:
                        for x in range(k - len(words), max(-1, k - len(words) - 3), -1):
                            population = self.words.nouns.people.get(lower[x])
                            if population and lower[x] not in ("death", "official"):
                                c.np = replace(c.np, population=population)
                                break
                            if lower[x] in STOP:
                                break
                    return (indicator,), "toll", k
            if w in (".", ";") or (
                w in _BLOCK and w not in ("as", "reported", "confirmed", "announced", ":", "following", "said", "after") and linked
            ):
                return None
        return None

    def _counted_event(self, k: int, start: int) -> str | None:
        """ "the tally of wounded", "the number of refugees who have returned": what is counted, where it is said."""
        if k >= self.n or self.lower[k] != "of":
            return None
        found: str | None = None
        for m in range(k + 1, min(start, k + 12)):
            phrase = self._set_phrase(m)
            if phrase is not None:
                return phrase[1]
            w = self.lower[m]
            if w in _BE and found:
                break
            senses = self.senses.get(w, ())
            if senses and any(not s.after or self._complete(m, s) for s in senses):
                found = next(s.indicator for s in senses if not s.after or self._complete(m, s))
            elif any(s.lemma in ("return",) for s in senses):
                found = "returned"
            elif found is None and w in self.words.nouns.events:
                found = self.words.nouns.events[w][0]
        return found

    def _rising_between(self, k: int, start: int) -> bool:
        span = self.lower[max(0, k - 6) : start]
        return any(w in self.words.triggers.rising for w in span) or any(
            w in ("reached", "hit", "passed", "stands", "stood", "exceeded", "topped", "number", "total", "at") for w in span
        )

    def _from_to(self, x: int, start: int) -> bool:
        return self.lower[x - 1 : x] == ["from"] and "to" in self.lower[x:start]

    # ---- what takes its indicator from another figure --------------------------------------------------

    def _spread(self) -> None:
        cs = self.candidates
        self._of_these = bool(self.before) and self.lower[:2] in (["of", "these"], ["of", "those"], ["of", "them"])
        for i, c in enumerate(cs):
            mark = self._part_mark(c.q.start)
            if c.np.kind == PLACE or (c.agent and mark is None):
                continue
            c.agent = False
            if mark is not None:
                host = self._host(i, mark)
                if host is None and not c.indicators:
                    near = next(
                        (m for m in range(mark - 1, max(-1, mark - 4), -1) if self.lower[m] in self.words.nouns.modifier_events), None
                    )
                    verb = self._killing_before(mark)
                    if near is not None:
                        c.indicators, c.rule, c.trigger = (self.words.nouns.modifier_events[self.lower[near]],), "partitive", near
                    elif verb is not None:
                        c.indicators, c.rule, c.trigger = (self.senses[self.lower[verb]][0].indicator,), "partitive", verb
                    continue
                if host is not None:
                    c.host = host
                    if not (c.indicators and (c.rule == "noun" or (c.rule == "subject_reduced" and c.trigger == c.end))):
                        c.indicators, c.rule, c.trigger = cs[host].indicators, "partitive", cs[host].trigger
                    continue
            if c.np.anaphor and c.np.population is None:
                owner = next((o for o in reversed(cs[:i]) if o.np.kind == PERSON and o.host is None), None)
                if owner is not None:
                    c.np = replace(c.np, population=owner.np.population)
                else:
                    named = next(
                        (
                            self.words.nouns.people[w]
                            for w in reversed(self.lower[: c.q.start])
                            if w in self.words.nouns.people and w.endswith(("s", "men")) and w not in ("others",)
                        ),
                        None,
                    )
                    c.np = replace(c.np, population=named or self.group)
            if c.np.anaphor and not c.indicators:
                host = self._host(i, c.q.start)
                if host is None and self.before and self._here_of_them(c):
                    c.indicators, c.rule, c.trigger = self.before, "partitive", c.q.core
                    continue
                if host is not None and not self._other_predicate(c):
                    c.host = host
                    c.indicators, c.rule, c.trigger = cs[host].indicators, "partitive", cs[host].trigger
                    continue
            if not c.indicators and self._of_these and c.np.kind in (ELIDED, PERSON, FAMILY) and not c.q.article:
                c.indicators, c.rule, c.trigger = self.before, "partitive", c.q.core
                continue
            if not c.indicators and self._gone(c):
                c.indicators, c.rule, c.trigger = ("displaced",), "subject_gone", c.end
            if c.indicators:
                continue
            if (
                c.q.start > 0
                and self.lower[c.q.start - 1] == "("
                and i > 0
                and c.np.kind == PERSON
                and cs[i - 1].end == c.q.start - 1
                and cs[i - 1].indicators
            ):
                c.host = i - 1
                c.indicators, c.rule, c.trigger = cs[i - 1].indicators, "partitive", cs[i - 1].trigger
                continue
            left = self._left_neighbour(i)
            if left is not None and cs[left].rule in ("noun", "participle", "weak_noun", "table") and (c.np.modifier_event or c.np.event):
                left = None
            if left is not None and cs[left].indicators and self._may_join(c, cs[left]):
                c.left = left
                c.host = cs[left].host
                c.indicators, c.rule, c.trigger = cs[left].indicators, "coordinated", cs[left].trigger
                continue
            if c.np.modifier_event is not None and c.np.kind in (PERSON, FAMILY) and not self._helped(c):
                c.indicators, c.rule, c.trigger = (c.np.modifier_event,), "participle", c.q.end
                continue
            if c.np.event is not None and not c.np.event_strong and c.np.head is not None and not c.q.article and self._weak_noun(c):
                c.indicators, c.rule, c.trigger = (c.np.event,), "weak_noun", c.np.head

    def _gone(self, c: Candidate) -> bool:
        """ "about 1,700 reached western Aleppo" in an account of flight; the headline "over 50,000 out of the city"."""
        k = c.end
        if c.np.kind not in (ELIDED, PERSON, FAMILY) or k >= self.n:
            return False
        fleeing = "displaced" in self.before or any(
            w in ("fled", "flee", "fleeing", "flight", "displaced", "displacement", "exodus") for w in self.lower
        )
        if self.lower[k] in ("reached", "reach", "reaching") and fleeing:
            return self._place_follows(k + 1)
        return self.lower[k : k + 2] == ["out", "of"] and fleeing and self._place_follows(k + 2)

    def _here_of_them(self, c: Candidate) -> bool:
        """ "half of them", "tens of these": a part of what the sentence before counted."""
        return self.lower[c.np.end - 1] in ("them", "these", "those") if c.np.head is None else True

    def _helped(self, c: Candidate) -> bool:
        """ "49,000 displaced people were reached with food"."""
        k = next((m for m in range(c.end, min(self.n, c.end + 7)) if self.lower[m] in _BE), None)
        return k is not None and any(w in self.words.triggers.aid for w in self.lower[k : k + 4])

    def _killing_before(self, mark: int) -> int | None:
        """ "killing civilians including three children": the verb whose object is a bare plural."""
        for m in range(mark - 1, max(-1, mark - 5), -1):
            if any(s.frame == "transitive" and not s.people_only for s in self.senses.get(self.lower[m], ())):
                return m
            if self.lower[m] in STOP and self.lower[m] not in (",", "and"):
                return None
        return None

    def _weak_noun(self, c: Candidate) -> bool:
        w = self.lower[c.np.head] if c.np.head is not None else ""
        if w in ("lives", "life", "body", "returns", "arrest"):
            return False
        if any(
            x
            in ("free", "freed", "freeing", "release", "released", "releasing", "swap", "swapped", "exchange", "exchanged", "host", "hosts")
            and x[:4] != "host"
            for x in self.lower[max(0, c.q.start - 4) : c.q.start]
        ) or any(x in ("freed", "released", "swapped", "exchanged") for x in self.lower[c.end : c.end + 4]):
            return False
        before = self.lower[max(0, c.q.start - 3) : c.q.start]
        return not any(x in ("for", "to") for x in before[-1:]) and not self._other_predicate(c)

    def _other_predicate(self, c: Candidate) -> bool:
        return False

    def _host(self, i: int, mark: int) -> int | None:
        """The nearest figure before the mark that this can be a part of; parts of a list share one host."""
        for j in range(i - 1, -1, -1):
            other = self.candidates[j]
            if other.agent or other.np.kind == PLACE or not other.indicators:
                continue
            if other.q.start >= mark:
                continue
            if other.host is not None and self._part_mark(other.q.start) is None and other.np.anaphor is False and j > 0:
                return other.host
            return j
        return None

    def _left_neighbour(self, i: int) -> int | None:
        """The candidate that this one follows in a list: only its own tail and a coordinator stand between."""
        c = self.candidates[i]
        lower = self.lower
        k = c.q.start - 1
        phrase = next((p for p in _LIST_PHRASES if tuple(lower[max(0, k - len(p) + 1) : k + 1]) == p), None)
        if (
            k >= 0
            and c.np.kind == ELIDED
            and self.tk.words[k][0].isupper()
            and i > 0
            and not c.q.article
            and c.end < self.n
            and lower[c.end] in ("in", "at", "near")
        ):
            return i - 1 if not self.candidates[i - 1].agent and k - self.candidates[i - 1].end <= 8 else None
        if k >= 0 and (lower[k] in _COORDINATORS or phrase or lower[k] in (":", "-", "\u2013", "with") or (lower[k] == "in" and False)):
            for j in range(i - 1, -1, -1):
                other = self.candidates[j]
                if other.agent or other.np.kind == PLACE:
                    continue
                return j if k - other.end <= 14 else None
        # comma-stripped list: "82 gunmen 154 civilians"
        for j in range(i - 1, -1, -1):
            other = self.candidates[j]
            if other.end == c.q.start and c.np.kind == PERSON and other.np.kind == PERSON and not other.agent:
                return j
            break
        return None

    def _may_join(self, c: Candidate, left: Candidate) -> bool:
        if c.np.kind in (PERSON, FAMILY):
            between = self.lower[left.end : c.q.start]
            if c.q.article and (left.trigger >= left.end or any(w in _SAYS for w in self.lower[c.end : c.end + 4])):
                return False
            if self.lower[c.q.start - 1] != ":" and any(w in _BLOCK and w not in (":", ";", "as") for w in between):
                return False
            if any(w in self.senses for w in between[:-1]) and left.rule not in (
                "subject_passive",
                "subject_active",
                "subject_reduced",
                "toll",
            ):
                return False
            # its own (other) verb: "12 people were killed and 300 people attended"
            return not self._foreign_verb(c)
        if c.np.kind == ELIDED and not c.q.percent:
            # "five were killed in A and one in B"
            nxt = self.lower[c.end] if c.end < self.n else "."
            if nxt in ("in", "at", "near", "on", "around", "outside", "inside", "from") and left.rule.startswith(
                ("subject", "object", "coordinated", "nominal")
            ):
                before = self.tk.words[c.q.start - 1]
                return before.lower() in ("and", ",", "&", ";") or before[0].isupper()
            return nxt in (",", ".", "and") and left.rule.startswith(("object", "coordinated")) and False
        if (
            c.np.kind == UNKNOWN
            and left.np.kind in (PERSON, UNKNOWN)
            and left.rule in ("object", "coordinated", "subject_passive", "subject_reduced")
        ):
            return (
                self.lower[c.q.start - 1] in ("and", ",")
                and not self._foreign_verb(c)
                and c.end < self.n
                and self.lower[c.end] in _COORDINATORS | {"were", "have", "had", "in", "on", "."}
            )
        return False

    def _foreign_verb(self, c: Candidate) -> bool:
        """A verb that is none of ours follows the noun phrase at once ("300 people attended")."""
        k = self._skip_adverbs(c.end)
        if k >= self.n:
            return False
        w = self.lower[k]
        if w in self.senses:
            return False
        if w in _BE | _HAVE | _MODAL:
            return True
        return (
            w in _BLOCK
            and w not in (";", ":", ".", "as", "after", "when", "while", "according", "following", "because", "despite")
            and w.endswith("ed")
        )


def population_of(c: Candidate, previous: str | None) -> str:
    """The group: the noun's own; a left-out noun takes the group before it; "others" are people."""
    if c.np.kind == ELIDED:
        return previous or "people"
    return c.np.population or "people"


def is_fighter(population: str | None) -> bool:
    return population in FIGHTERS
