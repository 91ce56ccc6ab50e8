"""Two engines: our own, which needs nothing and gives the same inputs for the same seed; and atheris, guided by coverage."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from seeds import WORDS, seeds
from targets import TARGETS

LONGEST = 3000


@dataclass(slots=True)
class Ran:
    """How many inputs a target was given, and those it failed on."""

    target: str
    runs: int = 0
    seconds: float = 0.0
    failures: dict[bytes, str] = field(default_factory=dict)


def run_own(target: str, runs: int, seed: int) -> Ran:
    """The seeds, then changed ones: bits, blocks and whole words put in, taken out, doubled, swapped, spliced."""
    ran = Ran(target)
    begin = time.monotonic()
    for raw in _inputs(target, runs, seed):
        ran.runs += 1
        try:
            TARGETS[target](raw)
        except Exception as e:
            where = traceback.extract_tb(e.__traceback__)[-1]
            ran.failures.setdefault(raw, f"{type(e).__name__}: {str(e)[:200]} ({Path(where.filename).name}:{where.lineno})")
            if len(ran.failures) >= 20:
                break
    ran.seconds = time.monotonic() - begin
    return ran


def _inputs(target: str, runs: int, seed: int) -> Iterator[bytes]:
    chance = Random(f"{target} {seed}")
    pool = seeds(target)
    yield from pool[:runs]
    is_text = target in ("text", "txt", "md", "csv", "json", "jsonl", "html", "eml", "listing", "dates", "pdf_lines", "docx_words", "names")
    for _ in range(runs - len(pool)):
        raw = bytearray(chance.choice(pool))
        for _ in range(1 + int(chance.expovariate(0.5))):
            _change(raw, chance, pool, words=is_text or chance.random() < 0.3)
        if target == "text" and chance.random() < 0.3:
            # whole words taken out, put in, cut off: what is left still reads like a report
            words = raw.decode("utf-8", "replace").split(" ")
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(words) + 1)
                words[at : at + chance.randint(0, 3)] = chance.choices(WORDS, k=chance.randint(0, 2))
            raw = bytearray(" ".join(words[: chance.randint(1, len(words) + 1)]).encode("utf-8", "surrogatepass"))
        elif target == "text" and chance.random() < 0.3:
            # a text of words alone reaches further than one with broken letters
            raw = bytearray(" ".join(chance.choices(WORDS, k=chance.randint(3, 60))).encode())
        yield bytes(raw[:LONGEST])


def _change(raw: bytearray, chance: Random, pool: list[bytes], *, words: bool) -> None:
    at = chance.randrange(len(raw) + 1)
    to = min(len(raw), at + 1 + int(chance.expovariate(0.1)))
    kind = chance.randrange(9)
    if words and kind < 4:
        raw[at : to if kind == 0 else at] = chance.choice(WORDS).encode("utf-8", "surrogatepass")
    elif kind in (0, 4):
        del raw[at:to]
    elif kind in (1, 5) and raw:
        raw[at % len(raw)] ^= 1 << chance.randrange(8)
    elif kind in (2, 6):
        raw[at:at] = raw[at:to] * chance.choice([1, 2, 30])
    elif kind in (3, 7):
        raw[at:at] = chance.choice([b"\x00", b"\xff", b"\r", b"\xed\xa0\x80", b"\xe2\x80\xae", chance.randbytes(4), b"9" * 40, b"\n"])
    else:
        other = chance.choice(pool)
        cut = chance.randrange(len(other) + 1)
        raw[at:] = other[cut:]


def run_atheris(target: str, runs: int, seed: int, found: Path) -> Ran:
    """In a process of its own; what reaches new code is left in `found`, what fails beside it."""
    here = Path(__file__).parent
    inputs = found / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    for raw in seeds(target):
        (inputs / hashlib.sha256(raw).hexdigest()[:12]).write_bytes(raw)
    (found / "words").write_text("".join(f'"{_quoted(w)}"\n' for w in WORDS if w))
    begin = time.monotonic()
    options = [f"-runs={runs}", f"-seed={seed}", f"-max_len={LONGEST}", f"-dict={found / 'words'}", f"-artifact_prefix={found}/failed-"]
    done = subprocess.run(
        [sys.executable, str(here / "guided.py"), target, *options, "-rss_limit_mb=4000", "-timeout=60", "-print_final_stats=1",
         str(inputs)],
        capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    ran = Ran(target, seconds=time.monotonic() - begin)
    for line in done.stderr.splitlines():
        if line.startswith("stat::number_of_executed_units:"):
            ran.runs = int(line.split()[1])
    for path in sorted(found.glob("failed-*")):
        ran.failures[path.read_bytes()] = next((s for s in done.stderr.splitlines() if "=== Uncaught" in s or "Error" in s), "ended early")
    if done.returncode and not ran.failures:
        ran.failures[b""] = done.stderr[-500:]
    return ran


def _quoted(word: str) -> str:
    return "".join(chr(b) if 32 < b < 127 and b not in b'"\\' else f"\\x{b:02x}" for b in word.encode("utf-8", "surrogatepass"))
