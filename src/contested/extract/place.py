"""Where: gives each figure of a document the place of what it counts.

In: a document's sentences and its figures. Out: one `Location` a figure, with the name of the rule that found it.

The most specific place in the figure's own sentence wins, the one nearest in the same clause where there are several.
Where the sentence names none, or only a country, the place is that of the same event elsewhere in the document: of the
figure it is part of, of the sentences before, of the same number in the body. Nothing is invented: a figure that the
document ties to no place has none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

from contested.extract.gazetteer import Gazetteer, Place, gazetteer
from contested.extract.place_groups import ROLE, Group, alone, level_of, lineage, single
from contested.extract.place_mentions import PlaceMention, find_places, half_of, is_place_name, name_after_verb
from contested.extract.place_scenes import Scenes
from contested.extract.place_scope import opens_account
from contested.extract.place_totals import Totals
from contested.extract.place_words import Words
from contested.lexicon import Lexicon
from contested.model import Figure, Location
from contested.text import TextView, Tokens

__all__ = ["PlaceMention", "find_places", "gazetteer", "is_place_name", "locate"]

_NOT_LETTERS = re.compile(r"[\W_]+")
_TAKEN = frozenset(("abducted", "detained"))
_LEAVING = frozenset(("displaced", "evacuated"))
# Nouns that name a side of a city when a compass word stands before them: "the eastern districts".
_SIDED_NOUNS = frozenset(("district", "neighbourhood", "neighborhood", "area", "suburb", "enclave"))
_DETERMINERS = frozenset(("the", "this", "a", "an", "two", "three", "both"))
# Roles that make a place the place of those counted, whatever happened to them; and those that do by what happened to them.
_HERE = ("event", "bare", "local")
_WANTED = {
    "displaced": ("origin", "destination"), "evacuated": ("origin",), "missing": ("origin",), "abducted": ("origin",),
    "detained": ("origin",), "returned": ("destination",),
}  # fmt: skip
# "the area" points at whatever place was last spoken of.
_VAGUE_NOUNS = frozenset(("area", "region", "territory"))
# Of places equally near, the more specific.
_FINE = {"country": 0.0, "region": 0.0, "province": 0.5, "area": 1.0, "district": 2.5, "site": 2.5}
# How far the place of an event is looked for, in sentences, after a figure that opens the text.
_LOOK_AHEAD = 8
# So many characters of a table row may stand before a figure; so far back, in sentences, the place is looked for whose province is meant.
_ROW = 400
_FAR = 30
# "The city" is a city rather than a town, where one was named so few sentences before.
_NEAR = 4
# From so many people of a country on, a number without a place is one of the country.
_PEOPLE = 500
_CONTROL = frozenset(("control_change", "control_share"))


@dataclass(slots=True)
class _Found:
    group: Group | None
    rule: str
    level: int = 2


def locate(view: TextView, figures: Sequence[Figure], lexicon: Lexicon) -> list[Location]:
    """The place of each figure, parallel to `figures`.

    Parameters
    ----------
    view : TextView
        The document.
    figures : sequence of Figure
        Its figures in the order of the text; ``part_of`` links are followed.
    lexicon : Lexicon
        With the `places` table.

    Returns
    -------
    list of Location
        ``rule`` says how the place was found: ``control_object``, ``in_sentence``, ``part_of_figure``, ``whole_country``,
        ``whole_world`` (no place), ``anaphor``, ``part_of_city``, ``same_figure``, ``headline_from_body``, ``carried_over``,
        ``item_label``, ``looked_ahead``, ``document_place``, ``part_of_country``, or ``none``.
    """
    return _Locator(view, figures, lexicon).run() if figures else []


# So far, in sentences or figures, a place is looked for around a figure: longer than any account in a news text, and
# short enough to keep the time linear in the length of the text.
_REACH = 100


class _Locator:
    def __init__(self, view: TextView, figures: Sequence[Figure], lexicon: Lexicon) -> None:
        self.view = view
        self.figures = figures
        self.lexicon = lexicon
        self.scenes = Scenes(view, lexicon)
        self.totals = Totals(self.scenes)
        self.gaz: Gazetteer = self.scenes.gaz
        self.w: Words = self.scenes.w
        self.by_sentence: dict[int, list[int]] = {}
        for i, figure in enumerate(figures):
            self.by_sentence.setdefault(figure.sentence, []).append(i)
        self.found: list[_Found | None] = [None] * len(figures)
        self.weak: list[_Found | None] = [None] * len(figures)
        self._breaks: dict[int, list[int]] = {}
        self.unnamed: set[int] = set()  # control figures that name a province and leave the town open
        self.body = self._body_start()
        self.tabular = "|" in view.text

    def run(self) -> list[Location]:
        for i in range(len(self.figures)):
            self.found[i] = self._in_sentence(i)
        for i in range(len(self.figures)):
            if self.found[i] is None:
                self.found[i] = self._whole_country(i)
        steps: tuple[Callable[[int], _Found | None], ...] = (
            self._part_of_figure, self._part_of_city, self._pointed_back, self._there, self._from_elsewhere,
        )  # fmt: skip
        late: list[int] = []
        for i in range(len(self.figures)):
            for step in steps:
                if self.found[i] is None:
                    self.found[i] = step(i)
            if self.found[i] is None:
                late.append(i)
        for i in late:
            self.found[i] = (
                self._same_quantity(i, "same_figure", body_only=True)
                or self._ahead(i)
                or self._same_quantity(i, "same_figure")
                or self._last_resort(i)
            )
        return [self._location(f) for f in self.found]

    # the sentence's own places ----------------------------------------------------------------------------------

    def _in_row(self, i: int) -> _Found | None:
        """ "Tawila | 281,400 | 340" under "Locality | Displaced | Injured": the place that heads the row."""
        figure, text = self.figures[i], self.view.text
        if not self.tabular or "|" not in text[max(0, figure.start - _ROW) : figure.start]:
            return None
        start = text.rfind("\n", max(0, figure.start - _ROW), figure.start) + 1
        label, bar, _ = text[start : figure.start].partition("|")
        if not bar:
            return None
        head = start
        while head > 0 and "|" in text[text.rfind("\n", 0, head - 1) + 1 : head]:
            head = text.rfind("\n", 0, head - 1) + 1
        name = label.strip()
        caption = text[head : text.find("|", head)].lower().split()
        known = self.gaz.find(name)
        if head == start or not name[:1].isupper() or (known is None and self.w.row_heads.isdisjoint(caption)):
            return None
        if not self.w.totals.isdisjoint(name.lower().split()):
            for s in range(figure.sentence, max(-1, figure.sentence - 4), -1):
                named = [g for g in self.scenes.groups(s) if g.end <= head and g.level >= 2 and g.role != "never"]
                if named:
                    return _Found(named[-1], "item_label")
            held = self.scenes.common_place()
            return _Found(held, "document_place", held.level) if held is not None else None
        mention = single(known or Place(name, "town")).members[0]
        level = level_of(mention)
        return _Found(alone(mention._replace(text=name, canonical=known.name if known else None)), "item_label", level)

    def _in_sentence(self, i: int) -> _Found | None:
        figure = self.figures[i]
        row = self._in_row(i)
        if row is not None:
            return row
        if figure.indicator in _CONTROL:
            taken = self._control_object(i)
            if taken is not None or self.weak[i] is not None:
                return taken
        total = self._total_of_clause(figure) or self._total_of_period(i)
        if total is not None:
            return total
        of_them = self._of_them(i)
        if of_them is not None:
            return of_them
        if figure.indicator in _LEAVING:
            after = [f.start for f in self._others(i) if f.start >= figure.end]
            back = self._anaphor(i, figure.end, min(after, default=self.view.sentences[figure.sentence].end), plural=True)
            if back is not None:
                return back
        best: tuple[float, ...] | None = None
        chosen: Group | None = None
        for group in self.scenes.groups(figure.sentence):
            score = self._score(i, group)
            if score is not None and (best is None or score > best):
                best, chosen = score, group
        if chosen is None:
            return None
        if chosen.level < 2:
            if (
                chosen.role == "event"
                and not self._elsewhere_in(figure, chosen)
                and (self._of_countries(chosen, figure) or self._refugees_in(chosen, figure))
            ):
                return _Found(chosen, "whole_country")  # "from its raids in Iraq and Syria": two countries are no background
            self.weak[i] = _Found(chosen, "in_sentence", chosen.level)
            return None
        gone_to = chosen.role == "destination" and any(figure.end <= f.start and f.end <= chosen.start for f in self._others(i))
        if gone_to or not (chosen.role in _HERE or chosen.role in _WANTED.get(figure.indicator, ())):
            if chosen.role == "destination" and figure.indicator not in _WANTED and self._bound_for(chosen, figure):
                return _Found(self._narrowed(chosen, figure), "in_sentence")
            self.weak[i] = _Found(chosen, "in_sentence", chosen.level)
            return None
        return _Found(self._narrowed(chosen, figure), "in_sentence")

    def _bound_for(self, group: Group, figure: Figure) -> bool:
        """ "were killed as they tried to infiltrate towards X", "148 bodies had reached X": those counted get there themselves."""
        lower = self.view.tokens(figure.sentence).lower
        return not self.w.advances.isdisjoint(lower[max(0, group.first - 5) : group.first])

    def _of_countries(self, group: Group, figure: Figure) -> bool:
        """ "in its strikes in Iraq and Syria since 2014": several countries where the deed is theirs, too, or a total."""
        lower = self.view.tokens(figure.sentence).lower
        deed = not self.w.strikes.isdisjoint(lower[max(0, group.first - 2) : group.first])
        return len(group.members) > 1 and (deed or "since" in lower)

    def _refugees_in(self, group: Group, figure: Figure) -> bool:
        """ "refugees in Uganda": of those who left a country, the one where they are is the place."""
        before = self.view.tokens(figure.sentence).lower[max(0, group.first - 3) : group.first]
        return figure.indicator == "displaced" and before[-1:] == ["in"] and not self.w.refugees.isdisjoint(before)

    def _total_of_clause(self, figure: Figure) -> _Found | None:
        """ "...; 3,300 troops have died in Iraq since 2003": a clause of its own, with its own place and time."""
        tokens = self.view.tokens(figure.sentence)
        if ";" not in tokens.words or "since" not in tokens.lower:
            return None
        cuts = [tokens.starts[k] for k, word in enumerate(tokens.words) if word == ";"]
        start = max((c for c in cuts if c < figure.start), default=self.view.sentences[figure.sentence].start)
        end = min((c for c in cuts if c >= figure.end), default=self.view.sentences[figure.sentence].end)
        if not any(w == "since" and start <= at < end for w, at in zip(tokens.lower, tokens.starts, strict=True)):
            return None
        own = [g for g in self.scenes.groups(figure.sentence) if start <= g.start < end and g.role == "event"]
        return _Found(own[0], "whole_country") if own and all(g.level == 0 for g in own) else None

    def _total_of_period(self, i: int) -> _Found | None:
        """ "has counted 7,000 deaths in Syria since January, and says 900 left X": the country right after the figure."""
        figure = self.figures[i]
        for group in self.scenes.groups(figure.sentence):
            if group.start < figure.end:
                if group.level >= 2 and group.role == "event":
                    return None  # "an attack on X has killed 126 in the deadliest incident in Syria this year"
                continue
            crossed = any(figure.end <= f.start < group.start for f in self._others(i))
            if crossed or group.level > 0 or self._broken(figure.sentence, figure.end, group.start):
                return None
            return _Found(group, "whole_country") if group.role == "event" and self.totals.of_period(figure, group) else None
        return None

    def _of_them(self, i: int) -> _Found | None:
        """ "650 of them civilians": the place of those they are of, whatever else the sentence names later."""
        whole = self.figures[i].part_of
        figure = self.figures[i]
        if whole is None or not 0 <= whole < i or self.figures[whole].sentence != figure.sentence:
            return None
        found = self.found[whole]
        after = self.view.text[figure.start : figure.end + 10].lower()
        if found is None or not (" of them" in after or " of whom" in after):
            return None
        inner = [g for g in self.scenes.groups(figure.sentence) if g.start >= figure.end and g.level >= 2 and g.role == "event"]
        if any(not self._broken(figure.sentence, figure.end, g.start) and not self._elsewhere_in(figure, g) for g in inner[:1]):
            between = self.view.text[figure.end : inner[0].start]
            if "," not in between:
                return None
        return replace_rule(found, "part_of_figure")

    def _control_object(self, i: int) -> _Found | None:
        """What changed hands: the place in the words of the figure, or right after them."""
        figure = self.figures[i]
        inside = [g for g in self.scenes.groups(figure.sentence) if g.start < figure.end and g.end > figure.start and g.role != "never"]
        inside = [g for g in inside if g.role not in ("destination", "aside")] or inside or self._listed_after(figure)
        share = figure.indicator == "control_share"
        if share and not inside:
            nation = self._land_of_nation(figure)
            if nation is not None:
                return nation
            # "captured large areas of territory from IS in northeastern Syria": the clause's own region, not another clause's town
            inside = [
                g for g in self.scenes.groups(figure.sentence)
                if g.start >= figure.end and g.role == "event" and not self._broken(figure.sentence, figure.end, g.start)
                and not any(figure.end <= f.start < g.start for f in self._others(i))
            ][:1]  # fmt: skip
        if inside and not share and all(g.level < 2 for g in inside):
            inside = self._listed_after(figure) or inside  # "several towns in eastern Syria, including X and Y"
        named = [g for g in inside if g.level >= 2]
        if named and not share and self._one_of_many(figure, named[0]):
            self.weak[i] = _Found(named[0], "control_object", 2)
            self.unnamed.add(i)
            return None
        if named or (share and inside):
            chosen = (named or inside)[-1 if share else 0]
            return _Found(chosen, "control_object", chosen.level)
        back = self._anaphor(i, figure.start, figure.end)
        if back is not None:
            return back
        if inside:
            self.weak[i] = _Found(inside[0], "control_object", inside[0].level)
        return self._named_in_quote(figure)

    def _land_of_nation(self, figure: Figure) -> _Found | None:
        """ "a quarter of Syrian territory": the country."""
        words = self.view.text[figure.start : figure.end].lower().split()
        for adjective, noun in pairwise(words):
            place = self.gaz.places.get(self.gaz.demonyms.get(adjective, ""))
            if place is not None and noun in ("territory", "land", "soil"):
                return _Found(single(place), "control_object", 0)
        return None

    def _listed_after(self, figure: Figure) -> list[Group]:
        """ "took villages including X and Y": the list that follows the words of the figure."""
        tokens = self.view.tokens(figure.sentence)
        following = next((k for k, at in enumerate(tokens.starts) if at >= figure.end), len(tokens.words))
        if following < len(tokens.words) and tokens.lower[following] not in self.w.list_openers:
            # "... in recent weeks, including X": up to the next figure or clause
            later = next((k for k in range(following, min(len(tokens.words), following + 8)) if tokens.lower[k] == "including"), None)
            if later is None or self._broken(figure.sentence, figure.end, tokens.starts[later]):
                return []
            following = later
        if following >= len(tokens.words):
            return []
        return [g for g in self.scenes.groups(figure.sentence) if following < g.first <= following + 4 and g.role != "never"][:1]

    def _one_of_many(self, figure: Figure, group: Group) -> bool:
        """ "seized a strategic town in Hama province", "takes Aleppo district": which one, another sentence may say."""
        m = group.members[0]
        if figure.sentence < self.body and m.text.endswith((" district", " suburb", " neighbourhood", " neighborhood")):
            known = self.gaz.places.get(m.canonical or "")
            return known is not None and known.kind == "city"
        if group.members[0].kind not in ("province", "area"):
            return False
        tokens = self.view.tokens(figure.sentence)
        for k in range(1, group.first):
            if tokens.starts[k] >= figure.start and self.w.kinds.get(tokens.lower[k]) in ("town", "city", "site", "district"):
                return {"a", "an"} & set(tokens.lower[max(0, k - 3) : k]) != set()
        return False

    def _named_in_quote(self, figure: Figure) -> _Found | None:
        """ "taking Buyir": in the words of a control change a name that nobody knows is still the place."""
        if figure.indicator != "control_change":
            return None
        mention = name_after_verb(self.view, figure.sentence, figure.start, figure.end, self.lexicon)
        return _Found(alone(mention), "control_object") if mention is not None else None

    def _score(self, i: int, group: Group) -> tuple[float, ...] | None:
        figure = self.figures[i]
        role = ROLE[group.role]
        if group.role == "origin" and figure.indicator in _LEAVING:
            role = 3.5
        if group.role == "destination" and figure.indicator == "returned":
            role = 3.5
        if group.role == "origin" and figure.indicator in _TAKEN and figure.end <= group.start:
            role = 3.0  # "kidnapped 30 civilians from X"
        if role < 0:
            return None
        after = group.start >= figure.end
        broken = after and self._broken(figure.sentence, figure.end, group.start)
        beyond = after and any(f.start >= figure.end and f.end <= group.start and f.part_of != i for f in self._others(i))
        inside = group.start < figure.end and group.end > figure.start
        if group.role == "destination" and figure.indicator == "displaced" and (inside or (after and not (broken or beyond))):
            # "400 of them to X" tells where those went who, the sentence says, left Y
            role = 3.5 if after and self.view.text[figure.end : group.start].split()[:1] == ["to"] else 1.5
        usable = 2.0 if role >= 3.0 else 1.0 if role >= 1.5 or (role >= 1.0 and figure.indicator == "missing") else 0.0
        if inside:
            position, distance = 5.0, 0
        elif after:
            distance = group.start - figure.end
            if beyond and self._of_part(figure, group):
                return None
            if broken and beyond and figure.indicator == "displaced":
                usable = min(usable, 1.0)  # the place of another figure
            position = 4.0 if not (broken or beyond) else 2.0 if not broken else 1.5
        else:
            distance = figure.start - group.end
            beyond = any(f.start >= group.end and f.end <= figure.start for f in self._others(i))
            position = 3.0 if not beyond else 2.6
            if self._coordinate(figure.sentence, group.end, figure.start):
                position = 1.4  # "72 died in X while 17 were killed by shells that fell on Y"
        if group.role == "bare":
            position -= 0.5
        named = group.level >= 2 and usable >= 1.0
        fine = max(_FINE.get(m.kind, 2.0) for m in group.members)
        return (float(named), usable, float(min(group.level, 2)), position, role, fine, -float(distance))

    def _of_part(self, figure: Figure, group: Group) -> bool:
        """ "13 died, among them a nurse shot in X": X is where the nurse was shot."""
        tokens = self.view.tokens(figure.sentence)
        if "among" not in tokens.lower:
            return False
        between = range(bisect_left(tokens.starts, figure.end), bisect_left(tokens.starts, group.start))
        among = next((k for k in between if tokens.lower[k] == "among" and tokens.lower[k - 1 : k + 2] == [",", "among", "them"]), None)
        return among is not None and not any(k > among and tokens.lower[k] in (",", "was", "were", "are", "have", "had") for k in between)

    def _others(self, i: int) -> list[Figure]:
        """The other figures of the sentence of figure `i`."""
        here = self.by_sentence[self.figures[i].sentence]
        return [self.figures[j] for j in here if j != i] if len(here) > 1 else []

    def _broken(self, s: int, start: int, end: int) -> bool:
        """Whether a word that ends a clause begins between two offsets of sentence `s`."""
        breaks = self._breaks.get(s)
        if breaks is None:
            tokens = self.view.tokens(s)
            breaks = self._breaks[s] = list(compress(tokens.starts, map(self.w.clause_breaks.__contains__, tokens.lower)))
        k = bisect_left(breaks, start)
        return k < len(breaks) and breaks[k] < end

    def _coordinate(self, s: int, start: int, end: int) -> bool:
        """Whether another clause of equal rank begins between two offsets of sentence `s`."""
        tokens = self.view.tokens(s)
        if self.w.coordinate.isdisjoint(tokens.lower):
            return False
        return any(start <= at < end and w in self.w.coordinate for at, w in zip(tokens.starts, tokens.lower, strict=True))

    def _narrowed(self, chosen: Group, figure: Figure) -> Group:
        """ "In Aleppo 5 died in Sheikh Saeed": of two places that suit, the one that lies in the other."""
        names = {m.canonical for m in chosen.members if m.canonical}
        for group in self.scenes.groups(figure.sentence):
            if group is chosen or group.role not in ("event",) or group.level < 2:
                continue
            if all(names & set(lineage(m, self.gaz)) for m in group.members) and names:
                nearer = not any(min(group.start, figure.start) < f.start < max(group.end, figure.end) for f in self._others_of(figure))
                if nearer and (
                    group.start > figure.end
                    or not self._broken(figure.sentence, min(figure.end, group.end), max(figure.start, group.start))
                ):
                    return group
        return chosen

    def _others_of(self, figure: Figure) -> list[Figure]:
        return [f for j in self.by_sentence[figure.sentence] if (f := self.figures[j]) is not figure]

    # totals of a war --------------------------------------------------------------------------------------------

    def _whole_country(self, i: int) -> _Found | None:
        figure = self.figures[i]
        if figure.indicator in _CONTROL:
            return None
        s = figure.sentence
        if self.totals.of_the_world(s):
            return _Found(None, "whole_world")
        weak = self.weak[i]
        near = weak.group if weak is not None and weak.group is not None and weak.group.role in ("event", "bare") else None
        if weak is not None and near is not None and weak.level == 0 and self.totals.of_year(figure):
            return replace_rule(weak, "whole_country")
        if weak is not None and near is not None and weak.level == 0 and self.totals.of_period(figure, near):
            return replace_rule(weak, "whole_country")
        people = self.totals.people_of(figure)
        counted = people is not None and (figure.value or 0.0) >= _PEOPLE and figure.unit != "percent"
        if not counted and not self.totals.is_total(figure):
            return None
        if weak is not None and near is not None and (people is None or not self._elsewhere_in(figure, near)):
            return replace_rule(weak, "whole_country")
        country = self.totals.country_of(figure)
        if country is None:
            return None
        return _Found(single(self.gaz.places.get(country) or Place(country, "country")), "whole_country", 0)

    def _elsewhere_in(self, figure: Figure, group: Group) -> bool:
        """Whether a place belongs to another figure of the sentence, or to another of its clauses."""
        beyond = any(f.start >= figure.end and f.end <= group.start for f in self._others_of(figure))
        return beyond and self._broken(figure.sentence, figure.end, group.start)

    # the same event elsewhere -----------------------------------------------------------------------------------

    def _part_of_figure(self, i: int) -> _Found | None:
        whole = self.figures[i].part_of
        if whole is None or not 0 <= whole < len(self.found) or whole == i:
            return None
        found = self.found[whole]
        if found is None or (found.rule == "whole_country" and self.figures[whole].sentence != self.figures[i].sentence):
            return None
        return replace_rule(found, "part_of_figure")

    def _pointed_back(self, i: int) -> _Found | None:
        figure = self.figures[i]
        sentence = self.view.sentences[figure.sentence]
        return self._anaphor(i, sentence.start, sentence.end)

    def _there(self, i: int) -> _Found | None:
        """ "treated 622 wounded there": the last place spoken of, a country as well."""
        s = self.figures[i].sentence
        lower = self.view.tokens(s).lower
        if "there" not in lower:
            return None
        k = len(lower) - 1 - lower[::-1].index("there")
        if lower[k + 1 : k + 2] and lower[k + 1] in self.w.there_is:
            return None
        for back, before in ((s, self.view.tokens(s).starts[k]), (s - 1, self.view.sentences[s].start)):
            if back < 0:
                break
            here = [g for g in self.scenes.groups(back) if g.end <= before and g.role not in ("never", "aside")]
            named = [g for g in here if g.level >= 2] if back == s else here
            if named:
                return _Found(named[-1], "anaphor")
        return None

    def _anaphor(self, i: int, start: int, end: int, *, plural: bool = False) -> _Found | None:
        """ "the city", "the base", "there" between `start` and `end`: the last place of that kind before it."""
        s = self.figures[i].sentence
        tokens = self.view.tokens(s)
        if self.w.pointing.isdisjoint(tokens.lower):
            return None
        for k, word in enumerate(tokens.lower):
            if word not in self.w.pointing or k == 0 or not start <= tokens.starts[k] < end:
                continue
            noun = self._pointing_noun(tokens, k)
            if noun is None or (plural and noun not in ("towns", "villages")):
                continue
            found = self._pointed_at(i, k, noun, plural)
            if found is not None:
                return found
        return None

    def _pointing_noun(self, tokens: Tokens, k: int) -> str | None:
        """The noun of a definite phrase without a name: "city" in "the besieged city", None for "the city of X"."""
        lower = tokens.lower
        noun = lower[k].removesuffix("'s")
        if noun not in self.w.backward:
            noun = noun.removesuffix("s")
        if noun not in self.w.backward:
            return None
        following = k + 1 < len(tokens.words) and (lower[k + 1] == "of" or tokens.words[k + 1][0].isupper())
        if following and noun != "capital":
            return None
        j = k - 1
        while (
            j > 0
            and k - j < 4
            and lower[j] not in _DETERMINERS
            and (lower[j] in self.w.fillers or lower[j] in self.w.compass or lower[j - 1] in ("the", "two"))
        ):
            j -= 1
        if lower[j] not in ("the", "this", "that", "two"):
            return None
        sided = not self.w.compass.isdisjoint(lower[j:k])
        return None if sided and noun in _SIDED_NOUNS else noun

    def _pointed_at(self, i: int, k: int, noun: str, plural: bool) -> _Found | None:
        s = self.figures[i].sentence
        at, kinds = self.view.tokens(s).starts[k], self.w.backward[noun]
        if noun.endswith("s"):
            several = self._last_of_kind(s, at, kinds, several=True)
            if several is not None:
                return _Found(several, "anaphor", several.level)
        if plural:
            return None
        if noun in _VAGUE_NOUNS:
            if self.figures[i].indicator == "control_share":
                return self._share_of(i)
            here = [g for g in self.scenes.groups(s) if g.end <= at and g.level >= 2 and g.role in ("event", "bare")]
            carried = _Found(here[-1], "anaphor") if here else self._carried(i)
            if carried is not None:
                return replace_rule(carried, "anaphor")
        near = self._last_of_kind(s, at, kinds[:1], since=s - _NEAR) if noun == "city" else None
        group = near or self._last_of_kind(s, at, kinds)
        if group is not None:
            return _Found(group, "anaphor", group.level)
        if kinds == ("province",):
            return self._province_of_last(s, at)
        country = self.scenes.country() if noun == "capital" else None
        return self._capital(country) if country else None

    def _province_of_last(self, s: int, before: int) -> _Found | None:
        """ "The province", which is not named itself: that of the last place spoken of."""
        for back in range(s, max(-1, s - _FAR), -1):
            for group in reversed(self.scenes.groups(back)):
                if group.start >= before or group.role in ("never", "aside") or group.level < 2:
                    continue
                for name in lineage(group.members[0], self.gaz):
                    place = self.gaz.places.get(name)
                    if place is not None and place.kind == "province":
                        return _Found(single(place), "anaphor")
        return None

    def _share_of(self, i: int) -> _Found | None:
        """What "90 percent of the territory" is a share of: of the last share's place, else of the area the text is about."""
        for j in range(i - 1, -1, -1):
            found = self.found[j]
            if self.figures[j].indicator == "control_share" and found is not None and found.level >= 2:
                return replace_rule(found, "carried_over")
        group = self.scenes.main_place(("city", "area", "province"))
        return _Found(group, "document_place") if group is not None else None

    def _capital(self, country: str) -> _Found | None:
        place = self.gaz.places.get(self.gaz.capitals.get(country, ""))
        return _Found(single(place), "anaphor") if place is not None else None

    def _last_of_kind(self, s: int, before: int, kinds: tuple[str, ...], *, several: bool = False, since: int = 0) -> Group | None:
        for back in range(s, max(0, since) - 1, -1):
            fit: Group | None = None
            for group in self.scenes.groups(back):
                if group.start >= before or group.role in ("never", "aside") or group.level < 2 or (several and len(group.members) < 2):
                    continue
                if all(m.kind in kinds for m in group.members) and (
                    fit is None or ROLE[group.role] >= ROLE[fit.role] or group.role == "bare"
                ):
                    fit = group
                elif fit is None and not several:
                    named = [m for m in self.scenes.mentions(back) if m.start < before and m.kind in kinds]
                    inner = [m for m in named if m.role not in ("never", "aside")]
                    fit = alone(inner[-1]) if inner and len(group.members) == 1 else None
            if fit is not None:
                return fit
        return None

    def _part_of_city(self, i: int) -> _Found | None:
        """ "the rebel-held east", "the eastern districts", "the west of the city": a side of the city spoken of before.

        Of several in a sentence, the one of the figure's own clause, then the nearest.
        """
        figure = self.figures[i]
        tokens = self.view.tokens(figure.sentence)
        if self.w.compass.isdisjoint(tokens.lower):
            return None
        found: tuple[tuple[int, int, int], _Found] | None = None
        for k, word in enumerate(tokens.lower):
            if word not in self.w.compass or k == 0 or not self._is_side(tokens, k):
                continue
            at = tokens.starts[k]
            start, end = (figure.end, at) if at >= figure.end else (at, figure.start)
            crossed = sum(start <= f.start < end for f in self._others(i))
            rank = (int(self._broken(figure.sentence, start, end)), crossed, max(0, end - start))
            if found is not None and rank >= found[0]:
                continue
            side = self._side_of_city(figure.sentence, at, tokens.lower[k])
            if side is not None:
                found = (rank, _Found(single(side), "part_of_city"))
        return found[1] if found is not None else None

    def _is_side(self, tokens: Tokens, k: int) -> bool:
        """Whether the compass word at token `k` names a side of a city that is named elsewhere."""
        lower = tokens.lower
        word = lower[k]
        if not word.startswith(("east", "west", "north", "south")):
            return False
        noun = word in self.w.sides
        following = lower[k + 1] if k + 1 < len(lower) else ""
        if following == "of":
            before = lower[k - 1]
            return noun and lower[k + 2 : k + 4] in (["the", "city"], ["the", "town"]) and (before == "the" or before in self.w.held)
        if following and following[0].isalpha() and tokens.words[k + 1][0].isupper():
            return False
        j = k - 1
        while j >= 0 and lower[j] in self.w.fillers and lower[j] != "the":
            j -= 1
        return (
            j >= 0 and lower[j] in ("the", "city's", "citys")
            and (noun or following in self.w.kinds or following in ("part", "parts", "half", "side"))
        )  # fmt: skip

    def _side_of_city(self, s: int, before: int, word: str) -> Place | None:
        last = self._last_of_kind(s, before, ("city", "area", "district"))
        side = self._half(last, word)
        return side if side is not None else self._half(self.scenes.main_place(("city", "area")), word)

    def _half(self, city: Group | None, word: str) -> Place | None:
        """The known half of a city, or of the city it lies in, on the side that `word` says."""
        if city is None:
            return None
        for name in (city.members[0].canonical, *self.gaz.ancestors(city.members[0].canonical)):
            place = self.gaz.places.get(name or "")
            side = half_of(place, word, self.gaz) if place is not None else None
            if side is not None:
                return side
        return None

    def _from_elsewhere(self, i: int) -> _Found | None:
        figure = self.figures[i]
        if i in self.unnamed:
            return self._named_next(i) or self.weak[i]
        if figure.sentence < self.body:
            return self._same_quantity(i, "headline_from_body")
        fresh = bool(set(self.view.tokens(figure.sentence).lower[:1]) & self.w.new_topic)
        if not fresh:
            carried = self._carried(i)
            if carried is not None:
                return carried
        return None if not fresh else self._last_resort(i)

    def _named_next(self, i: int) -> _Found | None:
        """The town that the next sentence names: "seized a town in Hama province. The army took al-Karima"."""
        for j in range(i + 1, len(self.figures)):
            other, found = self.figures[j], self.found[j]
            if other.sentence > self.figures[i].sentence + 2:
                break
            if other.indicator == "control_change" and found is not None and j not in self.unnamed and found.level >= 2:
                return replace_rule(found, "looked_ahead")
        return None

    def _body_start(self) -> int:
        """The first sentence after the headline (a headline repeated at the head of the text is one, too)."""
        title = _NOT_LETTERS.sub("", (self.view.document.title or "").lower())
        if not title:
            headline = [s.index for s in self.view.sentences[:4] if self.view.is_headline(s.index)]
            return headline[-1] + 1 if headline and headline[-1] + 1 < len(self.view.sentences) else 0
        start = 0
        for sentence in self.view.sentences[:4]:
            if self.view.is_headline(sentence.index):
                start = sentence.index + 1
                continue
            words = _NOT_LETTERS.sub("", self.view.sentence_text(sentence.index).lower())
            if words and (words in title or words.endswith(title)):
                start = sentence.index + 1
        return start if start < len(self.view.sentences) else 0

    def _same_quantity(self, i: int, rule: str, *, body_only: bool = False) -> _Found | None:
        """The place of the same number elsewhere in the document."""
        figure = self.figures[i]
        for strict in (True, False):
            for j in range(max(0, i - _REACH), min(len(self.figures), i + _REACH)):
                other, found = self.figures[j], self.found[j]
                if j == i or found is None or found.rule == "whole_country" or found.level < 2 or other.indicator != figure.indicator:
                    continue
                if body_only and other.sentence < self.body:
                    continue
                if not strict and rule != "headline_from_body":
                    continue
                same = (
                    other.value == figure.value
                    and other.vague_term == figure.vague_term
                    and (figure.value is not None or figure.vague_term is not None)
                )
                near = figure.value and other.value and 0.8 <= other.value / figure.value <= 1.25
                if same or (not strict and near):
                    return replace_rule(found, rule)
        return None

    def _carried(self, i: int) -> _Found | None:
        """The place of the sentences before: of the last figure there, else the last place where something happens."""
        figure = self.figures[i]
        if figure.indicator == "control_share":
            last = next((j for j in range(i - 1, -1, -1) if self.figures[j].indicator == "control_share"), None)
            found = self.found[last] if last is not None else None
            if last is not None and found is not None and self.figures[last].sentence >= figure.sentence - 1:
                return replace_rule(found, "carried_over")  # of what the share before is, a country as well
        if i > 0 and (again := self._same_span(i)) is not None:
            return again
        mine = [j for j in self.by_sentence[figure.sentence] if j < i]
        for j in reversed(mine):
            found = self.found[j]
            if found is not None and (found.rule != "whole_country" or self._of_those(self.figures[j], figure)):
                return replace_rule(found, "carried_over")
        first = max(self.body, self.scenes.scopes.start[figure.sentence], figure.sentence - _REACH)
        for s in range(figure.sentence, first - 1, -1):
            if s < figure.sentence:
                for j in reversed(self.by_sentence.get(s, [])):
                    found = self.found[j]
                    if found is not None and found.rule != "whole_country" and found.level >= 2 and _carries(self.figures[j], figure):
                        return self._wider(i, j) or replace_rule(found, "carried_over")
                group = self.scenes.scene(s)
                if group is not None:
                    return _Found(group, "carried_over")
            if not self.scenes.scopes.label[s] and opens_account(self.view, s, self.w, self.gaz):
                held = self.scenes.common_place()
                if held is not None:
                    return _Found(held, "document_place")
        group = self.scenes.label(figure.sentence)
        if group is not None:
            return _Found(group, "item_label")
        held = self.scenes.common_place() if first > self.body else None
        if held is not None and held.level == 0:
            held = self.scenes.headed() or held
        return _Found(held, "document_place") if held is not None else None

    def _same_span(self, i: int) -> _Found | None:
        """ "712 were arrested over the same month": the count goes on, of a country as well."""
        found, s = self.found[i - 1], self.figures[i].sentence
        if found is None or found.rule != "whole_country" or self.figures[i - 1].sentence != s - 1:
            return None
        lower = self.view.tokens(s).lower
        said = any(a == "same" and b in ("month", "year", "period") for a, b in pairwise(lower))
        return replace_rule(found, "carried_over") if said else None

    def _wider(self, i: int, j: int) -> _Found | None:
        """Where a larger number than that of the last incident is told as a count: the place of the lead that holds the incident's.

        "13 of the dead died in X, a town of the enclave. Since Sunday more than 400 have been killed."
        """
        figure, last, found = self.figures[i], self.figures[j], self.found[j]
        if not figure.value or not last.value or figure.value <= last.value or found is None or found.group is None:
            return None
        if figure.indicator in _CONTROL or self.w.totals.isdisjoint(self.view.tokens(figure.sentence).lower):
            return None
        lead = next((self.found[k] for k in range(j) if self.figures[k].sentence >= self.body), None)
        if lead is None or lead.group is None or lead.level < 2 or lead.rule == "whole_country":
            return None
        names = {m.canonical for m in lead.group.members if m.canonical}
        inner = all(names & set(lineage(m, self.gaz)) for m in found.group.members)
        return replace_rule(lead, "document_place") if names and inner else None

    def _of_those(self, said: Figure, figure: Figure) -> bool:
        """ "2.5 million, of whom 600,000 ..."."""
        words = self.view.text[said.end : figure.start].lower().split()[:4]
        return "of" in words and not {"whom", "them", "these", "those"}.isdisjoint(words)

    def _ahead(self, i: int) -> _Found | None:
        figure = self.figures[i]
        for s in range(max(figure.sentence + 1, self.body), min(len(self.view.sentences), figure.sentence + 1 + _LOOK_AHEAD)):
            for j in self.by_sentence.get(s, []):
                found = self.found[j]
                if found is not None and found.rule != "whole_country" and found.level >= 2 and _carries(self.figures[j], figure):
                    return replace_rule(found, "looked_ahead")
            group = self.scenes.scene(s)
            if group is not None:
                return _Found(group, "looked_ahead")
        return None

    def _last_resort(self, i: int) -> _Found:
        figure = self.figures[i]
        if not set(self.view.tokens(figure.sentence).lower[:1]) & self.w.new_topic:
            main = self.scenes.main_place()
            if main is not None:
                return _Found(main, "document_place")
        weak = self.weak[i]
        if weak is not None:
            return replace_rule(weak, "part_of_country" if weak.level < 2 else "in_sentence")
        wide = self.scenes.first_wide()
        return _Found(None, "none") if wide is None else _Found(wide, "part_of_country", wide.level)

    def _location(self, found: _Found | None) -> Location:
        if found is None or found.group is None:
            return Location()
        members = found.group.members
        if len(members) == 1:
            m = members[0]
            return Location(m.canonical or None, m.text or None, m.lat, m.lon if m.lat is not None else None, found.rule)
        names = list(dict.fromkeys(m.canonical for m in members if m.canonical))
        texts = list(dict.fromkeys(m.text for m in members))
        at = next((m for m in members if m.lat is not None), None)
        return Location(
            place="; ".join(names) or None,
            place_text="; ".join(texts) or None,
            lat=at.lat if at else None,
            lon=at.lon if at else None,
            rule=found.rule,
        )


def _carries(said: Figure, figure: Figure) -> bool:
    """Whether the place of one figure can be that of another: not from people who left to people who were killed."""
    if said.indicator == "control_share" and figure.indicator != "control_share":
        return False
    moved = ("displaced", "evacuated", "returned")
    return said.indicator not in moved or figure.indicator in moved or figure.indicator == "trapped"


def replace_rule(found: _Found, rule: str) -> _Found:
    """The same place, found by another rule."""
    return _Found(found.group, rule, found.level)
