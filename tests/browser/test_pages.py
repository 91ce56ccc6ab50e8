"""Every page in Chromium: it asks for nothing, runs nothing, reads without script, fits its window, and axe has nothing to say."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import pytest

PAGES = ("index", "changes", "00_corpus", "01_casualties", "02_displacement", "03_control", "04_discrepancies")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def test_these_are_all_the_pages(site: Any) -> None:
    assert site.pages == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_says_nothing(browser: Any, site: Any, name: str) -> None:
    page = browser.new_page()
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(site.address(name), wait_until="load")
    assert requests == [site.address(name)]
    assert messages == []
    policy = page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    # the policy lets the page's own style through, and would stop a script
    assert page.evaluate("getComputedStyle(document.querySelector('header.site')).borderBottomStyle") == "solid"
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in " ".join(messages)
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_light_and_dark(browser: Any, site: Any, name: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(site.address(name))
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    # rows, entries, points of a chart and cells of code are all made alike: some of each are looked at, for the sake of time
    page.evaluate(
        """() => {
            const few = (of, some) => [...of].slice(some).forEach(e => e.remove());
            document.querySelectorAll('tbody, .doc, main ul').forEach(e => few(e.children, 5));
            document.querySelectorAll('svg.chart').forEach(e => few(e.children, 30));
            few(document.querySelectorAll('.evidence .doc'), 3);
            few(document.querySelectorAll('details.code'), 2);
        }"""
    )
    page.evaluate(axe())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        # what a reader hears does not depend on the scheme, only what is seen does
        only = {"type": "tag", "values": RULES} if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
        found = page.evaluate("only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)
        said = [f"{v['id']}: {v['nodes'][0]['html'][:200]} ({len(v['nodes'])} times)" for v in found["violations"]]
        assert said == [], scheme
        assert found["passes"]
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_without_script(browser: Any, site: Any, name: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1024, "height": 900})
    page = context.new_page()
    page.goto(site.address(name))
    for heading in page.locator("main h1, main h2").all():
        assert heading.is_visible()
    assert page.locator("h1").count() == 1
    folded = page.locator("main details:not(.code)").first
    if folded.count():
        folded.locator("summary").click()
        assert folded.get_attribute("open") is not None
        assert folded.locator(":scope > :not(summary)").first.is_visible()
    page.keyboard.press("Home")
    context.close()


@pytest.mark.parametrize("width", [360, 1024, 1600])
def test_no_page_scrolls_sideways(browser: Any, site: Any, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    for name in PAGES:
        page.goto(site.address(name))
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.close()


def test_the_first_tab_leads_to_the_content_and_focus_shows(browser: Any, site: Any) -> None:
    page = browser.new_page()
    page.goto(site.address("01_casualties"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator("a.skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    outline = page.evaluate("[document.activeElement.closest('main') !== null, getComputedStyle(document.activeElement).outlineWidth]")
    assert outline == [True, "3px"]
    page.close()


def test_nothing_moves_for_a_reader_who_asked_for_that(browser: Any, site: Any) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(site.address("index"))
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("[...document.querySelectorAll('*')].every(e => getComputedStyle(e).animationName === 'none')")
    page.close()


def test_a_printed_page_opens_what_is_folded_and_leaves_out_what_a_screen_needs(browser: Any, site: Any) -> None:
    page = browser.new_page()
    page.goto(site.address("01_casualties"))
    data = page.locator("figure details table").first
    assert not data.is_visible()
    page.emulate_media(media="print")
    assert data.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    for screen_only in ("nav.toc", "header.site nav", "details.code"):
        assert not page.locator(screen_only).first.is_visible(), screen_only
    page.close()
