"""Coded data sets as rows of the claims table (`kind` = reference), so that news and coded events stand side by side.

Two forms are read: UCDP GED, and a plain reference series. A reference row keeps the low, best and high of its
data set; no convention changes them. A row that breaks low <= best <= high is kept and becomes an alarm.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contested.errors import TableError
from contested.lexicon.load import load_lexicon
from contested.model import ASPECTS, INDICATORS, POPULATIONS, SOURCE_TYPES, UNITS
from contested.tables.derive import domain_tables
from contested.tables.ids import digest
from contested.tables.interval import interval
from contested.tables.schema import CLAIMS

Row = dict[str, Any]
Resolve = Callable[[str], str | None]
_INCIDENT_DAYS = 2  # a coded event that spans more days than this is a total over a period


@dataclass(slots=True)
class Reference:
    """What one file of reference data gave: rows for `claims`, for `places`, and the lines that could not be read."""

    claims: list[Row] = field(default_factory=list)
    places: list[Row] = field(default_factory=list)
    rejects: list[Row] = field(default_factory=list)


def read_reference(path: str | Path, *, resolve: Resolve | None = None, **defaults: str) -> Reference:
    """Read a CSV of either form, told apart by its header; the arguments are those of `read_ged` and `read_series`."""
    path = Path(path)
    with _opened(path) as lines:
        header = next(csv.reader(lines), [])
    if {"deaths_civilians", "where_coordinates", "low", "best", "high"} <= set(header):
        return read_ged(path, resolve=resolve)
    return read_series(path, resolve=resolve, **defaults)


def read_ged(path: str | Path, *, resolve: Resolve | None = None) -> Reference:
    """Read a UCDP Georeferenced Event Dataset CSV (any version with the columns of GED 5 to 25).

    Every event gives one row for all its dead (population people; low, best and high as coded), and one for each
    group among them that is not nought (civilians, the fighters of either side; exact, since GED codes no bounds there).

    Parameters
    ----------
    path
        The CSV file, UTF-8.
    resolve
        From a place name of GED ("Aleppo town") to the gazetteer's ("Aleppo"), None where it has none.
        Without it, only the word for the kind of place is dropped.

    Raises
    ------
    TableError
        The file cannot be read or lacks a column that is needed.
    """
    path = Path(path)
    words = load_lexicon()["reference"]["ged"]
    kind = re.compile(r"\s+(?:" + "|".join(map(re.escape, words["place_kinds"])) + r")\s*$", re.IGNORECASE)
    out = Reference()
    places: dict[str, Row] = {}
    needed = ("id", "where_coordinates", "date_start", "date_end", "low", "best", "high")
    for line, row in _records(path, needed):
        try:
            claims = list(_ged_claims(path.stem, row, words, kind, resolve))
        except (ValueError, KeyError) as e:
            out.rejects.append({"file": path.name, "reason": "bad_row", "detail": f"line {line}: {e}"})
            continue
        out.claims += claims
        parent = _plain((row.get("adm_1") or "").strip(), kind) or None
        _count_place(places, claims, row["where_coordinates"], parent)
    out.places = list(places.values())
    return out


def _ged_claims(
    stem: str, row: Mapping[str, str], words: Mapping[str, Any], kind: re.Pattern[str], resolve: Resolve | None
) -> Iterator[Row]:
    low, best, high = (_count(row[k], k) for k in ("low", "best", "high"))
    start, end = _day(row["date_start"]), _day(row["date_end"])
    written = row["where_coordinates"].strip()
    located = int(row.get("where_prec") or 1) <= words["coarsest_place"]
    shared = {
        "doc_id": f"{stem}#{row['id']}",
        "indicator": "killed",
        "unit": "persons",
        "source": words["source"],
        "source_text": row.get("source_original") or None,
        "source_type": "monitor",
        "place": _resolved(written, resolve, kind),
        "place_text": written or None,
        "lat": _number(row.get("latitude"), "latitude") if located else None,
        "lon": _number(row.get("longitude"), "longitude") if located else None,
        "date_start": start,
        "date_end": end,
        "aspect": "incident" if (end - start).days <= _INCIDENT_DAYS else "flow",
        "actor": " - ".join(s for k in ("side_a", "side_b") if (s := row.get(k))) or None,
    }
    exact = low == best == high
    total = {"population": "people", "bound": "exact" if exact else "range", "value": low, "value_high": None if exact else high}
    yield _claim({**shared, **total, "low": low, "best": best, "high": high})
    groups: dict[str, float] = {}
    for column, side in (("deaths_civilians", None), ("deaths_a", "side_a"), ("deaths_b", "side_b")):
        dead = _count(row.get(column) or "0", column)
        population = "civilians" if side is None else _side(row.get(side) or "", words)
        groups[population] = groups.get(population, 0) + dead
    for population, dead in groups.items():
        if dead:
            yield _claim({**shared, "population": population, "bound": "exact", "value": dead, "low": dead, "best": dead, "high": dead})


def _side(name: str, words: Mapping[str, Any]) -> str:
    for side in words["side"]:
        if any(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", name) for w in side["words"]):
            return str(side["population"])
    return "fighters"


def read_series(path: str | Path, *, resolve: Resolve | None = None, **defaults: str) -> Reference:
    """Read a plain reference series: a CSV of one figure a row, or of one place a column.

    The long form has a column `value` (or `low` and `high`), and any of `date_start`, `date_end` (or `date` for one
    day), `place`, `lat`, `lon`, `indicator`, `population`, `unit`, `aspect`, `best`, `source`, `source_type`, `id`.
    The wide form has the day in its first column (`day` or `date`), and every other column is a place.

    Parameters
    ----------
    path
        The CSV file, UTF-8.
    resolve
        From a place name of the file to the gazetteer's.
    **defaults
        Values for columns the file lacks: ``indicator="killed"``, ``population="people"``, ``unit="persons"``,
        ``aspect="incident"`` and the file's name as ``source`` unless given.

    Raises
    ------
    TableError
        The file cannot be read, is of neither form, or a default is not a value its column may have.
    """
    path = Path(path)
    fill = {"indicator": "killed", "population": "people", "unit": "persons", "aspect": "incident", "source": path.stem, **defaults}
    out = Reference()
    places: dict[str, Row] = {}
    for line, row in _long_rows(path):
        try:
            claim = _series_claim(path.stem, row, fill, resolve)
        except ValueError as e:
            out.rejects.append({"file": path.name, "reason": "bad_row", "detail": f"line {line}: {e}"})
            continue
        out.claims.append(claim)
        _count_place(places, [claim], claim["place_text"], None)
    out.places = list(places.values())
    return out


def _long_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with _opened(path) as lines:
        header = [h.strip() for h in next(csv.reader(lines), [])]
    if "value" in header or {"low", "high"} <= set(header):
        yield from _records(path, ())
        return
    if not header or header[0].lower() not in ("day", "date"):
        raise TableError(f"{path}: neither a reference series (a column value, or low and high) nor one place a column (first column day)")
    for line, row in _records(path, ()):
        day = row[header[0]]
        for place in header[1:]:
            if row[place].strip():
                yield line, {"date": day, "place": place, "value": row[place], "id": f"{day}/{place}"}


_ALLOWED = {"indicator": INDICATORS, "population": POPULATIONS, "unit": UNITS, "aspect": ASPECTS, "source_type": SOURCE_TYPES}


def _series_claim(stem: str, row: Mapping[str, str], defaults: Mapping[str, str], resolve: Resolve | None) -> Row:
    full = {**defaults, **{k: v.strip() for k, v in row.items() if v and v.strip()}}
    for name, allowed in _ALLOWED.items():
        if full.get(name) and full[name] not in allowed:
            raise ValueError(f"{name} {full[name]!r} is not one of {', '.join(allowed)}")
    value, low, best, high = (_number(full.get(k), k) for k in ("value", "low", "best", "high"))
    bound = full.get("bound") or ("exact" if low is None or low == high else "range")
    if value is None:
        value = low if low is not None else best
    value_high = high if bound == "range" else None
    if low is None and best is None and high is None:
        low, best, high = interval(value, value_high, bound, None, full["unit"])
    start, end = (full.get(k) or full.get("date") for k in ("date_start", "date_end"))
    if end is None:
        raise ValueError("neither date nor date_end is given")
    place = full.get("place") or None
    claim: Row = {
        "doc_id": f"{stem}#{full.get('id') or digest(*sorted(full.items()))}",
        **{
            k: full.get(k) or None
            for k in ("indicator", "population", "unit", "aspect", "source", "source_type", "actor", "holder", "denominator")
        },
        "place": _resolved(place, resolve, None) if place else None,
        "place_text": place,
        **{k: _number(full.get(k), k) for k in ("lat", "lon")},
        "date_start": _day(start) if start else None,
        "date_end": _day(end),
        **{"bound": bound, "value": value, "value_high": value_high, "low": low, "best": best, "high": high},
    }
    if claim["indicator"].startswith("control"):
        claim["population"] = None
    return _claim(claim)


def _claim(row: Row) -> Row:
    full: Row = dict.fromkeys(CLAIMS.names)
    full.update(row)
    full["claim_id"] = digest(row["doc_id"], None, None, row["indicator"], row["population"])
    full["status"] = "asserted"
    full["publisher"] = row["source"]
    full["kind"] = "reference"
    return full


def _resolved(written: str, resolve: Resolve | None, kind: re.Pattern[str] | None) -> str | None:
    if not written:
        return None
    plain = _plain(written, kind)
    if resolve is not None:
        return resolve(written) or resolve(plain) or plain
    return plain


def _plain(written: str, kind: re.Pattern[str] | None) -> str:
    """Without the word for the kind of place; a governorate keeps its own, or it would pass for its city."""
    if kind is None:
        return written
    renamed = load_lexicon()["reference"]["ged"]["renames"]
    last = written.rpartition(" ")[2]
    return written.removesuffix(last) + renamed[last] if last in renamed else kind.sub("", written).strip()


def _count_place(places: dict[str, Row], claims: Iterable[Row], written: str | None, parent: str | None) -> None:
    for claim in claims:
        if (name := claim["place"]) is None:
            return
        entry = places.setdefault(
            name,
            {"place": name, "place_text": (written or "").strip() or None, "lat": claim["lat"], "lon": claim["lon"],
             "parent": parent if parent != name else None, "how_resolved": "reference data", "n_claims": 0},
        )  # fmt: skip
        entry["n_claims"] += 1


# ---- into a folder of tables -----------------------------------------------------------------------------------


def add_reference(folder: str | Path, path: str | Path, *, resolve: Resolve | None = None, **defaults: str) -> Reference:
    """Add a file of reference data to a folder of tables; rows the same file gave before are replaced.

    `claims`, `casualties`, `displacement`, `control`, `places` and `rejects` are written anew; the tables of
    `contested compare` are not, so run it after.
    """
    from contested.tables.datapackage import NAME, write_datapackage
    from contested.tables.read import read_arrow
    from contested.tables.write import write_tables

    folder, path = Path(folder), Path(path)
    reference = read_reference(path, resolve=resolve, **defaults)
    prefix = f"{path.stem}#"
    claims = [r for r in read_arrow(folder, "claims").to_pylist() if not (r["kind"] == "reference" and r["doc_id"].startswith(prefix))]
    claims += reference.claims
    columns = {n: [r[n] for r in claims] for n in CLAIMS.names}
    places = {r["place"]: r for r in _rows_of(folder, "places") if r["how_resolved"] != "reference data"}
    used: dict[str, int] = {}
    for r in claims:
        for name in (r["place"] or "").split("; "):
            used[name] = used.get(name, 0) + 1
    for r in [*_rows_of(folder, "places"), *reference.places]:
        if r["place"] in used:
            places.setdefault(r["place"], r)
    for name, r in places.items():
        r["n_claims"] = used.get(name, 0)
    rejects = [r for r in _rows_of(folder, "rejects") if not (r["file"] == path.name and r["reason"] == "bad_row")] + reference.rejects
    rows = list(places.values())
    write_tables(folder, {"claims": columns, **domain_tables(columns, rows), "places": rows, "rejects": rejects})
    if (folder / NAME).is_file():
        write_datapackage(folder)
    return reference


def _rows_of(folder: Path, name: str) -> list[Row]:
    from contested.tables.read import read_arrow

    if not any((folder / f"{name}{ending}").is_file() for ending in (".parquet", ".csv")):
        return []
    rows: list[Row] = read_arrow(folder, name).to_pylist()
    return rows


# ---- fields ----------------------------------------------------------------------------------------------------


def _opened(path: Path) -> Any:
    try:
        return path.open(newline="", encoding="utf-8-sig")
    except OSError as e:
        raise TableError(f"{path}: cannot be read ({e.strerror})") from e


def _records(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    with _opened(path) as lines:
        reader = csv.DictReader(lines, restval="")
        try:
            reader.fieldnames = [h.strip() for h in reader.fieldnames or []]
            missing = [n for n in needed if n not in reader.fieldnames]
            if missing:
                raise TableError(f"{path}: the columns {', '.join(missing)} are missing")
            for row in reader:
                row.pop(None, None)  # fields beyond the header
                yield reader.line_num, row
        except (csv.Error, UnicodeDecodeError) as e:
            raise TableError(f"{path}, line {reader.line_num}: not a CSV file in UTF-8 ({e})") from e


def _number(text: str | None, column: str) -> float | None:
    if text is None or not text.strip():
        return None
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        raise ValueError(f"{column} {text!r} is not a number") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError(f"{column} {text!r} is not a number")
    return number


def _count(text: str, column: str) -> float:
    number = _number(text, column)
    if number is None or number < 0:
        raise ValueError(f"{column} {text!r} is not a count")
    return number


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise ValueError(f"{text!r} is not a date (YYYY-MM-DD)") from None
