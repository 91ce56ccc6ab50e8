"""What a statistic may take together: one indicator, and people under arms apart from all others."""

from __future__ import annotations

from dataclasses import dataclass

from contested.report.study import Study, indicator_words

FIGHTERS = ("fighters_opposition", "fighters_government", "fighters_is", "fighters_other", "fighters")
UNARMED = ("civilians", "people", "children", "women", "men", "aid_workers", "journalists")


@dataclass(frozen=True, slots=True)
class Topic:
    """An indicator and the groups of people it is about; no groups for territory.

    `slug` ends ids and `words` say it: "civilians and people killed".
    """

    slug: str
    words: str
    indicator: str
    populations: tuple[str, ...] = ()


def topics(study: Study, *indicators: str) -> list[Topic]:
    """The topics of these indicators that the report has figures about."""
    found = []
    for indicator in indicators:
        said = indicator_words(indicator)
        every = [
            Topic(indicator, f"civilians and people {said}", indicator, UNARMED),
            Topic(f"{indicator}-fighters", f"fighters {said}", indicator, FIGHTERS),
        ]
        if indicator.startswith("control"):
            every = [Topic(indicator, said, indicator)]
        have = {c.population for c in study.of(indicator)}
        found += [t for t in every if have & set(t.populations or have)]
    return found
