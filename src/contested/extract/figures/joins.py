"""Whether a quantity stands in a list with the one before it, or takes the verb of the clause before."""

from __future__ import annotations

from contested.extract.figures.candidates import Candidate
from contested.extract.figures.sentence import Sentence
from contested.extract.figures.words import AUXILIARIES, BLOCK, COORDINATORS, LIST_PHRASES, SAYS
from contested.extract.matching import ends_at
from contested.extract.nouns import ELIDED, FAMILY, PERSON, PLACE, UNKNOWN

_JOINERS = COORDINATORS | frozenset((":", "-", "\u2013", "with"))
# words of `BLOCK` that do not part a list, and those that do not make a verb
_NO_BREAK = frozenset((":", ";", "as"))
_NO_VERB = frozenset("; : . as after when while according following because despite".split())
_LIST_RULES = frozenset("subject_passive subject_active subject_reduced toll".split())
_OBJECT_RULES = frozenset("object coordinated subject_passive subject_reduced".split())
_GAPPED_AFTER = frozenset("in at near on from around outside inside".split())
_AFTER_UNKNOWN = COORDINATORS | frozenset("were have had in on .".split())
_FARTHEST, _FARTHEST_NAME = 14, 8


def left_neighbour(s: Sentence, i: int) -> int | None:
    """The candidate that candidate `i` follows in a list: only its own tail and a coordinator stand between."""
    c, k = s.candidates[i], s.candidates[i].q.start - 1
    if i > 0 and _follows_name(s, c):
        left = s.candidates[i - 1]
        return i - 1 if not left.agent and k - left.end <= _FARTHEST_NAME else None
    if k >= 0 and (s.lower[k] in _JOINERS or any(ends_at(s.lower, k, p) for p in LIST_PHRASES)):
        for j in range(i - 1, -1, -1):
            other = s.candidates[j]
            if not other.agent and other.np.kind != PLACE:
                return j if k - other.end <= _FARTHEST else None
    if i > 0:  # a list without commas: "82 gunmen 154 civilians"
        left = s.candidates[i - 1]
        if left.end == c.q.start and c.np.kind == PERSON and left.np.kind == PERSON and not left.agent:
            return i - 1
    return None


def _follows_name(s: Sentence, c: Candidate) -> bool:
    """ "five died in Aleppo, Friday two in Homs"."""
    if c.np.kind != ELIDED or c.q.article or c.q.start == 0 or not s.capitalised(c.q.start - 1):
        return False
    return c.end < s.n and s.lower[c.end] in ("in", "at", "near")


def may_join(s: Sentence, c: Candidate, left: Candidate) -> bool:
    """What governs `left` can govern `c` too."""
    if c.np.kind in (PERSON, FAMILY):
        return _people_join(s, c, left)
    if c.np.kind == ELIDED and not c.q.percent:
        return _gapped(s, c, left)
    if c.np.kind == UNKNOWN and left.np.kind in (PERSON, UNKNOWN) and left.rule in _OBJECT_RULES:
        in_list = s.lower[c.q.start - 1] in ("and", ",") and c.end < s.n and s.lower[c.end] in _AFTER_UNKNOWN
        return in_list and not _verb_follows(s, c)
    return False


def _people_join(s: Sentence, c: Candidate, left: Candidate) -> bool:
    between = s.lower[left.end : c.q.start]
    speaker = s.lower[c.q.start - 1] != "and" and not SAYS.isdisjoint(s.lower[c.end : c.end + 4])
    if c.q.article and (left.trigger >= left.end or speaker):
        return False
    if s.lower[c.q.start - 1] != ":" and any(w in BLOCK and w not in _NO_BREAK for w in between):
        return False
    if left.rule not in _LIST_RULES and any(w in s.senses for w in between[:-1]):
        return False
    return not _verb_follows(s, c)


def _gapped(s: Sentence, c: Candidate, left: Candidate) -> bool:
    """ "five were killed in A and one in B"."""
    if (s.lower[c.end] if c.end < s.n else ".") not in _GAPPED_AFTER:
        return False
    if not left.rule.startswith(("subject", "object", "coordinated", "nominal")):
        return False
    before = s.tk.words[c.q.start - 1]
    return before.lower() in ("and", ",", "&", ";") or before[0].isupper()


def _verb_follows(s: Sentence, c: Candidate) -> bool:
    """A verb that is none of ours follows the noun phrase at once: "12 were killed and 300 people attended"."""
    k = s.skip_adverbs(c.end)
    if k >= s.n or s.lower[k] in s.senses:
        return False
    w = s.lower[k]
    return w in AUXILIARIES or (w in BLOCK and w not in _NO_VERB and w.endswith("ed"))
