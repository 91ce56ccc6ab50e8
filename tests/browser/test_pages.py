"""Every page in Chromium: it asks for nothing, runs nothing, reads without script, fits its window, and axe has nothing to say."""

from __future__ import annotations

import os
import re
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from contested.charts.colours import contrast

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


WINDOWS = ((1280, "light"), (1280, "dark"), (360, "light"))
# `make axe` looks at every page in every window; the suite at the front page in all, and at each of the others in one
EVERYWHERE = os.environ.get("CONTESTED_AXE") == "all"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Any, site: Any, name: str) -> None:
    """On the whole page with everything unfolded; side by side in windows of their own, for the sake of time."""
    wanted = WINDOWS if EVERYWHERE or name == "index" else WINDOWS[:1]
    windows = [(width, scheme, _window(browser, site, name, width, scheme)) for width, scheme in wanted]
    for width, scheme, page in windows:
        rules: dict[str, Any] = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        if scheme == "dark":  # what a reader hears does not depend on the scheme, only what is seen does
            rules["runOnly"] = {"type": "rule", "values": ["color-contrast"]}
        if width == 360:  # nor on the width: there it is about what fingers hit and what scrolls
            rules["runOnly"] = {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}
        page.evaluate(axe())
        page.evaluate("rules => { setTimeout(() => { window.found = axe.run(document, rules) }) }", rules)
    for width, scheme, page in windows:
        found = page.evaluate("async () => { while (!window.found) await new Promise(r => setTimeout(r)); return await window.found }")
        said = [f"{v['id']}: {v['nodes'][0]['html'][:200]} ({len(v['nodes'])} times)" for v in found["violations"]]
        assert said == [], (width, scheme)
        assert len(found["passes"]) > (20 if (width, scheme) == (1280, "light") else 0)
        page.context.close()


def _window(browser: Any, site: Any, name: str, width: int, scheme: str = "light") -> Any:
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto(site.address(name))
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    return page


COLOURS = """() => {
    const channels = c => (c.match(/[\\d.]+/g) || []).map(Number);
    const behind = e => {
        for (; e; e = e.parentElement) {
            const c = getComputedStyle(e).backgroundColor;
            if ((channels(c)[3] ?? 1) === 1) return c;
        }
    };
    const found = {};
    const note = (kind, ink, paper, e) => { found[[kind, ink, paper].join('|')] ??= e.outerHTML.slice(0, 120) };
    for (const e of document.querySelectorAll('body *')) {
        const style = getComputedStyle(e);
        if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || ['title', 'desc'].includes(e.tagName)) continue;
        const px = parseFloat(style.fontSize), large = px >= 24 || (px >= 18.66 && style.fontWeight >= 700);
        note(large ? 'large' : 'text', e.closest('svg') ? style.fill : style.color, behind(e.closest('svg')?.parentElement ?? e), e);
    }
    // what is drawn of claims: markers, arrows, intervals; swatches
    for (const e of document.querySelectorAll('svg.chart a use, svg.chart a path[stroke]:not(defs *), .swatch g')) {
        const style = getComputedStyle(e), lined = style.stroke !== 'none' && +style.strokeOpacity > 0;
        const paper = behind(e.closest('svg').parentElement), share = style.opacity * (lined ? style.strokeOpacity : style.fillOpacity);
        const ink = channels(lined ? style.stroke : style.fill).slice(0, 3);
        note('drawn', `rgb(${ink.map((c, i) => c * share + channels(paper)[i] * (1 - share))})`, paper, e);
    }
    return Object.entries(found).map(([key, html]) => [...key.split('|'), html]);
}"""
ENOUGH = {"text": 4.5, "large": 3.0, "drawn": 3.0}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_and_all_marks_stand_out(browser: Any, site: Any, scheme: str) -> None:
    """Also where axe does not decide: text of charts, and the marks of claims."""
    for name in PAGES:
        page = _window(browser, site, name, 1280, scheme)
        pairs = page.evaluate(COLOURS)
        page.context.close()
        kinds = {kind for kind, *_ in pairs}
        assert {"text", "large"} <= kinds
        assert "drawn" in kinds or name == "changes"
        weak = [(kind, ink, paper, html) for kind, ink, paper, html in pairs if contrast(_hex(ink), _hex(paper)) < ENOUGH[kind]]
        assert weak == [], name


def _hex(colour: str) -> str:
    red, green, blue = (int(float(c)) for c in re.findall(r"[\d.]+", colour)[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_the_keyboard_reaches_everything_and_focus_shows(browser: Any, site: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.goto(site.address("03_control"))
    stops = page.evaluate("document.querySelectorAll('a[href], summary, [tabindex=\"0\"]').length")
    reached: set[str] = set()
    for _ in range(min(stops, 150)):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => {
            const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
            return {kind: e.closest('svg') ? 'point' : e.tagName, inside: box.bottom > 0 && box.top < innerHeight && box.right > 0,
                    outline: parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none'};
        }""")
        assert seen["inside"], seen
        assert seen["outline"], seen
        reached.add(seen["kind"])
    assert {"A", "SUMMARY", "DIV", "point"} <= reached
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


@pytest.mark.parametrize("width", [320, 360, 1024, 1600])
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
