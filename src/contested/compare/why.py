"""Why two claims are comparable, or are not: the answer for a reader who asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contested.compare.joins import Comparability, compare, rules
from contested.compare.statements import exclusion, exclusion_row, statements_of
from contested.lexicon.load import Lexicon, load_lexicon


def why_comparable(
    claim_a: Mapping[str, Any],
    claim_b: Mapping[str, Any],
    *,
    claims: Iterable[Mapping[str, Any]] = (),
    places: Iterable[Mapping[str, Any]] = (),
    joins: Sequence[str] | None = None,
    lexicon: Lexicon | None = None,
) -> Comparability:
    """Whether two claims can be compared, with the joins that takes or the reason against it.

    Parameters
    ----------
    claim_a, claim_b
        Rows of the `claims` table: dicts, or rows of a frame (``tables.claims.loc[i]``).
    claims
        The other claims of the corpus, as dicts: they show whether a claimant's "people" are only civilians.
    places, joins, lexicon
        As for `compare_claims`.

    Returns
    -------
    Comparability
        True or false in a condition; `str` gives the sentence; `joins` and `reason` its parts.
    """
    a, b = (statements_of([_plain(c)])[0] for c in (claim_a, claim_b))
    r = rules(lexicon or load_lexicon(), places, joins)
    r.learn(statements_of(claims))
    for s in (a, b):
        if (reason := exclusion(s)) is not None:
            return Comparability(False, (), f"claim {s.claim_id}: {exclusion_row(s, reason)['detail']}")
    return compare(a, b, r)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a frame as plain values: missing ones None, time stamps days."""
    return {key: _value(row[key]) for key in row.keys()}  # noqa: SIM118 (iterating over a pandas Series gives its values)


def _value(x: Any) -> Any:
    if x is None or x != x:  # NaN and NaT differ from themselves
        return None
    return x.date() if hasattr(x, "to_pydatetime") else x
