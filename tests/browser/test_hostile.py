"""Documents that mean harm: nothing of them runs, nothing of them gets out of its place."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = ("index", "00_corpus", "01_casualties", "02_displacement", "03_control", "04_discrepancies")


def test_the_documents_got_as_far_as_the_reports(hostile: Any) -> None:
    assert len(hostile.claims) >= 16
    assert max(len(c.source or "") for c in hostile.claims.values()) > 100_000
    assert max(len(c.publisher or "") for c in hostile.claims.values()) >= 1000  # what reading leaves of 100 KB
    text = (hostile.folder / "01_casualties.html").read_text(encoding="utf-8")
    for trace in ("&lt;script&gt;", "&lt;svg onload", "&lt;img src=x", "[U+202E]", "&lt;/main&gt;", "{{ 7*7 }}"):
        assert trace in text


@pytest.mark.parametrize("name", PAGES)
def test_nothing_executes(browser: Any, hostile: Any, name: str) -> None:
    page = browser.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: heard.append(request.url))
    page.goto(hostile.address(name))
    # a policy that stops a script says so on the console: silence means that there was none to stop
    assert heard == [hostile.address(name)]
    assert page.evaluate("window.executed") is None
    assert page.title().endswith("Contested Figures")
    counts = page.evaluate("""() => ({
        alien: document.querySelectorAll('script, img, iframe, form, template, body style, svg[onload], [onerror], [style]').length,
        addresses: [...document.querySelectorAll('[href]')].map(a => a.getAttribute('href'))
            .filter(h => !/^(#|https:|tables\\/|\\w+\\.html|data:text\\/csv;charset=utf-8;base64,[A-Za-z0-9+\\/=]*$)/.test(h)),
        turned: /[\\u0000-\\u0008\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.textContent),
    })""")
    assert counts == {"alien": 0, "addresses": [], "turned": False}
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_breaks_the_layout(browser: Any, hostile: Any, name: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(hostile.address(name))
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    shape = page.evaluate("""() => ({
        body: [...document.body.children].map(e => e.tagName),
        stray: document.querySelectorAll('main main, article article, article h2').length,
        lost: [...document.querySelectorAll('article')].filter(a => !a.closest('main') || !a.querySelector('mark')).length,
        wide: document.documentElement.scrollWidth,
        tallest: Math.max(0, ...[...document.querySelectorAll('h1, h2, h3, h4, td, th, caption, li')].map(e => e.offsetHeight)),
    })""")
    assert shape["body"] in (["A", "HEADER", "DIV", "FOOTER"], ["A", "HEADER", "MAIN", "FOOTER"])
    assert shape["stray"] == shape["lost"] == 0
    assert shape["wide"] <= 360
    assert shape["tallest"] < 3000  # a title of 100 KB does not push everything else away
    assert (hostile.folder / f"{name}.html").stat().st_size < 1_000_000
    page.close()


def test_its_words_are_still_the_words_of_the_document(browser: Any, hostile: Any) -> None:
    page = browser.new_page()
    page.goto(hostile.address("01_casualties"))
    marks = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('article')].map(a => [a.id.slice(2), a.querySelector('mark').textContent]))"
    )
    page.close()
    assert len(marks) >= 8
    for claim_id, words in marks.items():
        assert words == hostile.claims[claim_id].quote
