"""Patterns that ignore case: compiled for small letters and matched against a text in small letters, which is far faster."""

from __future__ import annotations

import re

# what a pattern is made of: escapes and the openings of named groups, which stay as they are, and single characters
_PART = re.compile(r"(\\.|\(\?P)|.", re.DOTALL)


def in_small_letters(text: str) -> str:
    """`text` in small letters, of the same length: a letter whose small form is longer stays as it is."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(low if len(low := c.lower()) == 1 else c for c in text)


def in_any_case(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`pattern` for a text in small letters (`TextView.small`): what it finds there, it would find in the text in any case."""
    return re.compile(_PART.sub(lambda m: m[1] or m[0].lower(), pattern), flags)
