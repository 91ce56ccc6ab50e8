from __future__ import annotations

import pytest

from contested.errors import UsageError
from contested.report.clean import clean
from contested.report.html import Column, el, outside_link, plain, show, table, visible
from contested.report.parameters import select


def test_text_is_escaped_and_markup_is_not() -> None:
    assert el("p", "<b>", el("em", "a & b"), title='"x"') == '<p title="&#34;x&#34;">&lt;b&gt;<em>a &amp; b</em></p>'


def test_characters_that_act_become_visible() -> None:
    assert visible("514\u202e\x00\u2067a\tb") == "514[U+202E][U+0000][U+2067]a\tb"
    assert "[U+D800]" in show("\ud800")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " https://x", 'https://x"y', "//x", None])
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert "<a" not in outside_link(url, "words")


def test_a_web_address_becomes_a_link() -> None:
    assert outside_link("https://example.org/a?b=1&c=2", "w").startswith('<a href="https://example.org/a?b=1&amp;c=2" rel="noopener')


def test_a_table_has_caption_scopes_and_a_reachable_scroller() -> None:
    made = table("Numbers", [Column("who", heads=True), Column("n", numeric=True)], [("A<", 3)])
    assert '<div class="scroll" tabindex="0" role="region" aria-label="Numbers">' in made
    assert '<th scope="col" class="num">n</th>' in made
    assert '<th scope="row">A&lt;</th><td class="num" data-l="n">3</td>' in made
    assert plain(made) == "Numbers\nwho  n\nA<  3"


@pytest.mark.parametrize(
    ("dirty", "kept"),
    [
        ("<style scoped>x{}</style><table onclick='a()'><tr><td style='x'>1</td></tr></table>", "<table><tr><td>1</td></tr></table>"),
        ("<img src=x onerror=alert(1)>a<script>alert(1)</script>b", "ab"),
        ("<p>open <b>x", "<p>open <b>x</b></p>"),
        ("</div></main>out", "out"),
        ("<td colspan='\"><script>'>x", '<td colspan="&quot;&gt;&lt;script&gt;">x</td>'),
    ],
)
def test_foreign_html_is_cleaned(dirty: str, kept: str) -> None:
    inner = clean(dirty).removeprefix('<div class="scroll foreign" tabindex="0">').removesuffix("</div>")
    assert inner == kept


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"period_start": "9 December"}, "YYYY-MM-DD"),
        ({"period_start": "2016-12-09", "period_end": "2016-12-01"}, "before"),
        ({"indicators": ["kiled"]}, "did you mean 'killed'"),
        ({"indicators": "killed"}, "write a list"),
        ({"convention": "intervall"}, "did you mean 'interval'"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_an_error(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        select(**parameters)  # type: ignore[arg-type]
