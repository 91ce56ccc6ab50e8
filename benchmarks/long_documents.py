"""Does a long document cost in proportion to its length? ``python benchmarks/long_documents.py [--runs 3] [--sizes 1 2 4 8] [--out FILE]``.

Single documents of 1, 2, 4 and 8 million characters: news that is composed here (sentences of numbers, places, days and sources,
no two alike), the articles of FA-KES joined into one where that corpus is there (`speed.py` says where), digits without end, and
numbers without words. Each is read by `parse_document`, the whole record, in a process of its own after a short text that is not
counted. Given are the median processor time of the parse, the peak memory of the process beyond that of one that reads nothing,
and for both the exponent of the size, fitted by least squares to the logarithms: 1 is linear, 2 is quadratic. Linear counts as
met up to 1.05; what lies between that and 1.15 may be the machine's caches and its other work: measure again with more ``--runs``.

The last rows are the whole command, ``contested parse`` on a file of the composed news, with the limit on the length of a document
raised by its option. Prints a table and writes nothing, unless ``--out FILE`` asks for the same as JSON.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from _machine import machine, machine_line, run
from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.model import Document

MEGABYTE = 1_000_000
MOST = 1.05
COMMAND = "contested parse, news"
PUBLISHED = dt.date(2018, 3, 1)

PLACES = (
    "Aleppo", "Homs", "Idlib", "Raqqa", "Hama", "Daraa", "Palmyra", "Latakia", "Manbij", "al-Bab", "Afrin", "Douma", "Mosul",
    "Maarat al-Numan", "Deir ez-Zor", "Qamishli", "Kobani", "Azaz", "Jarablus", "Saraqib", "the Damascus suburb of Darayya",
)  # fmt: skip
WHO = (
    "the mayor", "a hospital director", "the provincial council", "the Syrian Observatory for Human Rights", "the United Nations",
    "state television", "a rebel commander", "the Russian defence ministry", "the Red Crescent", "two residents", "the White Helmets",
)  # fmt: skip
DONE = ("were killed", "were wounded", "died", "were detained", "went missing", "fled", "were displaced", "were evacuated")
PEOPLE = ("civilians", "people", "soldiers", "children", "rebels", "families", "women and children", "aid workers")
CAUSES = ("an air strike", "shelling", "a car bomb", "clashes", "a mortar attack", "sniper fire", "a raid at dawn")
HEDGES = ("", "", "", "at least ", "about ", "more than ", "up to ", "nearly ")
# a third of them hold figures; the others are what stands around figures in news
SENTENCES = (
    "{hedge}{n} {people} {done} in {place} on {day}, {who} said.",
    "{Who} said {hedge}{n} {people} {done} after {cause} near {place}, where {m} others had arrived since {day}.",
    "{Cause} on {day} left {hedge}{n} {people} dead and {m} wounded in {place}, according to {who}.",
    "Troops took the town of {place} on {day} after {m} hours of fighting, {who} said.",
    "The road from {place} to {other} was closed again on {day}, and lorries waited for {m} hours at the bridge.",
    "It was the visit that {who} had asked for in a letter of {day}, numbered {n}, and the answer came from {place}.",
    "“We have seen this before, in {place} and then in {other},” {who} told reporters on {day}; “it took {m} weeks.”",
    "Bread costs {n} pounds in {place} now, and {m} in {other}, where the bakery of the quarter opened on {day}.",
    "The talks, which had begun in {other} on {day}, were to go on for {m} days, {who} said, without naming {place}.",
    "On {day} the power came back to {place} for {m} hours, a shopkeeper said, and the line to {other} was mended.",
    "Pictures from {place} showed the market, a school with {m} classrooms and the street to {other} as they were on {day}.",
)


def composed(size: int) -> str:
    """News of `size` characters, the same every time; no sentence of it comes twice."""
    chance = random.Random(size)
    known: set[str] = set()
    parts: list[str] = []
    length = 0
    while length < size:
        sentence = _sentence(chance)
        if sentence in known:
            continue
        known.add(sentence)
        parts.append(sentence + ("\n\n" if chance.random() < 0.3 else " "))
        length += len(parts[-1])
    return "".join(parts)[:size]


def _sentence(chance: random.Random) -> str:
    place, other = chance.sample(PLACES, 2)
    day = dt.date(2012, 1, 1) + dt.timedelta(days=chance.randrange(2200))
    who, cause = chance.choice(WHO), chance.choice(CAUSES)
    text = chance.choice(SENTENCES).format(
        hedge=chance.choice(HEDGES),
        n=f"{int(10 ** chance.uniform(0.5, 4.7)):,}",
        m=chance.randrange(2, 400),
        people=chance.choice(PEOPLE),
        done=chance.choice(DONE),
        place=place,
        other=other,
        day=f"{day:%A}, {day:%B} {day.day}, {day.year}" if chance.random() < 0.5 else f"{day.day} {day:%B} {day.year}",
        who=who,
        Who=who[0].upper() + who[1:],
        Cause=cause[0].upper() + cause[1:],
        cause=cause,
    )
    return text[0].upper() + text[1:]


def joined(size: int) -> str:
    """The articles of FA-KES one after the other, from the first again where they do not suffice."""
    from speed import corpus

    text = "\n\n".join(d.text for d in corpus()[1])
    return (text * (size // len(text) + 1))[:size]


def digits(size: int) -> str:
    return "".join(random.Random(size).choices("0123456789", k=size))


def numbers(size: int) -> str:
    chance = random.Random(size)
    return " ".join(str(int(10 ** chance.uniform(0, 6))) for _ in range(size // 3))[:size]


def kinds() -> dict[str, Callable[[int], str]]:
    """What documents are made of, by name."""
    from speed import corpus

    there = "FA-KES" in corpus()[0].split(",")[0]
    real = {"FA-KES, joined": joined} if there else {}
    return {"news, composed": composed, **real, "digits without end": digits, "numbers without words": numbers}


def one(kind: str, size: int) -> None:
    """Parse one document in this process; tells what it took as a line of JSON. A size of 0 reads nothing but the short text."""
    lexicon = load_lexicon()
    parse_document(Document("warm", composed(5000), published=PUBLISHED), lexicon)
    text = kinds()[kind](size) if size else ""
    start = time.process_time()
    claims = parse_document(Document("long", text, published=PUBLISHED), lexicon)
    print(json.dumps({"processor": time.process_time() - start, "claims": len(claims), "characters": len(text)}))


def measure(kind: str, sizes: list[int], runs: int) -> Iterator[dict[str, Any]]:
    """By size: median processor seconds, peak memory in bytes beyond that of a process that reads nothing, claims."""

    def costs(size: int) -> tuple[float, int, int]:
        cost, said = run([sys.executable, __file__, "--one", kind, str(size)])
        told = json.loads(said.splitlines()[-1])
        return told["processor"], cost.memory, told["claims"]

    nothing = costs(0)[1]
    for size in sizes:
        found = [costs(size) for _ in range(runs)]
        yield {
            "size": size,
            "seconds": statistics.median(f[0] for f in found),
            "memory": statistics.median(f[1] for f in found) - nothing,
            "claims": found[0][2],
        }


def measure_command(sizes: list[int], runs: int) -> Iterator[dict[str, Any]]:
    """The same of ``contested parse``, start and tables included; its memory is that of its largest process, whole."""
    with tempfile.TemporaryDirectory(prefix="contested-bench-") as aside:
        for size in sizes:
            source = Path(aside, f"long-{size}.txt")
            source.write_text(composed(size), encoding="utf-8")
            limits = [f"--limit=characters={size * 2}", f"--limit=bytes={size * 4}", "--limit=seconds=600", "--limit=memory=8000000000"]
            command = [sys.executable, "-m", "contested", "parse", str(source), str(Path(aside, "tables")), *limits]
            found = [run(command) for _ in range(runs)]
            said = found[0][1]
            if "1 document," not in said:
                raise SystemExit(f"the long document was not read:\n{said}")
            yield {
                "size": size,
                "seconds": statistics.median(c.processor for c, _ in found),
                "memory": statistics.median(c.memory for c, _ in found),
                "claims": int(said.split(" claims")[0].split()[-1].replace(",", "")),
            }


def exponent(rows: list[dict[str, Any]], of: str) -> float | None:
    """The power of the size that `of` grows with; None where there is too little to fit or nothing that grows."""
    points = [(math.log(r["size"]), math.log(r[of])) for r in rows if r[of] > 0]
    return statistics.linear_regression(*zip(*points, strict=True)).slope if len(points) > 1 else None


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=3, help="processes for each document; the median is given (3)")
    parser.add_argument("--sizes", type=float, nargs="+", default=[1, 2, 4, 8], help="lengths in millions of characters (1 2 4 8)")
    parser.add_argument("--one", nargs=2, metavar=("KIND", "SIZE"), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help="write the figures to this file as JSON")
    args = parser.parse_args()
    if args.one:
        one(args.one[0], int(args.one[1]))
        return 0

    sizes = sorted(int(size * MEGABYTE) for size in args.sizes)
    print(machine_line())
    print(f"one document of a length, in a process of its own; median of {args.runs}\n")
    print(f"{'':28}{'millions of characters':>24}{'processor s':>13}{'MB/s':>8}{'peak MB':>9}{'claims':>9}")
    found: dict[str, Any] = {}
    works: dict[str, Iterator[dict[str, Any]]] = {kind: measure(kind, sizes, args.runs) for kind in kinds()}
    for name, work in {**works, COMMAND: measure_command(sizes, args.runs)}.items():
        rows = []
        for row in work:
            rows.append(row)
            speed = row["size"] / MEGABYTE / row["seconds"]
            print(
                f"{name:28}{row['size'] / MEGABYTE:24.2f}{row['seconds']:13.2f}{speed:8.2f}{row['memory'] / MEGABYTE:9.0f}"
                f"{row['claims']:9,}",
                flush=True,
            )
        found[name] = {"rows": rows, "time exponent": exponent(rows, "seconds"), "memory exponent": exponent(rows, "memory")}

    print(f"\n{'exponent of the size':28}{'time':>8}{'memory':>8}{'target':>10}")
    for name, fit in found.items():
        power, memory = fit["time exponent"], fit["memory exponent"]
        said = ["-" if value is None else f"{value:.2f}" for value in (power, memory)]
        met = power is not None and power <= MOST
        print(f"{name:28}{said[0]:>8}{said[1]:>8}{f'<= {MOST}':>10}  {'met' if met else 'missed'}")
    if args.out:
        args.out.write_text(json.dumps({"machine": machine(), "found": found}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
