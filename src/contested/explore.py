"""The analyst's bench in a notebook: find figures, see the sentence behind one, plot, compare two claimants, read a pasted text.

In: a folder of tables, or a text. Out: views that a notebook shows as HTML and a terminal as text.

>>> from contested.explore import read_text
>>> print(read_text("At least 12 civilians were killed, the mayor said.")[0].quote)
At least 12 civilians
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from markupsafe import Markup

from contested.charts import assign_looks, timeline
from contested.charts.svg import LINK
from contested.charts.words import clip, count, date, ratio
from contested.errors import UsageError
from contested.model import INDICATORS, Claim, Document
from contested.report.data import Record, claimant_of, ids_in, load, names_in
from contested.report.effects_table import effects_html
from contested.report.evidence import Evidence, part_sentence
from contested.report.evidence import evidence as evidence_of
from contested.report.html import Column, el, join, outside_text, plain, table
from contested.report.joins import join_words
from contested.report.lab import in_lab
from contested.report.parameters import suggest
from contested.report.study import GROUPS, indicator_words, interval_words, mark_of, span, when, words
from contested.report.view import View
from contested.report.views import UNIT_WORDS, cell_title, one_unit

if TYPE_CHECKING:
    import pandas as pd

    from contested.compare.source_effects import SourceEffects
    from contested.compare.too_little import TooLittle
    from contested.tables.read import Tables as Frames

MOST_ROWS = 25
MOST_DRAWN = 400
BROWSED = ("date_end", "claimant", "quote", "indicator", "population", "low", "high", "place", "status", "publisher", "claim_id")
# set where outputs are kept (`contested notebooks`): then nothing interactive, whose ids would change, is shown
STATIC = "CONTESTED_STATIC"

__all__ = ["Bench", "Claims", "open_bench", "read_text"]


class Claims(Sequence[Claim]):
    """Claims that were found: a sequence of `Claim`, shown as a table, with ways to narrow, plot and browse them.

    Attributes
    ----------
    text : str or None
        The text they were read from, where it was pasted; it is then shown with the words highlighted.
    """

    def __init__(self, claims: Iterable[Claim], *, text: str | None = None, what: str = "") -> None:
        self._claims = tuple(claims)
        self.text = text
        self.what = what

    def __len__(self) -> int:
        return len(self._claims)

    @overload
    def __getitem__(self, index: int) -> Claim: ...
    @overload
    def __getitem__(self, index: slice) -> Claims: ...
    def __getitem__(self, index: int | slice) -> Claim | Claims:
        if isinstance(index, slice):
            return Claims(self._claims[index], what=self.what)
        return self._claims[index]

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims)

    @property
    def frame(self) -> pd.DataFrame:
        """The claims as a pandas frame, with the columns of the table `claims` and the claimant beside them."""
        import pandas as pd

        columns = [*Claim._fields, "claimant"]
        frame = pd.DataFrame([{**c._asdict(), "claimant": claimant_of(c)} for c in self], columns=columns)
        for name in ("date_start", "date_end", "published"):
            frame[name] = pd.to_datetime(frame[name])
        return frame

    def evidence(self, which: int = 0) -> Evidence:
        """The sentence behind one of them, by its number in the list."""
        claim = self._claims[which]
        return Evidence(
            claim, *part_sentence(claim, self.text or ""), {"text": self.text or "", "title": "pasted text" if self.text else None}
        )

    def plot(self, title: str = "") -> View:
        """Chart the claims over time: a colour and marker a claimant, a line an interval, an arrow an open bound.

        Only claims of the commonest unit are drawn, since units never share an axis; the caption says how many are left out.
        """
        dated = [c for c in self if span(c)[1] and mark_of(c).drawable]
        if not dated:
            return View(el("p", "None of these claims has a day and a number: there is nothing to draw."))
        drawn = one_unit(dated)[0][:MOST_DRAWN]
        name = title or self.what or "claims"
        counts: dict[str, int] = {}
        for c in drawn:
            counts[claimant_of(c)] = counts.get(claimant_of(c), 0) + 1
        # several charts of one notebook must not share the ids of their markers
        ids = f"plot-{sha256(''.join(c.claim_id for c in drawn).encode()).hexdigest()[:8]}"
        svg = timeline(ids, name, [mark_of(c) for c in drawn], assign_looks(counts)).replace(f' {LINK}="#c-', ' data-claim="')
        left = len(self) - len(drawn)
        note = f"{UNIT_WORDS[drawn[0].unit]}. {len(drawn)} of {count(len(self), 'claim')} drawn" + (
            "; the others have no day, no number or another unit." if left else "."
        )
        caption = el("figcaption", el("strong", name[:1].upper() + name[1:]), note)
        return View(el("figure", caption, Markup(svg)))

    def browse(self, *columns: str) -> Claims | None:
        """Show the claims as a table that can be searched, sorted and paged in the notebook (itables, of the extra `lab`).

        Without itables, and in notebooks that are run to be kept, the plain table is shown.

        Parameters
        ----------
        *columns
            Which columns; by default those an analyst reads first.
        """
        shown = list(columns or BROWSED)
        frame = self.frame
        unknown = [c for c in shown if c not in frame.columns]
        if unknown:
            raise UsageError(f"no column {unknown[0]!r}{suggest(unknown[0], list(frame.columns))}")
        return None if _browse(frame[shown]) else self

    def __repr__(self) -> str:
        return plain(self._markup())

    def _repr_html_(self) -> str:
        return in_lab(self._markup())

    def _markup(self) -> str:
        parts = [_marked_text(self.text, self) if self.text is not None else None, _claims_table(self)]
        return el("div", *parts)


def _browse(frame: pd.DataFrame) -> bool:
    if os.environ.get(STATIC):
        return False
    try:
        import itables
        from IPython.core.getipython import get_ipython
        from IPython.display import HTML, display
    except ImportError:
        return False
    if get_ipython() is None:
        return False
    # not connected: the tables work without a network
    itables.init_notebook_mode(all_interactive=False, connected=False)
    display(HTML(in_lab("")))  # type: ignore[no-untyped-call]  # the colours of the notebook's theme
    itables.show(
        frame.convert_dtypes(),  # 4001 and not 4001.0
        showIndex=False,
        classes="display compact",
        columnDefs=[{"className": "dt-left", "targets": "_all"}],
        column_filters="footer",
        layout={"topStart": "info", "topEnd": "search", "bottomStart": "pageLength", "bottomEnd": "paging"},
        maxBytes=0,
    )
    return True


def _claims_table(claims: Claims) -> Markup:
    if not len(claims):
        return el("p", "No claim.")
    shown = claims[:MOST_ROWS]
    columns = [
        Column("#", numeric=True), Column("when"), Column("claimant"), Column("figure", heads=True), Column("interval"), Column("what"),
        Column("place"), Column("status"), Column("claim"),
    ]  # fmt: skip
    rows = [
        [
            i, when(c), outside_text(claimant_of(c) if c.source or c.publisher else "the text itself"), words(c), interval_words(c),
            _what(c), outside_text(c.place or c.place_text or "not named"), c.status, el("code", c.claim_id),
        ]
        for i, c in enumerate(shown)
    ]  # fmt: skip
    more = f"; the first {MOST_ROWS}, all with .frame or .browse()" if len(claims) > MOST_ROWS else ""
    caption = f"{count(len(claims), 'claim')}{': ' + claims.what if claims.what else ''}{more}"
    return table(caption, columns, rows)


def _what(c: Claim) -> str:
    group = GROUPS.get(c.population or "", "")
    return ", ".join(filter(None, [indicator_words(c.indicator), group, c.aspect]))


def _marked_text(text: str, claims: Iterable[Claim]) -> Markup:
    """The pasted text with the words of each figure highlighted; of spans that overlap the first is."""
    parts: list[object] = []
    at = 0
    for c in sorted(claims, key=lambda c: (c.char_start or 0, -(c.char_end or 0))):
        if c.char_start is None or c.char_end is None or c.char_start < at:
            continue
        parts += [text[at : c.char_start], el("mark", text[c.char_start : c.char_end], title=f"{words(c)}: {_what(c)}")]
        at = c.char_end
    parts.append(text[at:])
    return el("blockquote", el("bdi", *parts), style="white-space:pre-line")


def read_text(text: str, *, published: str | dt.date | None = None, publisher: str | None = None) -> Claims:
    """The figures of a pasted text, shown at once: the text with its words highlighted, and a table of what was read.

    Parameters
    ----------
    text
        A sentence, a paragraph, a whole article.
    published
        The day (YYYY-MM-DD) that "Friday" is counted from; without it such days stay open.
    publisher
        Who counts as the claimant of what the text says in its own voice.

    Returns
    -------
    Claims
        A sequence of `Claim`; ``.frame`` gives a pandas frame, ``.evidence(0)`` the sentence of the first.

    Examples
    --------
    >>> found = read_text("On Friday 40 people fled, the mayor said.", published="2016-12-10")
    >>> found[0].indicator, found[0].value, str(found[0].date_start)
    ('displaced', 40.0, '2016-12-09')
    """
    from contested.extract.record import parse_document
    from contested.lexicon import load_lexicon

    day = dt.date.fromisoformat(published) if isinstance(published, str) else published
    return Claims(parse_document(Document("text", text, publisher=publisher, published=day), load_lexicon()), text=text)


class Bench:
    """A folder of tables, opened to be explored.

    Attributes
    ----------
    tables : contested.tables.read.Tables
        The tables as pandas frames: ``bench.tables.claims``.
    claims : Claims
        Every claim.
    """

    def __init__(self, folder: str | Path) -> None:
        from contested.tables import read_tables

        self._data = load(folder)
        self.tables: Frames = read_tables(folder)
        self.claims = Claims(sorted(self._data.claims, key=lambda c: (str(span(c)[1]), c.doc_id, c.char_start or 0, c.claim_id)))

    def claimants(self) -> list[str]:
        """Who speaks, the most heard first."""
        return [name for name, _ in sorted(self._data.mentions.items(), key=lambda item: (-item[1], item[0]))]

    def find(
        self,
        text: str | None = None,
        *,
        indicator: str | None = None,
        population: str | None = None,
        place: str | None = None,
        claimant: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Claims:
        """Claims that fit all that is given.

        Parameters
        ----------
        text
            Words of the sentence, as they stand there; case does not matter.
        indicator, population
            A value of that column ("killed", "civilians").
        place, claimant
            Part of a name is enough ("aleppo", "observatory").
        since, until
            First and last day, "YYYY-MM-DD".

        Raises
        ------
        UsageError
            An indicator there is not, or a day that is none.
        """
        if indicator is not None:
            _known(indicator)
        if population is not None and population not in GROUPS:
            raise UsageError(f"no population {population!r}{suggest(population, list(GROUPS))}")
        first, last = _day(since), _day(until)
        tests: list[Callable[[Claim], bool]] = []
        if text:
            tests.append(lambda c: text.casefold() in (c.sentence or c.quote or "").casefold())
        if indicator:
            tests.append(lambda c: c.indicator == indicator)
        if population:
            tests.append(lambda c: c.population == population)
        if place:
            tests.append(lambda c: place.casefold() in f"{c.place or ''} {c.place_text or ''}".casefold())
        if claimant:
            tests.append(lambda c: claimant.casefold() in claimant_of(c).casefold())
        if first:
            tests.append(lambda c: (span(c)[1] or dt.date.min) >= first)
        if last:
            tests.append(lambda c: (span(c)[0] or dt.date.max) <= last)
        said = [f"“{text}”" if text else None, indicator and indicator_words(indicator), population and GROUPS[population], place, claimant]
        days = [f"since {date(first)}" if first else None, f"until {date(last)}" if last else None]
        return Claims((c for c in self.claims if all(test(c) for test in tests)), what=", ".join(filter(None, [*said, *days])))

    def evidence(self, claim_id: str) -> Evidence:
        """The sentence behind a figure, its words highlighted; the first digits of the id are enough."""
        return evidence_of(self._data, claim_id)

    def cell(self, cell_id: str) -> View:
        """A cell: the claims that can be compared, and the joins that make them so; the first digits of the id are enough."""
        return self._cell(_one(self._data.cells, "cell_id", cell_id))

    def discrepancy(self, cell_id: str) -> View:
        """A discrepancy in words, with the claims of its cell."""
        row = _one(self._data.discrepancies, "cell_id", cell_id)
        body = self._cell(_one(self._data.cells, "cell_id", str(row["cell_id"])))
        agreement = el("p", el("strong", str(row["agreement"]).capitalize(), ". "), outside_text(str(row["sentence"])))
        return View(el("div", agreement, Markup(body.html)))

    def _cell(self, row: Record) -> View:
        known = self._data.claim_by_id
        claims = Claims((known[i] for i in ids_in(row) if i in known), what=cell_title(row))
        notes = row.get("join_notes")
        joins = el("p", "Joined: ", outside_text(str(notes))) if notes else el("p", "Joined by nothing: the claims agree to the letter.")
        return View(el("div", _claims_table(claims), joins))

    def compare(self, one: str, other: str) -> View:
        """Two claimants side by side, wherever both speak about the same thing; part of a name is enough.

        Raises
        ------
        UsageError
            A name that fits no claimant.
        """
        a, b = self._claimant(one), self._claimant(other)
        known = self._data.claim_by_id
        rows, higher = [], {a: 0, b: 0}
        for cell in self._data.cells:
            if not {a, b} <= set(names_in(str(cell["claimants"]))):
                continue
            mine = {n: [c for i in ids_in(cell) if (c := known.get(i)) is not None and _speaks(c, n)] for n in (a, b)}
            if not mine[a] or not mine[b]:
                continue
            ends = [max(mine[n], key=lambda c: (str(span(c)[1]), mark_of(c).point if mark_of(c).drawable else 0.0)) for n in (a, b)]
            points = [mark_of(c).point if mark_of(c).drawable else None for c in ends]
            factor = "—"
            if points[0] and points[1]:
                factor = f"{ratio(max(points[0], points[1]) / min(points[0], points[1]))}"
                if points[0] != points[1]:
                    higher[a if points[0] > points[1] else b] += 1
            joins, name = join_words(cell.get("joins")), el("code", str(cell["cell_id"]))
            rows.append([cell_title(cell), *(_figure(c) for c in ends), factor, joins, name])
        if not rows:
            return View(
                el("p", f"{a} and {b} never speak about the same thing at the same place and time: their figures cannot be compared.")
            )
        columns: list[Column | str] = [Column("what, where, when", heads=True), a, b, Column("ratio", numeric=True), "joined by", "cell"]
        lead = f"{a} gives the higher figure in {higher[a]}, {b} in {higher[b]} of {count(len(rows), 'comparison')}."
        note = "Who is higher, not who is right. Of several figures of one claimant the latest stands."
        return View(el("div", el("p", lead), table(f"{a} and {b}", columns, rows), el("p", note)))

    def model(
        self, *, indicator: str | None = None, reference: str | None = None, convention: str = "interval"
    ) -> SourceEffects | TooLittle:
        """Who reports more than whom over all comparisons, as ratios with intervals: the model of `contested.compare`.

        Parameters
        ----------
        indicator
            Only comparisons of it ("killed"); by default all together.
        reference
            The claimant that ratios are to (part of a name is enough), or "average"; by default the one compared most often.
        convention
            How words become numbers: "interval", "ucdp" or "acled".

        Returns
        -------
        SourceEffects or TooLittle
            ``.table`` is a pandas frame, ``.summary()`` the fit, ``.pair(one, other)`` a single ratio. Where the data do not
            carry a model, the reason.

        Examples
        --------
        >>> bench = open_bench("data/processed")  # doctest: +SKIP
        >>> bench.model(indicator="displaced", reference="average").table  # doctest: +SKIP
        """
        from contested.compare.source_effects import source_effects

        cells = self.tables.cells
        if indicator is not None:
            cells = cells[cells.indicator == _known(indicator)]
        other = reference if reference in (None, "average") else self._claimant(reference)
        return source_effects(self.tables.claims, cells, self.tables.echoes, convention=convention, reference=other)

    def _claimant(self, name: str) -> str:
        names = self.claimants()
        folded = name.casefold()
        found = [n for n in names if n.casefold() == folded] or [n for n in names if folded in n.casefold()]
        if not found:
            raise UsageError(f"no claimant {name!r}{suggest(name, names)}")
        return found[0]

    def __repr__(self) -> str:
        return plain(self._markup())

    def _repr_html_(self) -> str:
        return in_lab(self._markup())

    def _markup(self) -> str:
        t = self._data
        days = sorted(d["published"] for d in t.documents if d.get("published"))
        span_of = f", published {date(days[0])} to {date(days[-1])}" if days else ""
        lead = f"{count(len(t.documents), 'document')}{span_of}; {count(len(t.claims), 'claim')} by {count(len(t.mentions), 'claimant')}."
        return el("div", el("p", lead), Markup(self.tables._repr_html_()))


def open_bench(folder: str | Path = "data/processed") -> Bench:
    """Open a folder of tables to explore it.

    Parameters
    ----------
    folder
        Written by ``contested run``, or by ``contested parse`` and ``contested compare``.

    Raises
    ------
    TableError
        The folder is not there, or its tables cannot be read.

    Examples
    --------
    >>> bench = open_bench("data/processed")  # doctest: +SKIP
    >>> bench.find("left", indicator="displaced", claimant="OCHA").plot()  # doctest: +SKIP
    """
    return Bench(folder)


def _speaks(claim: Claim, name: str) -> bool:
    return claimant_of(claim) == name or name in names_in(claim.source)


def _figure(claim: Claim) -> Markup:
    return join([words(claim), el("br"), el("small", f"{interval_words(claim)}, {when(claim)}, ", el("code", claim.claim_id))])


def _known(indicator: str) -> str:
    if indicator not in INDICATORS:
        raise UsageError(f"no indicator {indicator!r}{suggest(indicator, INDICATORS)}")
    return indicator


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{text!r} is no day; write it as YYYY-MM-DD") from None


def _one(rows: Sequence[Record], key: str, wanted: str) -> Record:
    found = [r for r in rows if wanted and str(r[key]).startswith(wanted)]
    if len(found) != 1:
        what = key.removesuffix("_id")
        raise UsageError(f"no {what} {wanted!r}" if not found else f"{len(found)} rows begin with {wanted!r}; write more of the id")
    return found[0]


def _claim_html(claim: Claim) -> str:
    return Evidence(claim, *part_sentence(claim, ""), {})._repr_html_()


def _register() -> None:
    """Teach the notebook to show a claim as its sentence with the words highlighted, a model as a table of ratios."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return
    shell: Any = get_ipython()
    if shell is not None:
        shell.display_formatter.formatters["text/html"].for_type(Claim, _claim_html)
        shell.display_formatter.formatters["text/html"].for_type_by_name("contested.compare.source_effects", "SourceEffects", effects_html)
        shell.display_formatter.formatters["text/plain"].for_type(
            Claim, lambda claim, printer, cycle: printer.text(f"{clip(words(claim), 80)} ({claim.claim_id})")
        )


_register()
