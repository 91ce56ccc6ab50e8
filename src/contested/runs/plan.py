"""What a run would do, before it does it: which documents are new, what would be made again, where it would be published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from contested.charts.words import count, listing
from contested.report.publish import MARK
from contested.runs.certificate import Certificate, compare, differences, read_certificate
from contested.runs.config import Config
from contested.runs.inputs import Inputs
from contested.runs.places import Places
from contested.runs.publish import tables_shown

_SHOWN = 20  # documents of one kind


@dataclass(frozen=True, slots=True)
class Plan:
    """What differs from the published edition.

    Attributes
    ----------
    documents
        By name: new, changed or gone.
    reasons
        What else asks for work, in words.
    reports
        Names of the notebooks that would be executed.
    unshown
        True where only the links of tables need mending.
    """

    documents: Mapping[str, str]
    unchanged: int
    reasons: tuple[str, ...]
    reports: tuple[str, ...]
    unshown: bool = False

    @property
    def nothing_to_do(self) -> bool:
        return not self.documents and not self.reasons


def plan_run(config: Config, inputs: Inputs) -> Plan:
    """Compare what a run would read with the certificate of what is published."""
    published = read_certificate(config.places.reports)
    names = tuple(inputs.notebooks)
    if published is None:
        there = (config.places.reports / MARK).is_file()
        reason = "the published reports have no certificate" if there else "nothing is published yet"
        return Plan(dict.fromkeys(inputs.documents, "new"), 0, (reason,), names)
    documents = compare(published.inputs.documents, inputs.documents)
    reasons = [
        *_told("notebook", compare(published.inputs.notebooks, inputs.notebooks)),
        *input_differences(published.inputs, inputs),
        *_told("published file", differences(published, config.places.reports)),
    ]
    return Plan(
        documents,
        sum(name not in documents for name in inputs.documents),
        tuple(reasons),
        _to_execute(published, inputs) if documents or reasons else (),
        not tables_shown(config.places),
    )


def input_differences(before: Inputs, now: Inputs) -> list[str]:
    """What differs beside documents and notebooks, in words."""
    settings = compare(_flat(before.settings), _flat(now.settings))
    return [
        *_told("lexicon", compare(before.lexicons, now.lexicons)),
        *(f"{name} is {_flat(now.settings).get(name)!r}, was {_flat(before.settings).get(name)!r}" for name in settings),
        *(["the program's code changed"] if before.code != now.code else []),
        *(f"{n} is {now.versions.get(n)}, was {before.versions.get(n)}" for n in compare(before.versions, now.versions)),
    ]


def _to_execute(published: Certificate, inputs: Inputs) -> tuple[str, ...]:
    """Tables that may differ ask for all; a notebook that was edited only for itself."""
    before = published.inputs
    same = before.documents == inputs.documents and not input_differences(before, inputs)
    return tuple(name for name in inputs.notebooks if not same or before.notebooks.get(name) != inputs.notebooks[name])


def _flat(settings: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat.update(_flat({f"{name}.{key}" if name != "parameters" else str(key): v for key, v in value.items()}))
        else:
            flat[name] = value
    return flat


def _told(noun: str, found: Mapping[str, str]) -> list[str]:
    return [f"{noun} {name}: {how}" for name, how in found.items()]


def plan_lines(plan: Plan, places: Places, sources: Mapping[str, Path]) -> Iterator[str]:
    """The plan, for people."""
    yield f"files in {listing([str(p) for p in sources.values()])}:"
    for kind in ("new", "changed", "gone"):
        named = [name for name, how in plan.documents.items() if how == kind]
        if named:
            yield f"  {len(named):,} {kind}: {', '.join(named[:_SHOWN])}{' ...' if len(named) > _SHOWN else ''}"
    yield f"  {plan.unchanged:,} unchanged" + (", not parsed again" if plan.documents or plan.reasons else "")
    if plan.nothing_to_do:
        yield "nothing to do: what is published was made from exactly this"
        if plan.unshown:
            yield f"the tables in {places.tables} would be made those of the published edition"
        return
    if plan.reasons:
        yield "besides:"
        yield from (f"  {reason}" for reason in plan.reasons)
    if plan.reports:
        yield f"{count(len(plan.reports), 'notebook')} would be executed: {', '.join(plan.reports)}"
    yield f"would be published: {places.reports / MARK}, tables in {places.tables}"
    yield f"what is published now would be kept in {places.runs}"
