"""From a number to its sentence and back, by links alone."""

from __future__ import annotations

from typing import Any

import pytest

SUBJECTS = ("01_casualties", "02_displacement", "03_control", "04_discrepancies")
LINKS = """() => {
    const links = [...document.querySelectorAll('a[href]')];
    return {
        dead: links.map(a => a.getAttribute('href')).filter(h => h.startsWith('#') && !document.getElementById(h.slice(1))),
        twice: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i),
        used: [...new Set(links.filter(a => !a.closest('.evidence')).map(a => a.getAttribute('href'))
            .filter(h => h.startsWith('#c-')).map(h => h.slice(3)))].sort(),
        marks: Object.fromEntries([...document.querySelectorAll('article[id^="c-"]')].map(
            a => [a.id.slice(2), a.querySelector('mark')?.textContent ?? null])),
        back: Object.fromEntries([...document.querySelectorAll('article[id^="c-"]')].map(
            a => [a.id.slice(2), [...a.querySelectorAll('p.back a')].map(b => b.getAttribute('href').slice(1))])),
        uses: Object.fromEntries([...document.querySelectorAll('main [id]')].map(
            e => [e.id, [...e.querySelectorAll('a[href^="#c-"]')].map(a => a.getAttribute('href').slice(3))])),
    };
}"""


@pytest.mark.parametrize("name", ["index", "changes", "00_corpus", *SUBJECTS])
def test_every_number_leads_to_its_words_and_they_lead_back(browser: Any, site: Any, name: str) -> None:
    page = browser.new_page()
    page.goto(site.address(name))
    found = page.evaluate(LINKS)
    page.close()
    assert found["dead"] == []
    assert found["twice"] == []
    if name in SUBJECTS:
        assert len(found["used"]) > 10
    assert found["used"] == sorted(found["marks"])
    for claim_id, marked in found["marks"].items():
        assert marked == site.claims[claim_id].quote
        assert found["back"][claim_id]
        for place in found["back"][claim_id]:
            assert claim_id in found["uses"][place], f"{place} does not show {claim_id}"


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_click_on_a_number_shows_its_sentence(browser: Any, site: Any, name: str) -> None:
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site.address(name))
    links = page.locator('main a.fig[href^="#c-"]:visible')
    hrefs = [link.get_attribute("href") for link in links.all()]
    first = {href: i for i, href in reversed(list(enumerate(hrefs)))}
    assert len(first) > 10
    # that every link has its target is checked above; here some of them are walked, spread over the page
    for href, i in list(first.items())[:: max(1, len(first) // 12)]:
        links.nth(i).click()
        target = page.locator("article:target")
        assert target.get_attribute("id") == href[1:]
        assert target.locator("mark").text_content() == site.claims[href[3:]].quote
    box = target.bounding_box()
    assert -1 <= box["y"] < 900
    target.locator("p.back a").first.click()
    assert "#" in page.url
    assert not page.url.endswith(href)
    context.close()


def test_a_point_of_a_chart_is_a_link_with_a_name(browser: Any, site: Any) -> None:
    page = browser.new_page(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    page.goto(site.address("01_casualties"))
    point = page.locator('svg.chart a[href^="#c-"]').first
    name = point.get_attribute("aria-label")
    point.focus()
    page.keyboard.press("Enter")
    target = page.locator("article:target")
    assert target.locator("dl").inner_text().count(name.split(":")[0]) >= 1
    page.close()


def test_the_page_of_changes_leads_to_the_evidence_in_the_reports(browser: Any, site: Any) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(site.address("index"))
    page.locator("p.changed a").click()
    link = page.locator("#figure-new a.fig").first
    wanted = link.get_attribute("href").split("#c-")[1]
    link.click()
    assert page.locator("article:target mark").text_content() == site.claims[wanted].quote
    page.close()
