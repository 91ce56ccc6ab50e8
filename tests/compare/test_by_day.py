"""The index by day finds what a look at everything finds, and looks at little."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contested.compare.by_day import ByDay

SPANS = st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 400)), max_size=60)


@given(SPANS, st.integers(0, 2000), st.integers(0, 400))
def test_everything_that_touches_is_found_in_order(spans: list[tuple[int, int]], first: int, length: int) -> None:
    index = ByDay[int]()
    for i, (start, days) in enumerate(spans):
        index.add("here", start, start + days, i)
    last = first + length
    touching = [i for i, (start, days) in enumerate(spans) if start <= last and first <= start + days]
    found = list(index.near("here", first, last))
    assert set(touching) <= set(found)
    assert found == sorted(found)
    assert not list(index.near("elsewhere", first, last))


def test_what_lies_far_off_is_not_looked_at() -> None:
    index = ByDay[int]()
    for i in range(10_000):
        index.add("here", 10 * i, 10 * i + 1, i)
    assert len(list(index.near("here", 50_000, 50_005))) < 10
