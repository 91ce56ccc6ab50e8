"""What only all parts together can tell: ids that two documents would have, and texts that were there before.

The parts are looked at through their indexes, in columns of whole numbers: 24 bytes a document.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from contested.documents.corpus import REPEATED_TEXT
from contested.documents.names import Ids
from contested.parsing.part import FILE, INDEX, RECORD

Numbers = Any  # a numpy array of 64-bit whole numbers
Renamed = dict[str, tuple[str, str | None]]


def new_ids(parts: Sequence[Path], file_ids: Iterable[str]) -> dict[int, Renamed]:
    """The documents whose ids must differ from those they have in their parts, by the place of the part.

    They get the ids that a reader of the whole corpus, file after file, would have given them.

    Parameters
    ----------
    parts
        The folders of all parts, in the order of the corpus.
    file_ids
        The ids of all files of the corpus.
    """
    file_ids = tuple(file_ids)
    reserved = np.unique(_digests(file_ids))
    wanted, given, kinds, where = [], [], [], []
    for number, part in enumerate(parts):
        index = read_index(part, ["wanted", "given", "kind"])
        wanted.append(_digests(index["wanted"].to_pylist()))
        given.append(_digests(index["given"].to_pylist()))
        kinds.append(np.array([k != FILE for k in index["kind"].to_pylist()], dtype=bool))
        where.append(np.full(index.num_rows, number))
    all_wanted, all_given, inner, part_of = map(_joined, (wanted, given, kinds, where))
    clash = (
        _in_several(all_given, part_of)
        | _in_several(all_wanted, part_of)
        | (inner & (_in(all_wanted, reserved) | _in(all_given, reserved)))
    )
    if not clash.any():
        return {}
    # all that want an id about which there is doubt are given theirs again, in the order of the corpus
    doubtful = np.unique(all_wanted[clash])
    again = _in(all_wanted, doubtful)
    ids = _Known(file_ids, np.unique(all_given[~again]))
    starts = np.concatenate([[0], np.cumsum([len(w) for w in wanted])])
    renamed: dict[int, Renamed] = defaultdict(dict)
    for number in np.unique(part_of[again]).tolist():
        rows = read_index(parts[number], ["wanted", "given", "file_id", "kind"]).to_pylist()
        for i in np.flatnonzero(again[starts[number] : starts[number + 1]]).tolist():
            row = rows[i]
            if row["kind"] == FILE:
                continue
            if row["kind"] == RECORD:
                doc_id, repeated = ids.of_wanted(row["wanted"], row["file_id"])
            else:
                doc_id, repeated = ids.of_member(row["wanted"], row["file_id"]), False
            if doc_id != row["given"]:
                renamed[number][row["given"]] = (doc_id, row["wanted"] if repeated else None)
    return dict(renamed)


def repeated_texts(parts: Sequence[Path], renamed: Mapping[int, Renamed]) -> Iterator[dict[str, Any]]:
    """A row of `oddities` for each document that has the text of an earlier one of the corpus, word for word.

    `renamed` says which documents have other ids in the corpus than in their parts.
    """
    digests = [read_index(part, ["text_digest"])["text_digest"].to_numpy() for part in parts]
    lengths = [len(d) for d in digests]
    whole = _joined(digests)
    order = np.argsort(whole, kind="stable")
    later = np.zeros(len(whole), dtype=bool)
    later[order[1:]] = whole[order[1:]] == whole[order[:-1]]
    ends = np.cumsum(lengths)
    for number in np.flatnonzero([later[end - n : end].any() for end, n in zip(ends, lengths, strict=True)]).tolist():
        index = read_index(parts[number], ["given", "file", "parsed"]).to_pylist()
        for i in np.flatnonzero(later[ends[number] - lengths[number] : ends[number]]).tolist():
            row = index[i]
            if row["parsed"]:
                doc_id, _ = renamed.get(number, {}).get(row["given"], (row["given"], None))
                odd = REPEATED_TEXT
                yield {"file": row["file"], "doc_id": doc_id, "kind": odd.kind, "n": odd.n, "detail": odd.detail}


def read_index(part: Path, columns: list[str]) -> pa.Table:
    """Some columns of the index of a part: a row a document, in its order."""
    with pa.OSFile(str(part / INDEX), "rb") as file:
        return pa.ipc.open_file(file).read_all().select(columns)


class _Known(Ids):
    """Ids of which some are known by their digests alone: those that other documents have and keep."""

    def __init__(self, reserved: Iterable[str], kept: Numbers) -> None:
        super().__init__(reserved)
        self._taken = _Taken(self._taken, kept)


class _Taken(dict[str, str]):
    def __init__(self, known: Mapping[str, str], kept: Numbers) -> None:
        super().__init__(known)
        self._kept = kept

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or bool(_in(_digests([str(name)]), self._kept)[0])


def _digests(names: Iterable[str]) -> Numbers:
    return np.array([int.from_bytes(hashlib.blake2b(n.encode(), digest_size=8).digest(), "big") for n in names], dtype=np.uint64)


def _joined(arrays: Sequence[Numbers]) -> Numbers:
    return np.concatenate(arrays) if arrays else np.array([], dtype=np.uint64)


def _in(values: Numbers, known: Numbers) -> Numbers:
    """Which of the values are among those known, which are sorted."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return known[at] == values


def _in_several(values: Numbers, part_of: Numbers) -> Numbers:
    """Which of the values are found in more than one part."""
    order = np.lexsort((part_of, values))
    v, p = values[order], part_of[order]
    crossing = (v[1:] == v[:-1]) & (p[1:] != p[:-1])
    return _in(values, np.unique(v[1:][crossing]))
