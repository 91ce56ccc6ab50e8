"""Ways in which a file arrives broken: each takes the bytes of a good one, and a generator of chance."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Damage = Callable[[bytes, Random], bytes]


def truncated(raw: bytes, chance: Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def nearly_whole(raw: bytes, chance: Random) -> bytes:
    return raw[: len(raw) - chance.randint(1, min(40, len(raw)))]


def beheaded(raw: bytes, chance: Random) -> bytes:
    return raw[chance.randint(1, min(200, len(raw))) :]


def one_bit(raw: bytes, chance: Random) -> bytes:
    return _flipped(raw, chance, 1)


def some_bits(raw: bytes, chance: Random) -> bytes:
    return _flipped(raw, chance, 1 + len(raw) // 200)


def many_bits(raw: bytes, chance: Random) -> bytes:
    return _flipped(raw, chance, 1 + len(raw) // 8)


def _flipped(raw: bytes, chance: Random, n: int) -> bytes:
    out = bytearray(raw)
    for _ in range(n):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def hole(raw: bytes, chance: Random) -> bytes:
    """A block of zeros, as a disk leaves it that lost a sector."""
    start = chance.randrange(len(raw))
    return raw[:start] + bytes(min(512, len(raw) - start)) + raw[start + 512 :]


def nul_bytes(raw: bytes, chance: Random) -> bytes:
    out = bytearray(raw)
    for _ in range(chance.randint(1, 20)):
        out.insert(chance.randrange(len(out)), 0)
    return bytes(out)


def repeated_part(raw: bytes, chance: Random) -> bytes:
    a, b = sorted((chance.randrange(len(raw)), chance.randrange(len(raw))))
    return raw[:b] + raw[a:b] * chance.randint(1, 20) + raw[b:]


def shuffled(raw: bytes, chance: Random) -> bytes:
    size = max(1, len(raw) // 10)
    blocks = [raw[i : i + size] for i in range(0, len(raw), size)]
    chance.shuffle(blocks)
    return b"".join(blocks)


def rubbish_in_front(raw: bytes, chance: Random) -> bytes:
    return chance.randbytes(chance.randint(1, 300)) + raw


def rubbish_behind(raw: bytes, chance: Random) -> bytes:
    return raw + chance.randbytes(chance.randint(1, 3000))


def rubbish(raw: bytes, chance: Random) -> bytes:
    return chance.randbytes(chance.randint(1, 5000))


def blank(raw: bytes, chance: Random) -> bytes:
    return chance.choice([b"", b"\n", b" \t\r\n" * 20, b"\xef\xbb\xbf", b"\xff\xfe", b"\x00"])


def utf16(raw: bytes, chance: Random) -> bytes:
    coded = raw.decode("latin-1").encode(chance.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32"]))
    return coded[: len(coded) - chance.randint(0, 1)]


def other_encoding(raw: bytes, chance: Random) -> bytes:
    text = raw.decode("utf-8", "replace").replace("people", "caf\u00e9 \u201cpeople\u201d \u062d\u0644\u0628")
    return text.encode(chance.choice(["cp1252", "cp1256", "utf-7", "shift_jis", "gb18030", "mac_roman", "cp037"]), "replace")


def encoded_twice(raw: bytes, chance: Random) -> bytes:
    text = raw.decode("utf-8", "replace").replace(" people", " \u201cpeople\u201d \u2014 caf\u00e9")
    return text.encode().decode("cp1252", "replace").encode()


def bad_marks(raw: bytes, chance: Random) -> bytes:
    """A byte order mark that lies."""
    return chance.choice([b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf\xff", b"\x00\x00\xfe\xff"]) + raw


def lone_surrogates(raw: bytes, chance: Random) -> bytes:
    """Halves of surrogate pairs: as bytes, and as JSON spells them."""
    half = chance.choice([b"\xed\xa0\x80", b"\\ud800", b"\\udfff x", b"&#xD800;"])
    return raw.replace(b"people", half + b"people") if b"people" in raw else raw + half


def one_huge_line(raw: bytes, chance: Random) -> bytes:
    return raw.replace(b"\n", b" ") * chance.choice([20, 200])


def control_characters(raw: bytes, chance: Random) -> bytes:
    return b"".join(bytes([b]) + (bytes([chance.randint(0, 31)]) if chance.random() < 0.05 else b"") for b in raw)


DAMAGES: tuple[Damage, ...] = (
    truncated, nearly_whole, beheaded, one_bit, some_bits, many_bits, hole, nul_bytes, repeated_part, shuffled, rubbish_in_front,
    rubbish_behind, rubbish, blank, utf16, other_encoding, encoded_twice, bad_marks, lone_surrogates, one_huge_line, control_characters,
)  # fmt: skip
