"""Work that makes millions of small objects and keeps them to the end: to look for garbage on the way finds none, and takes time."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def without_pauses(f: Callable[P, T]) -> Callable[P, T]:
    """`f` without the cyclic garbage collector, which goes on afterwards where it was on before."""

    @wraps(f)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return f(*args, **kwargs)
        finally:
            if was_on:
                gc.enable()

    return run
