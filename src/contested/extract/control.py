"""Who holds the ground: changes of control and shares of territory.

A *change* is a place that passes to somebody, told as done ("retook the area", "the fall of X", "withdrew from Y"):
one figure a mention, counted where places are counted ("12 villages"). A *share* is a part of a whole that is held,
lost or taken ("more than 90 percent of the territory", "most of the province is held by", "10 square kilometres").
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from contested.extract.nouns import FAMILY, PERSON, PLACE, NounWords, _noun_at
from contested.extract.quantities import Quantity
from contested.extract.triggers import BASE, GERUND, PARTICIPLE, PAST, _inflect
from contested.lexicon import Lexicon
from contested.text import Tokens


@dataclass(frozen=True, slots=True)
class ControlFigure:
    """A change or share over tokens: quote ``[start, end)``, governing word `trigger`."""

    start: int
    end: int
    trigger: int
    indicator: str
    rule: str
    q: Quantity | None = None
    value: float | None = None
    bound: str = "exact"
    vague_term: str | None = None
    unit: str = "none"
    holder: tuple[int, int] | None = None
    previous: tuple[int, int] | None = None
    denominator: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ControlWords:
    """`control.toml`, compiled."""

    verbs: dict[str, tuple[str, str, frozenset[str]]]  # form -> (class, lemma, forms)
    achievement: frozenset[str]
    control_verbs: frozenset[str]
    control_nouns: frozenset[str]
    before: dict[str, tuple[tuple[str, ...], ...]]  # withdraw: what stands between verb and place
    force_subject: frozenset[str]
    expel_links: tuple[tuple[str, ...], ...]
    noun_of: frozenset[str]
    noun_possessed: frozenset[str]
    evacuation_of: frozenset[str]
    passing: dict[str, tuple[tuple[str, ...], ...]]
    must_follow: frozenset[str]
    not_done: frozenset[str]
    achieved: frozenset[str]
    gerund_not_done: frozenset[str]
    purpose: frozenset[str]
    share_terms: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    share_adverbs: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    holding: frozenset[str]
    ground: frozenset[str]
    area_units: tuple[tuple[str, ...], ...]
    divided: tuple[tuple[str, ...], ...]
    cues: frozenset[str]


def compile_control(lexicon: Lexicon) -> ControlWords:
    """Build the look-up tables from the lexicon (call through ``lexicon.compiled``)."""
    t = lexicon["control"]
    verbs: dict[str, tuple[str, str, frozenset[str]]] = {}

    def add(kind: str, lemma: str, irregular: dict[str, list[str]]) -> None:
        forms: dict[str, set[str]] = {}
        for form, name in _inflect(lemma, irregular.get(lemma)):
            forms.setdefault(form, set()).add(name)
        for form, names in forms.items():
            verbs.setdefault(form, (kind, lemma, frozenset(names)))

    for lemma in t["take"]["sure"]:
        add("sure", lemma, t["take"]["irregular"])
    for lemma in t["take"]["unsure"]:
        add("unsure", lemma, t["take"]["irregular"])
    for lemma in t["lose"]["verbs"]:
        add("lose", lemma, t["lose"]["irregular"])
    for lemma in t["expel"]["verbs"]:
        add("expel", lemma, t["expel"]["irregular"])
    for lemma in t["withdraw"]["verbs"]:
        add("withdraw", lemma, t["withdraw"]["irregular"])
    for form in t["fall"]["forms"]:
        verbs.setdefault(form, ("fall", "fall", frozenset((PAST,))))
    share_terms: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for term in t["share"]["terms"]:
        words = tuple(term.split())
        share_terms.setdefault(words[0], []).append((words, term))
    for term in t["share"]["whole"]:
        words = tuple(term.split())
        share_terms.setdefault(words[0], []).append((words, "100"))
    adverbs: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, term in t["share"]["adverbs"].items():
        words = tuple(phrase.split())
        adverbs.setdefault(words[0], []).append((words, term))
    passing: dict[str, list[tuple[str, ...]]] = {}
    for phrase in t["pass"]["phrases"]:
        words = tuple(phrase.split())
        passing.setdefault(words[0], []).append(words)
    for table in (share_terms, adverbs):
        for rows in table.values():
            rows.sort(key=lambda r: -len(r[0]))
    before = {
        lemma: tuple(tuple(p.split()) for p in sorted(listed, key=len, reverse=True)) for lemma, listed in t["withdraw"]["before"].items()
    }
    nouns = t["nouns"]
    cues = {
        *verbs,
        *t["control"]["nouns"],
        *nouns["of"],
        *nouns["possessed"],
        *nouns["evacuation_of"],
        *passing,
        *t["share"]["holding"],
        "divided",
        "split",
        "cut",
        "hands",
        "under",
        "percent",
        "%",
        "per",
        "pct",
        "square",
        "sq",
    }
    return ControlWords(
        verbs=verbs, achievement=frozenset(t["take"]["needs_achievement"]), control_verbs=frozenset(t["control"]["verbs"]), control_nouns=frozenset(t["control"]["nouns"]),
        before=before, force_subject=frozenset(t["withdraw"]["force_subject"]), expel_links=tuple(tuple(p.split()) for p in t["expel"]["links"]),
        noun_of=frozenset(nouns["of"]), noun_possessed=frozenset(nouns["possessed"]), evacuation_of=frozenset(nouns["evacuation_of"]),
        passing={w: tuple(r) for w, r in passing.items()}, must_follow=frozenset(t["pass"]["must_follow"]),
        not_done=frozenset(t["not_done"]["before"]), achieved=frozenset(t["not_done"]["achieved"]), gerund_not_done=frozenset(t["not_done"]["gerund_not_done"]), purpose=frozenset(t["not_done"]["purpose"]),
        share_terms={w: tuple(r) for w, r in share_terms.items()}, share_adverbs={w: tuple(r) for w, r in adverbs.items()},
        holding=frozenset(t["share"]["holding"]), ground=frozenset(t["share"]["ground"]), area_units=tuple(tuple(p.split()) for p in t["share"]["area_units"]),
        divided=tuple(tuple(p.split()) for p in t["share"]["divided"]), cues=frozenset(cues),
    )  # fmt: skip


_SKIP = frozenset(
    "back over full complete total the a an its their his some several all of strategic key military remaining entire whole only also up completely partial effective firm most once more again fully".split()
)
_ENDS = frozenset(
    """after before when while as since because who which that whom was were is are has have had said says say told by and but with . ; : ) ? ! until where amid following during despite to
    thanks backed then for driving according killing forcing despite last this late early on ,""".split()
)
_RUN_ON = frozenset("in near around outside of at on north south east west inside the del and between along".split())
_DAYS = frozenset(
    "(month) monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december today yesterday".split()
)


class ControlGrammar:
    """The rules of control over one sentence; lives only while it is read."""

    def __init__(self, tk: Tokens, quantities: list[Quantity], words: ControlWords, nouns: NounWords, known_place: Container[str]) -> None:
        self.tk, self.lower, self.n = tk, tk.lower, len(tk)
        if "May" in tk.words:  # the month is no modal
            self.lower = ["(month)" if w == "May" and i > 0 else low for i, (w, low) in enumerate(zip(tk.words, tk.lower, strict=True))]
        self.w, self.nouns, self.known = words, nouns, known_place
        self.quantities = quantities
        self.q_at = {q.start: q for q in quantities}
        self.q_core = {q.core: q for q in quantities}
        self.caps = sum(w.isupper() and len(w) > 1 for w in tk.words) > 0.6 * max(1, sum(w[0].isalpha() and len(w) > 1 for w in tk.words))
        self.taken: list[tuple[int, int]] = []
        self.last_share: int | None = None

    def read(self) -> list[ControlFigure]:
        """Shares first, then changes; nothing is read twice."""
        found = self._shares()
        self.taken = [(f.start, f.end) for f in found]
        used: set[int] = {f.trigger for f in found}
        k = 0
        while k < self.n:
            f = self._change_at(k) if k not in used else None
            if f is not None and not any(a < f.end and f.start < b for a, b in self.taken):
                found.append(f)
                self.taken.append((f.start, f.end))
                k = max(k + 1, f.trigger + 1)
            else:
                k += 1
        found.sort(key=lambda f: f.start)
        return found

    # ---- places ---------------------------------------------------------------------------------

    def _is_name(self, k: int) -> bool:
        """A capitalised word that can name a place: no day, no side, no person's or people's noun."""
        w, low = self.tk.words[k], self.lower[k]
        if not w[0].isalpha():
            return False
        if low in self.known:
            return True
        if self.caps:
            return False
        if not (
            w[0].isupper()
            or (low.startswith(("al-", "el-", "ad-", "as-", "ar-", "an-", "at-", "ash-", "az-")) and len(w) > 3 and w[3:4].isupper())
        ):
            return False
        if low in _DAYS or low in _ENDS or low in self.nouns.people or self._sided(k):
            return False
        return low not in ("mr", "president", "u.s", "u.s.", "us", "un", "the", "i", "he", "she", "it", "they")

    def _sided(self, k: int) -> bool:
        low = self.lower[k]
        bare = low[:-2] if low.endswith("'s") else low.rstrip("'")
        for _, singles, multi, exact in self.nouns.affiliations:
            if bare in singles or self.tk.words[k] in exact:
                return True
            for parts in multi.get(bare, ()):
                if tuple(self.lower[k : k + len(parts)]) == parts:
                    return True
        return False

    def _place_object(self, k: int, *, names: bool = True) -> tuple[int, Quantity | None] | None:
        """(end, quantity) of a place noun phrase that begins at `k`; None where something else stands there.

        The phrase runs over names, place nouns and what joins them ("the town of X", "X and Y", "areas north of X").
        """
        lower, n = self.lower, self.n
        begin = k
        quantity: Quantity | None = None
        end = k
        seen = False
        limit = min(n, k + 14)
        while k < limit:
            w = lower[k]
            if k in self.q_at and self.q_at[k].end > k and not self.q_at[k].article:
                q = self.q_at[k]
                if quantity is None and not seen:
                    quantity = q
                    k = q.end
                    if k < n and lower[k] == "of":
                        k += 1
                    continue
                break
            size, kind, _ = _noun_at(lower, k, self.nouns)
            if kind == PLACE and w not in ("part", "parts") or (w in self.w.ground):
                seen = True
                k += max(size, 1)
                end = k
                continue
            if kind in (PERSON, FAMILY) and not (k + 1 < n and lower[k + 1].endswith("-held")):
                following = _noun_at(lower, k + size, self.nouns)[1] if k + size < n else None
                if not seen and self.tk.words[k][0].isupper() and self._named_noun(k + size):
                    k += size  # "Syrian air base"
                    continue
                if seen and k > 0 and self._is_name(k - 1) and kind == PERSON and lower[k - 1] not in self.known and not any(_noun_at(lower, x, self.nouns)[1] == PLACE for x in range(begin, k)):
                    return None
                if seen and k > 0 and self._is_name(k - 1) and kind == PERSON and not self.tk.words[k][0].isupper():
                    return None  # "left Aleppo rebels on the brink"
                if following == PLACE or (k + size < n and lower[k + size] in self.w.ground):
                    k += size
                    continue
                if not seen and not (k + size < n and self._is_name(k + size) and False):
                    return None
                break
            if (
                w in _ENDS
                and not (w == "and" and seen and k + 1 < n and (self._is_name(k + 1) or _noun_at(lower, k + 1, self.nouns)[1] == PLACE))
                and not (w == "," and seen and k + 1 < n and self._is_name(k + 1))
            ):
                break
            if self._is_name(k) and (names or seen):
                if not seen and not names:
                    return None
                seen = True
                k += 1
                end = k
                continue
            if seen and w not in _RUN_ON:
                break
            if not seen and (
                w.endswith("ing")
                or (
                    w.endswith("ed")
                    and "-" not in w
                    and w not in ("besieged", "so-called", "walled", "fortified", "contested", "disputed", "divided", "occupied")
                )
            ):
                return None
            if not seen and w in (
                "in",
                "on",
                "at",
                "near",
                "from",
                "with",
                "into",
                "against",
                "for",
                "part",
                "place",
                "off",
                "care",
                "advantage",
                "responsibility",
                "refuge",
                "them",
                "him",
                "her",
                "us",
                "me",
            ):
                return None
            k += 1
        if not seen:
            return None
        if quantity is not None and not (quantity.percent or quantity.vague_term or quantity.value is not None):
            quantity = None
        return max(end, begin + 1), quantity

    def _named_noun(self, k: int) -> bool:
        """A place noun stands in the next three words, no other noun before it."""
        for m in range(k, min(self.n, k + 3)):
            kind = _noun_at(self.lower, m, self.nouns)[1]
            if kind == PLACE or self.lower[m] in self.w.ground:
                return True
            if kind is not None or self.lower[m] in _ENDS:
                return False
        return False

    # ---- changes --------------------------------------------------------------------------------

    def _change_at(self, k: int) -> ControlFigure | None:
        w = self.lower[k]
        if w in self.w.control_nouns and (f := self._control_of(k)) is not None:
            return f
        if (w in self.w.noun_of or w in self.w.evacuation_of) and (f := self._noun_change(k)) is not None:
            return f
        if w in self.w.passing:
            f = self._passing(k)
            if f is not None:
                return f
        entry = self.w.verbs.get(w)
        if entry is None:
            return None
        kind, lemma, forms = entry
        if kind in ("sure", "unsure"):
            return self._taking(k, kind, lemma, forms)
        if kind == "fall":
            return self._fall(k)
        if kind == "lose":
            return self._losing(k, lemma, forms)
        if kind == "expel":
            return self._expelling(k, forms)
        return self._withdrawing(k, lemma, forms)

    def _make(
        self, start: int, end: int, trigger: int, rule: str, quantity: Quantity | None = None, **sides: tuple[int, int] | None
    ) -> ControlFigure:
        if quantity is not None and not quantity.percent and not quantity.article:
            return ControlFigure(
                quantity.start,
                end,
                trigger,
                "control_change",
                rule,
                quantity,
                quantity.value,
                quantity.bound,
                quantity.vague_term,
                "places",
                **sides,
            )
        return ControlFigure(start, end, trigger, "control_change", rule, **sides)

    def _done(self, k: int, forms: frozenset[str]) -> bool:
        """Told as an accomplished fact: no plan, no purpose, no negation, no condition."""
        lower = self.lower
        m = k - 1
        while m >= 0 and (lower[m].endswith("ly") or lower[m] in ("also", "then", "now", "since", "already", "later", "again", "and")):
            m -= 1
        before = lower[m] if m >= 0 else ""
        window = lower[max(0, k - 5) : k]
        if GERUND in forms and PAST not in forms:
            if (
                before in self.w.gerund_not_done
                and not (before == "of" and any(x in ("capable", "success") for x in window))
                and before not in ("after", "by", "with")
            ):
                return before in ("of",) and any(x in ("accused", "announced", "succeeded") for x in window)
            return not any(x in self.w.not_done for x in window[-2:])
        if BASE in forms and PAST not in forms and m >= 1 and before not in ("to",) and lower[k - 1] == "and":
            to = next((x for x in range(k - 2, max(0, k - 14), -1) if lower[x] == "to"), None)
            if (
                to is not None
                and to + 1 < k
                and lower[to - 1] not in self.w.achieved
                and (
                    lower[to + 1] in self.w.verbs or lower[to - 1] in ("aiming", "trying", "seeking", "want", "wants", "hoping", "planning")
                )
            ):
                return False
        if BASE in forms and PAST not in forms and before in ("the", "a", "of", "in", "this"):
            return False
        if before == "to":
            return any(x in self.w.achieved for x in lower[max(0, m - 3) : m])
        if any(lower[x : x + 2] in (["not", "say"], ["not", "confirm"], ["no", "confirmation"]) for x in range(max(0, k - 9), k)):
            return False
        if any(x in self.w.not_done for x in window[-3:]):
            return False
        return True

    def _taking(self, k: int, kind: str, lemma: str, forms: frozenset[str]) -> ControlFigure | None:
        lower, n = self.lower, self.n
        if (
            lemma in self.w.achievement
            and not any(x in self.w.achieved for x in lower[max(0, k - 5) : k])
            and not (
                PAST in forms
                and lemma in ("secure", "clear", "free", "cleanse", "win", "gain", "occupy")
                and k + 1 < n
                and self._named_at(k + 1)
            )
        ):
            return None
        if lemma == "control" and lower[k - 1 : k] != ["to"]:
            return None
        before = next((q for q in self.quantities if q.end == k and not q.article and not q.percent), None)
        if before is not None and PARTICIPLE in forms and kind == "sure" and k + 1 < n and _noun_at(lower, k + 1, self.nouns)[1] == PLACE:
            return self._make(before.start, k + 2, k, "control_counted", before)  # "12 recaptured districts"
        if lemma == "take" and lower[k + 1 : k + 2] in (["out"], ["away"], ["to"], ["part"], ["place"]):
            return None
        passive = self._passive(k)
        if passive is not None or (PARTICIPLE in forms and (self._reduced_passive(k) or (kind == "sure" and self._headline_passive(k)))):
            if kind == "unsure" and lemma not in ("recover", "take", "free", "secure", "clear"):
                return None
            subject = self._place_before(passive if passive is not None else k)
            if subject is None or not self._done(k, forms):
                return None
            start, q = subject
            if lemma in ("take", "clear", "free", "secure", "recover") and lower[k + 1 : k + 2] not in (
                ["by"],
                ["from"],
                ["over"],
                ["back"],
                ["in"],
                ["on"],
                ["last"],
                [","],
                ["."],
                [],
            ):
                return None
            return self._make(start, k + 1, k, "control_passive", q, holder=self._agent(k + 1))
        if not self._done(k, forms):
            return None
        m = k + 1
        while m < n and lower[m] in _SKIP and m not in self.q_at:
            if lower[m] in self.w.control_nouns:
                return None
            m += 1
        if m < n and lower[m] in self.w.control_nouns:
            return None  # "seized control of": read at "control"
        if (
            m < n
            and lower[m] == "it"
            and kind == "sure"
            and (m + 1 >= n or lower[m + 1] in ("from", "after", "on", "in", ".", ",", "last"))
            and self._place_mentioned(k)
        ):
            return self._make(k, m + 1, k, "control_taken", None, holder=self._force_before(k), previous=self._from_whom(m + 1))
        obj = self._place_object(m, names=True)
        if obj is None:
            return self._relative_object(k, kind, forms)
        end, q = obj
        if (
            kind == "unsure"
            and not self._place_like(m, end)
            and not (
                lemma == "take"
                and self._named_only(m, end)
                and (self._from_whom(end) or self._force_just_before(k))
                and lower[end : end + 1] not in (["hostage"], ["prisoner"])
            )
        ):
            return None
        if lemma == "take" and lower[end : end + 1] == ["to"] or (lemma == "take" and lower[m] in ("place", "part", "to")):
            return None
        start = k
        previous = self._from_whom(end)
        return self._make(start, end, k, "control_taken", q, holder=self._force_before(k), previous=previous)

    def _place_mentioned(self, k: int) -> bool:
        return any(_noun_at(self.lower, m, self.nouns)[1] == PLACE or self._is_name(m) for m in range(max(0, k - 14), k))

    def _force_just_before(self, k: int) -> bool:
        m = k - 1
        while m >= 0 and (self.lower[m] in ("also", "have", "has", "had", "then") or self.lower[m].endswith("ly")):
            m -= 1
        return m >= 0 and (
            self._sided(m)
            or self.nouns.people.get(self.lower[m], "").startswith("fighters")
            or self.lower[m] in ("forces", "army", "troops")
        )

    def _named_at(self, k: int) -> bool:
        return any(self._is_name(m) or _noun_at(self.lower, m, self.nouns)[1] == PLACE for m in range(k, min(self.n, k + 4)))

    def _place_like(self, start: int, end: int) -> bool:
        """A place noun, or a name the gazetteer knows, stands in the phrase."""
        return any(
            _noun_at(self.lower, m, self.nouns)[1] == PLACE or self.lower[m] in self.w.ground or self.lower[m] in self.known
            for m in range(start, end)
        )

    def _relative_object(self, k: int, kind: str, forms: frozenset[str]) -> ControlFigure | None:
        """ "Kobane, which Kurdish forces recaptured in January": the place stands before "which"."""
        if not forms & {PAST, PARTICIPLE} or kind not in ("sure", "lose") or not self._done(k, forms):
            return None
        for m in range(k - 1, max(-1, k - 8), -1):
            if self.lower[m] in ("which", "that"):
                subject = self._place_before(m)
                if subject is not None:
                    return self._make(subject[0], k + 1, k, "control_relative", None, holder=self._force_before(k))
                return None
            if self.lower[m] in (".", ";", "and", "said"):
                return None
        return None

    def _passive(self, k: int) -> int | None:
        m = k - 1
        while m >= 0 and (
            self.lower[m].endswith("ly")
            or self.lower[m] in ("also", "later", "been", "being", "then", "since", "now", "already", "subsequently")
        ):
            if self.lower[m] in ("been", "being"):
                m -= 1
                while m >= 0 and (
                    self.lower[m] in ("has", "have", "had", "is", "are", "was", "were", "also") or self.lower[m].endswith("ly")
                ):
                    m -= 1
                return m + 1
            m -= 1
        if m >= 0 and self.lower[m] in ("was", "were", "is", "are", "got"):
            return m
        return None

    def _headline_passive(self, k: int) -> bool:
        """ "Eastern Aleppo retaken, general says": a headline's passive without its verb."""
        if k + 1 < self.n and self.lower[k + 1] not in (",", ":", ".", "by", "after", "from", "-", "\u2013"):
            return False
        return (
            k <= 6
            and not any(w in ("the", "a", "an") for w in self.lower[:k])
            and self._place_before(k) is not None
            and self._place_before(k)[0] == 0
        )  # type: ignore[index]

    def _reduced_passive(self, k: int) -> bool:
        """ "the town captured by rebels": the participle follows its noun and "by" follows it."""
        return (
            k > 0 and self.lower[k + 1 : k + 2] == ["by"] and (self._is_name(k - 1) or _noun_at(self.lower, k - 1, self.nouns)[1] == PLACE)
        )

    def _place_before(self, k: int) -> tuple[int, Quantity | None] | None:
        """(start, quantity) of a place noun phrase that ends just before `k` (over a comma or "which")."""
        m = k - 1
        lower = self.lower
        while m >= 0 and lower[m] in (",", "which", "that", "also", "now", '"', "\u201d", "-", "\u2013"):
            m -= 1
        stop = max(-1, m - 12)
        start: int | None = None
        place = False
        while m > stop:
            w = lower[m]
            kind = _noun_at(lower, m, self.nouns)[1]
            counted = next((q for q in self.quantities if q.end - 1 == m and not q.article), None)
            if counted is not None and place:
                return counted.start, counted
            if kind == PLACE or w in self.w.ground or self._is_name(m):
                place = True
                start = m
            elif (
                w
                in (
                    "of",
                    "and",
                    "the",
                    "a",
                    "an",
                    "in",
                    "its",
                    "their",
                    "near",
                    "border",
                    "key",
                    "strategic",
                    "northern",
                    "southern",
                    "eastern",
                    "western",
                    "central",
                    "military",
                    "rebel-held",
                    "government-held",
                    "nearby",
                    "last",
                    "last_",
                    "district",
                    "town",
                    "city",
                    "al",
                    "el",
                )
                or "-" in w
                or w.endswith(("ern", "est"))
            ):
                if place and w in ("in",) and not self._is_name(m + 1):
                    break
                start = m if place else start
            elif m in {q.end - 1 for q in self.quantities}:
                q = next(q for q in self.quantities if q.end - 1 == m)
                if place and not q.article:
                    return q.start, q
                start = m
            elif kind in (PERSON,) or w in _ENDS or not place or self._sided(m):
                break
            elif w[0].isdigit() or self.tk.words[m][0].isupper():
                start = m
            else:
                break
            m -= 1
        if not place or start is None:
            return None
        while start < k and lower[start] in ("of", "and", "in", "near"):
            start += 1
        return start, None

    def _agent(self, k: int) -> tuple[int, int] | None:
        return self._force_after(k + 1) if self.lower[k : k + 1] == ["by"] else None

    def _force_after(self, k: int) -> tuple[int, int] | None:
        end = k
        hit = False
        while end < min(self.n, k + 8):
            kind = _noun_at(self.lower, end, self.nouns)[1]
            if (
                self._sided(end)
                or kind == PERSON
                or self.lower[end] in ("forces", "troops", "group", "groups", "alliance", "army", "militia", "fighters")
            ):
                hit = True
            elif self.lower[end] in ("in", "on", "after", "and", ",", ".", "from", "who", "which", "by", "at", "near", "last", "to"):
                break
            end += 1
        return (k, end) if hit else None

    def _from_whom(self, k: int) -> tuple[int, int] | None:
        for m in range(k, min(self.n, k + 6)):
            if self.lower[m] == "from":
                return self._force_after(m + 1)
        return None

    def _force_before(self, k: int) -> tuple[int, int] | None:
        """The nearest force named before `k` in the clause."""
        end: int | None = None
        for m in range(k - 1, max(-1, k - 22), -1):
            kind = _noun_at(self.lower, m, self.nouns)[1]
            force = (
                self._sided(m)
                or (
                    kind == PERSON
                    and self.lower[m]
                    in (
                        "forces",
                        "troops",
                        "soldiers",
                        "fighters",
                        "rebels",
                        "militants",
                        "insurgents",
                        "army",
                        "militia",
                        "jihadists",
                        "police",
                        "extremists",
                    )
                )
                or self.lower[m] in ("forces", "army", "alliance")
            )
            if force:
                end = end or m + 1
            elif end is not None:
                if self.lower[m] in ("the", "a") or self.tk.words[m][0].isupper() or "-" in self.lower[m]:
                    return (m if self.tk.words[m][0].isupper() or "-" in self.lower[m] else m + 1, end) if m + 1 < end or True else None
                return m + 1, end
            elif self.lower[m] in (".", ";", "that", "after", "when"):
                return None
        return (max(0, k - 22), end) if end is not None and end < 4 else ((0, end) if end is not None else None)

    def _fall(self, k: int) -> ControlFigure | None:
        """ "X fell to the rebels", "the base has fallen from army control"; not shells, prices or people."""
        lower = self.lower
        m = k
        while m > 0 and (
            lower[m - 1] in ("has", "have", "had", "also", "then", "was", "finally", "quickly") or lower[m - 1].endswith("ly")
        ):
            m -= 1
        if lower[k] == "fall" and m > 0 and lower[m - 1] in ("the", "to", "a", "will", "of", "this", "last"):
            return None
        if any(x in self.w.not_done for x in lower[max(0, m - 3) : k]):
            return None
        nxt = lower[k + 1] if k + 1 < self.n else "."
        if nxt not in (
            "to",
            "into",
            "from",
            "under",
            ".",
            ",",
            "on",
            "in",
            "last",
            "after",
            "back",
            "earlier",
            "this",
            "and",
            "when",
            "as",
            "late",
            "at",
            "before",
            "during",
            "within",
            "the",
            "said",
        ):
            return None
        if nxt in ("to",) and lower[k + 2 : k + 3] and (lower[k + 2][0].isdigit() or k + 2 in self.q_at):
            return None
        if nxt in ("on", "in", "at", "near") and not (
            self.tk.words[k - 1][0].isupper() or lower[k - 1] in ("which", "that", "city", "town", "village", "base", "airport", "had", "has")
        ):
            return None
        if nxt == "on" and k + 2 < self.n and lower[k + 2] not in _DAYS:
            return None
        subject = self._place_before(m)
        if subject is None:
            return None
        return self._make(subject[0], k + 1, k, "control_fell", subject[1], holder=self._force_after(k + 2) if nxt == "to" else None)

    def _losing(self, k: int, lemma: str, forms: frozenset[str]) -> ControlFigure | None:
        if not self._done(k, forms):
            return None
        lower = self.lower
        m = k + 1
        while m < self.n and lower[m] in _SKIP and m not in self.q_at:
            m += 1
        if m < self.n and lower[m] in self.w.control_nouns:
            return None
        obj = self._place_object(m)
        named = obj is not None and self._named_only(m, obj[0]) and (obj[0] >= self.n or lower[obj[0]] in ("to", ",", ".", "in", "last", "on", "after"))
        if obj is None or not (self._place_like(m, obj[0]) or named):
            # "the areas the government lost"
            if PAST in forms and k > 1:
                for x in range(k - 1, max(0, k - 3), -1):
                    if self._sided(x) and lower[x - 1] == "the":
                        subject = self._place_before(x - 1)
                        if subject is not None:
                            return self._make(subject[0], k + 1, k, "control_lost", subject[1], previous=(x, k))
            return None
        return self._make(k, obj[0], k, "control_lost", obj[1], previous=self._force_before(k))

    def _expelling(self, k: int, forms: frozenset[str]) -> ControlFigure | None:
        """ "drove the rebels from X", "was expelled by the army from X"."""
        if not self._done(k, forms) or self.lower[k] in ("forces", "drives", "force"):
            return None
        lower = self.lower
        forced = False
        for m in range(k + 1, min(self.n, k + 14)):
            w = lower[m]
            if (
                self._sided(m)
                or w
                in (
                    "group",
                    "them",
                    "forces",
                    "militants",
                    "jihadists",
                    "extremists",
                    "fighters",
                    "insurgents",
                    "rebels",
                    "troops",
                    "militias",
                )
                or _noun_at(lower, m, self.nouns)[1] == PERSON
                and w not in ("people", "civilians", "residents", "families", "villagers")
            ):
                forced = True
            for link in self.w.expel_links:
                if tuple(lower[m : m + len(link)]) == link:
                    passive = self._passive(k) is not None
                    if not (forced or passive):
                        return None
                    if passive and not forced and self._civil_subject(k):
                        return None
                    obj = self._place_object(m + len(link))
                    if obj is None or (
                        lower[m + len(link)] in ("their", "his", "her") and lower[m + len(link) + 1 : m + len(link) + 2] == ["homes"]
                    ):
                        return None
                    return self._make(
                        k,
                        obj[0],
                        k,
                        "control_expelled",
                        obj[1] if obj[1] and not obj[1].percent else None,
                        previous=self._force_after(k + 1),
                        holder=self._force_before(k),
                    )
            if w in (".", ";", "to", "that", "who", "which", "after", "when", "while", "and"):
                return None
        return None

    def _civil_subject(self, k: int) -> bool:
        for m in range(k - 1, max(-1, k - 10), -1):
            kind = _noun_at(self.lower, m, self.nouns)[1]
            if kind in (PERSON, FAMILY):
                return not self._sided(m) and self.lower[m] in (
                    "people",
                    "civilians",
                    "residents",
                    "families",
                    "villagers",
                    "inhabitants",
                    "population",
                    "family",
                )
            if m in self.q_at:
                return True
        return False

    def _withdrawing(self, k: int, lemma: str, forms: frozenset[str]) -> ControlFigure | None:
        if not self._done(k, forms):
            return None
        lower = self.lower
        if PARTICIPLE in forms and self._passive(k) is not None:
            # "Daraya which was evacuated by opposition forces", "was surrendered to"
            if lemma not in ("evacuate", "surrender", "abandon", "vacate", "hand", "cede"):
                return None
            nxt = lower[k + 1 : k + 3]
            subject = self._place_before(self._passive(k) or k)
            if subject is None or nxt[:1] not in (["by"], ["to"], ["over"]):
                return None
            if nxt[:1] == ["by"] and self._force_after(k + 2) is None:
                return None
            return self._make(subject[0], k + 1, k, "control_given_up", subject[1])
        for phrase in self.w.before.get(lemma, ()):
            if tuple(lower[k + 1 : k + 1 + len(phrase)]) != phrase:
                continue
            m = k + 1 + len(phrase)
            while m < self.n and lower[m] in ("the", "its", "their", "all", "last") and m not in self.q_at:
                m += 1
            obj = self._place_object(m)
            if obj is None or self._left_in_state(obj[0]):
                return None
            if (
                lemma == "leave"
                and not any(self._is_name(x) for x in range(m, obj[0]))
                and not any(x in ("base", "positions", "town", "city", "airport", "village", "headquarters") for x in lower[m : obj[0]])
            ):
                return None
            if not phrase and not self._place_like(m, obj[0]) and not self._named_only(m, obj[0]):
                return None
            if lemma in self.w.force_subject and not self._force_subject(k):
                return None
            if (
                lemma == "give"
                and not any(lower[x] in ("to",) for x in range(obj[0], min(self.n, obj[0] + 3)))
                and not self._place_like(m, obj[0])
            ):
                return None
            return self._make(
                k, obj[0], k, "control_given_up", obj[1] if obj[1] and not obj[1].percent else None, previous=self._force_before(k)
            )
        return None

    def _left_in_state(self, k: int) -> bool:
        """ "left the city undefended", "left the town in ruins"."""
        return k < self.n and (
            self.lower[k].startswith("un")
            or self.lower[k] in ("without", "exposed", "open", "vulnerable", "isolated", "cut", "in_ruins", "empty", "devastated")
            or self.lower[k : k + 2] in (["in", "ruins"], ["in", "control"], ["in", "the"])
        )

    def _named_only(self, start: int, end: int) -> bool:
        return all(self._is_name(m) or self.lower[m] in _RUN_ON for m in range(start, end))

    def _force_subject(self, k: int) -> bool:
        """The subject of the verb at `k` is a force: a side or fighters named before it, no civilians nearer."""
        for m in range(k - 1, max(-1, k - 14), -1):
            if m in self.q_core and not self.q_core[m].article:
                return False
            w = self.lower[m]
            kind = _noun_at(self.lower, m, self.nouns)[1]
            if w in ("people", "civilians", "residents", "families", "families", "convoy", "buses", "women", "children", "evacuees"):
                return False
            if (
                self._sided(m)
                or w
                in (
                    "forces",
                    "army",
                    "troops",
                    "group",
                    "militants",
                    "jihadists",
                    "rebels",
                    "insurgents",
                    "fighters",
                    "extremists",
                    "soldiers",
                    "regime",
                    "alliance",
                    "militia",
                )
                or (kind == PERSON and self.nouns.people.get(w, "").startswith("fighters") and w not in ("pilot", "pilots"))
            ):
                return not any(
                    q.end <= m <= q.end + 3 and not q.article and not any(x in _ENDS for x in self.lower[q.end : m])
                    for q in self.quantities
                )
            if w in (".", ";"):
                return False
        return False

    def _control_of(self, k: int) -> ControlFigure | None:
        """ "took full control of X", "lost control over Y"."""
        lower = self.lower
        v = k - 1
        while v >= 0 and lower[v] in (
            "full",
            "complete",
            "total",
            "of",
            "over",
            "the",
            "overall",
            "effective",
            "firm",
            "partial",
            "back",
            "of_",
            "almost",
            "near-total",
            "territorial",
        ):
            v -= 1
        if v < 0 or lower[v] not in self.w.control_verbs or lower[k + 1 : k + 2] not in (["of"], ["over"], ["in"]):
            return None
        if lower[v] in ("has", "had"):
            return None
        entry = self.w.verbs.get(lower[v])
        forms = entry[2] if entry else frozenset((GERUND,)) if lower[v].endswith("ing") else frozenset((PAST,))
        if not self._done(v, forms):
            return None
        m = k + 2
        over = self.q_at.get(k + 1)
        if over is not None and over.core > k + 1:
            # "control over five towns": "over" belongs to "control"
            self.q_at[over.core] = replace(over, start=over.core, bound="exact")
        obj = self._place_object(m)
        if obj is None:
            return None
        q = obj[1] if obj[1] is not None and not obj[1].percent else None
        return self._make(v, obj[0], k, "control_of", q, holder=self._force_before(v), previous=self._from_whom(obj[0]))

    def _noun_change(self, k: int) -> ControlFigure | None:
        """ "the capture of X", "X's recapture", "its fall"; not "the loss of 20 men", not a plan."""
        lower = self.lower
        w = lower[k]
        window = lower[max(0, k - 6) : k]
        if any(x in self.w.not_done or x in self.w.purpose for x in window if x not in ("to", "can")) or (window and window[-1] in ("to",)):
            return None
        if k > 0 and (window[-1] in ("imminent", "possible", "impending") or any(x in ("for", "toward", "towards") for x in window[-3:])):
            return None
        if w in ("withdrawal", "retreat", "pullout", "pull-out", "expulsion") and lower[k + 1 : k + 2] == ["from"]:
            obj = self._place_object(k + 2)
            return (
                None
                if obj is None or not (self._place_like(k + 2, obj[0]) or self._named_only(k + 2, obj[0]))
                else self._make(k, obj[0], k, "control_noun", None, previous=self._force_before(k))
            )
        if lower[k + 1 : k + 2] == ["of"]:
            if w == "fall" and self.tk.words[k] == "Fall" and k > 0 and False:
                return None
            m = k + 2
            obj = self._place_object(m)
            if obj is not None and obj[0] < self.n and lower[obj[0]] in ("would", "could", "will", "may", "might"):
                return None
            if (
                obj is None
                or not (self._place_like(m, obj[0]) or w not in ("loss", "recovery", "taking"))
                and not self._named_only(m, obj[0])
            ):
                return None
            if w in self.w.evacuation_of and not (
                obj is not None
                and any(
                    x in ("airport", "base", "airbase", "post", "positions", "position", "headquarters", "garrison", "barracks")
                    for x in lower[m : obj[0]]
                )
            ):
                return None
            if obj[1] is not None and obj[1].percent:
                return None
            start = k
            while start > 0 and lower[start - 1] in ("the", "a", "recent", "its", "successful"):
                start -= 1
            return self._make(start, obj[0], k, "control_noun", obj[1])
        if w in self.w.noun_possessed and k > 0:
            owner = lower[k - 1]
            if owner in ("its", "their") and k > 1:
                if any(x in ("since", "after", "following", "before", "with") for x in lower[max(0, k - 3) : k]) or lower[
                    k + 1 : k + 2
                ] in (["by"], ["in"], ["last"], ["on"], ["from"]):
                    return self._make(k - 1, k + 1, k, "control_noun", None)
                return None
            possessive = (
                owner.endswith(("'s", "s'"))
                or (owner.endswith("s") and owner[:-1] in self.nouns.places)
                or (owner.endswith("s") and owner[:-1] in self.known)
            )
            if possessive:
                m = k - 1
                bare = owner[:-2] if owner.endswith("'s") else owner.rstrip("'s")
                if bare in self.nouns.places or bare in self.known or (self.tk.words[m][0].isupper() and not self._sided(m)):
                    start = m - 1 if m > 0 and lower[m - 1] in ("the", "a") else m
                    return self._make(start, k + 1, k, "control_noun", None)
        return None

    def _passing(self, k: int) -> ControlFigure | None:
        lower = self.lower
        for phrase in self.w.passing[lower[k]]:
            if tuple(lower[k : k + len(phrase)]) != phrase:
                continue
            end = k + len(phrase)
            if (
                phrase[-1] not in self.w.must_follow
                and not any(x in self.w.must_follow for x in lower[end : end + 6])
                and phrase != ("changed", "hands")
            ):
                continue
            if any(x in self.w.not_done for x in lower[max(0, k - 3) : k]):
                return None
            m = k
            while m > 0 and lower[m - 1] in ("has", "have", "had", "was", "were", "been", "also", "again", "recently", "be"):
                m -= 1
            subject = self._place_before(m)
            if subject is None:
                return None
            return self._make(subject[0], end, k, "control_passed", subject[1])
        return None

    # ---- shares ---------------------------------------------------------------------------------

    def _shares(self) -> list[ControlFigure]:
        found: list[ControlFigure] = []
        self.last_share = None
        if not self.w.holding.isdisjoint(self.lower) or "out" in self.lower or "under" in self.lower:
            k = 0
            while k < self.n:
                f = self._term_at(k) or self._adverb_at(k)
                if f is not None and not any(a.start < f.end and f.start < a.end for a in found):
                    found.append(f)
                    self.last_share = f.trigger
                    k = f.end
                else:
                    k += 1
        for q in self.quantities:
            f = self._area(q) or (self._percent(q) if q.percent else None)
            if f is not None and not any(a.start < f.end and f.start < a.end for a in found):
                found.append(f)
        for k, w in enumerate(self.lower):
            if w in ("divided", "split", "cut"):
                m = k + 1
                while m < self.n and self.lower[m] in ("roughly", "almost", "about", "nearly", "more", "or", "less", "largely"):
                    m += 1
                for phrase in self.w.divided:
                    if phrase[0] == w and tuple(self.lower[m : m + len(phrase) - 1]) == phrase[1:]:
                        if any(w in self.w.ground or self._is_name(x) for x, w in enumerate(self.lower[:k])):
                            found.append(
                                ControlFigure(
                                    k,
                                    m + len(phrase) - 1,
                                    k,
                                    "control_share",
                                    "share_divided",
                                    None,
                                    50.0,
                                    "approx" if m > k + 1 else "exact",
                                    None,
                                    "percent",
                                )
                            )
                        break
        return found

    def _holding_near(self, start: int, end: int) -> int | None:
        """The word of holding, taking or losing that the share belongs to: before it, or after its noun phrase."""
        lower = self.lower
        for m in range(start - 1, max(-1, start - 10), -1):
            w = lower[m]
            if w in (".", ";", "that", "said", "which") and not (w == "which" and False):
                break
            if w in self.w.verbs and self.w.verbs[w][0] in ("sure", "lose") and self._done(m, self.w.verbs[w][2]):
                return m
            if (w in ("has", "have", "had") and start - m <= 3) or w == "share" or (w == "left" and lower[m + 1] == "with"):
                return m
            if w in self.w.holding and w not in ("hold_",):
                if w == "territory":
                    continue
                if any(x in self.w.not_done for x in lower[max(0, m - 2) : m]):
                    return None
                return m
        for m in range(end, min(self.n, end + 16)):
            w = lower[m]
            if w in (".", ";", "while", "when", "after"):
                break
            if w in (
                "held",
                "controlled",
                "hands",
                "control",
                "captured",
                "seized",
                "lost",
                "recaptured",
                "retaken",
                "taken",
                "occupied",
                "ruled",
                "liberated",
                "dominated",
                "overrun",
                "fallen",
                "recovered",
                "hold",
                "controls",
                "rule",
                "cleared",
            ):
                return m
        return None

    def _ground_after(self, k: int) -> int | None:
        """The end of a noun phrase of ground at `k` ("of the territory", "the province", a name)."""
        lower = self.lower
        if k < self.n and lower[k] == "of":
            k += 1
        m = k
        end: int | None = None
        while m < min(self.n, k + 9):
            w = lower[m]
            kind = _noun_at(lower, m, self.nouns)[1]
            if w in self.w.ground or kind == PLACE or self._is_name(m):
                m += 1
                end = m
                continue
            if kind in (PERSON, FAMILY):
                nxt = lower[m + 1] if m + 1 < self.n else ""
                if end is None and m + 1 < self.n and self._is_name(m + 1):
                    m += 1
                    continue
                if (
                    self.tk.words[m][0].isupper() or nxt in self.w.ground or _noun_at(lower, m + 1, self.nouns)[1] == PLACE
                ) and end is None:
                    m += 1
                    continue
                return None if end == m and w in ("population", "people", "residents", "inhabitants") else end
            if end is not None and w not in ("of", "and", "'s", "in", "the"):
                break
            if w in _ENDS and w not in ("and",) or w in (",",):
                break
            if w in ("and",) and end is not None and m + 1 < self.n and not (self._is_name(m + 1) or lower[m + 1] in self.w.ground):
                break
            m += 1
        return end

    def _percent(self, q: Quantity) -> ControlFigure | None:
        end = self._ground_after(q.end)
        if end is None:
            # "now holds 40 percent", "reached 98 percent of it"
            m = self._holding_near(q.start, q.end)
            if m is None or not (q.end >= self.n or self.lower[q.end] in (".", ",", "of", "in", "after", "and", ")", "by", "since", "today", "now", "from")) or m > q.start:
                return None
            if not any(w in self.w.ground or self._is_name(x) for x, w in enumerate(self.lower)):
                return None
            if any(
                _noun_at(self.lower, x, self.nouns)[1] == PERSON
                and self.lower[x] not in ("forces", "rebels", "army", "troops", "militants", "militia")
                for x in range(q.end, min(self.n, q.end + 3))
            ):
                return None
            end = q.end
            return ControlFigure(
                q.start, end, m, "control_share", "share_percent", q, q.value, q.bound, None, "percent", holder=self._force_before(m)
            )
        m = self._holding_near(q.start, end)
        if m is None and self.last_share is not None and self.lower[q.start - 1 : q.start] in (["as"], ["and"], [","]):
            m = self.last_share  # "control almost all of A as well as half of B"
        if m is None:
            return None
        return ControlFigure(
            q.start,
            end,
            m,
            "control_share",
            "share_percent",
            q,
            q.value,
            q.bound,
            None,
            "percent",
            holder=self._force_before(m) if m < q.start else self._force_after(m + 1),
            denominator=(min(q.end + (self.lower[q.end] == "of"), end), end),
        )

    def _area(self, q: Quantity) -> ControlFigure | None:
        for unit in self.w.area_units:
            if tuple(self.lower[q.end : q.end + len(unit)]) == unit:
                end = q.end + len(unit)
                m = self._holding_near(q.start, end)
                if m is None:
                    return None
                value, high = q.value, q.value_high
                if "mile" in unit[-1]:
                    value = None if value is None else round(value * 2.589988, 1)
                    high = None if high is None else round(high * 2.589988, 1)
                return ControlFigure(
                    q.start,
                    end,
                    m,
                    "control_share",
                    "share_area",
                    replace(q, value=value, value_high=high),
                    value,
                    q.bound,
                    q.vague_term,
                    "km2",
                    holder=self._force_before(m),
                )
        return None

    def _term_at(self, k: int) -> ControlFigure | None:
        for words, term in self.w.share_terms.get(self.lower[k], ()):
            if tuple(self.lower[k : k + len(words)]) != words:
                continue
            end = k + len(words)
            if (
                words[-1] in ("most", "much", "all", "majority", "bulk")
                and self.lower[end : end + 1] != ["of"]
                and not (words[-1] == "all" and self.lower[end : end + 1] in (["the"], ["of"]))
            ):
                return None
            if term == "parts" and (k == 0 or self.lower[k - 1] in ("large", "the", "some", "many", "all", "other", "most")):
                return None
            if term == "parts":
                return None
            ground = self._ground_after(end)
            if ground is None:
                if words[-1] not in ("areas", "swathes", "swaths", "tracts", "expanses", "stretches"):
                    return None
                ground = end
            m = self._holding_near(k, ground)
            if m is None:
                if self.lower[ground : ground + 3] in (["is", "out", "of"], ["are", "out", "of"]):
                    m = ground
                elif any(
                    x in ("drove", "drive", "driven", "pushed", "ousted", "expelled", "cleared", "swept")
                    for x in self.lower[max(0, k - 9) : k]
                ):
                    m = k
                else:
                    return None
            if m < k and self.lower[m] in ("hold",) and self.lower[m - 1 : m] == ["to"]:
                return None
            denominator = (min(end + (self.lower[end : end + 1] == ["of"]), ground), ground) if ground > end else None
            if term == "100":
                return ControlFigure(
                    k,
                    ground,
                    m,
                    "control_share",
                    "share_whole",
                    None,
                    100.0,
                    "approx",
                    None,
                    "percent",
                    denominator=denominator,
                    holder=self._force_before(m) if m < k else self._force_after(m + 1),
                )
            return ControlFigure(
                k,
                ground,
                m,
                "control_share",
                "share_term",
                None,
                None,
                "vague",
                term,
                "percent",
                denominator=denominator,
                holder=self._force_before(m) if m < k else self._force_after(m + 1),
            )
        return None

    def _adverb_at(self, k: int) -> ControlFigure | None:
        for words, term in self.w.share_adverbs.get(self.lower[k], ()):
            if tuple(self.lower[k : k + len(words)]) != words:
                continue
            end = k + len(words)
            for m in range(end, min(self.n, end + 5)):
                w = self.lower[m]
                if w in ("held", "controlled", "hands", "control", "occupied", "ruled", "dominated"):
                    if w == "control" and self.lower[m - 1 : m] not in (
                        ["under"],
                        ["the"],
                        ["government"],
                        ["rebel"],
                        ["in"],
                        ["army"],
                        ["kurdish"],
                        ["regime"],
                    ):
                        break
                    stop = m + 1
                    if term == "100":
                        return ControlFigure(
                            k,
                            stop,
                            m,
                            "control_share",
                            "share_adverb",
                            None,
                            100.0,
                            "approx",
                            None,
                            "percent",
                            holder=self._force_after(m + 2),
                        )
                    if w == "controlled" and self.lower[m + 1 : m + 2] != ["by"]:
                        break
                    return ControlFigure(
                        k, stop, m, "control_share", "share_adverb", None, None, "vague", term, "percent", holder=self._force_after(m + 2)
                    )
                if w not in ("in", "the", "under", "been", "are", "is", "be"):
                    break
            return None
        return None
