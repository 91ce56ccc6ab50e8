"""Settings as a user writes them; what cannot be is an error with a suggestion."""

from __future__ import annotations

from typing import Any

import pytest

from contested.documents import Columns, Limits, ReadSettings, make_settings
from contested.errors import UsageError


@pytest.mark.parametrize(
    ("columns", "limits", "settings"),
    [
        ({}, {}, ReadSettings()),
        ({"text": "body", "date_order": "dmy"}, {}, ReadSettings(columns=Columns(text="body", date_order="dmy"))),
        ({}, {"seconds": "0.5", "bytes": "1_000", "pages": 3}, ReadSettings(limits=Limits(seconds=0.5, bytes=1000, pages=3))),
    ],
)
def test_settings(columns: dict[str, Any], limits: dict[str, Any], settings: ReadSettings) -> None:
    assert make_settings(columns, limits) == settings


@pytest.mark.parametrize(
    ("columns", "limits", "message"),
    [
        ({"txt": "body"}, {}, "no 'txt'; did you mean text"),
        ({"text": ""}, {}, "give the name of a column"),
        ({"text": 5}, {}, "give the name of a column"),
        ({"date_order": "ydm"}, {}, "one of auto, mdy, dmy, ymd"),
        ({}, {"byte": 5}, "did you mean bytes"),
        ({}, {"bytes": "many"}, "give a number"),
        ({}, {"bytes": 0}, "at least 1"),
        ({}, {"bytes": 1.5}, "whole number"),
        ({}, {"seconds": "nan"}, "above 0"),
        ({}, {"seconds": float("inf")}, "above 0"),
        ({}, {"pages": True}, "at least 1"),
        ({}, {"pages": None}, "give a number"),
    ],
)
def test_what_cannot_be(columns: dict[str, Any], limits: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        make_settings(columns, limits)
