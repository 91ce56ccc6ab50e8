"""From a number to its sentence and back, by links alone."""

from __future__ import annotations

import random
from typing import Any

import pytest

SUBJECTS = ("01_casualties", "02_displacement", "03_control", "04_discrepancies")
LINKS = """() => {
    const links = [...document.querySelectorAll('a[href]')];
    return {
        dead: links.map(a => a.getAttribute('href')).filter(h => h.startsWith('#') && !document.getElementById(h.slice(1))),
        twice: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i),
        used: [...new Set(links.filter(a => !a.closest('article')).map(a => a.getAttribute('href'))
            .filter(h => h.startsWith('#c-')).map(h => h.slice(3)))].sort(),
        sent: [...new Set(links.filter(a => !a.closest('article')).map(a => a.getAttribute('href'))
            .filter(h => /^\\w+\\.html#c-/.test(h)).map(h => h.split('#c-')[1]))],
        marks: Object.fromEntries([...document.querySelectorAll('article[id^="c-"]')].map(
            a => [a.id.slice(2), a.querySelector('mark')?.textContent ?? null])),
        back: Object.fromEntries([...document.querySelectorAll('article[id^="c-"]')].map(
            a => [a.id.slice(2), [...a.querySelectorAll('p.back a')].map(b => b.getAttribute('href'))])),
        numbers: Object.fromEntries([...document.querySelectorAll('article[id^="c-"]')].map((a, i) => [a.id.slice(2), String(i + 1)])),
        noted: [...document.querySelectorAll('a.fig[data-n]')].map(a => [a.getAttribute('href').slice(3), a.dataset.n]),
        plain: document.querySelectorAll('main a.fig[href^="#c-"]:not([data-n])').length,
        uses: Object.fromEntries([...document.querySelectorAll('main [id]')].map(
            e => [e.id, [...e.querySelectorAll('a[href^="#c-"]')].map(a => a.getAttribute('href').slice(3))])),
    };
}"""


@pytest.fixture(scope="module")
def links(browser: Any, site: Any) -> dict[str, Any]:
    """By page: what it links to, what it highlights, where its evidence leads back to."""
    page = browser.new_page()
    found = {}
    for name in site.pages:
        page.goto(site.address(name))
        found[name] = page.evaluate(LINKS)
    page.close()
    return found


@pytest.mark.parametrize("name", ["index", "changes", "00_corpus", *SUBJECTS])
def test_every_number_leads_to_its_words_and_they_lead_back(links: dict[str, Any], site: Any, name: str) -> None:
    found = links[name]
    assert found["dead"] == []
    assert found["twice"] == []
    if name in SUBJECTS:
        assert len(found["used"]) > 10
    assert found["used"] == sorted(found["marks"])
    for claim_id, marked in found["marks"].items():
        assert marked == site.claims[claim_id].quote
        here = [to[1:] for to in found["back"][claim_id] if to.startswith("#")]
        assert here
        for place in here:
            assert claim_id in found["uses"][place], f"{place} does not show {claim_id}"
        elsewhere = {to.partition("#")[0].removesuffix(".html") for to in found["back"][claim_id] if not to.startswith("#")}
        assert elsewhere == {n for n, p in links.items() if n != name and (claim_id in p["marks"] or claim_id in p["sent"])}


def test_on_paper_a_number_leads_to_its_endnote(links: dict[str, Any]) -> None:
    for found in links.values():
        assert found["plain"] == 0
        assert all(found["numbers"][claim_id] == n for claim_id, n in found["noted"])
    assert links["01_casualties"]["noted"]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_ten_numbers_at_random_lead_to_their_sentences(browser: Any, site: Any, script: bool) -> None:
    """As a reviewer would: any number of any page, clicked; the words highlighted there must say it; and back again."""
    context = browser.new_context(java_script_enabled=script, reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    chosen = random.Random(2016)
    for name in chosen.choices(site.pages, k=10):
        page.goto(site.address(name))
        numbers = page.locator("main a.fig:visible")
        number = numbers.nth(chosen.randrange(numbers.count()))
        claim = site.claims[number.get_attribute("href").split("#c-")[1]]
        number.click()
        target = page.locator("article:target")
        assert target.locator("mark").text_content() == claim.quote
        assert target.locator("blockquote").text_content() == claim.sentence
        back = target.locator("p.back a[href^='#']").first
        slug = back.get_attribute("href")
        back.click()
        assert page.url.endswith(slug)
        assert page.locator(f"{slug} a[href='#c-{claim.claim_id}']").count() >= 1
    context.close()


def test_a_comparison_leads_to_what_each_claimant_said(browser: Any, site: Any) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(site.address("04_discrepancies"))
    rows = page.locator("#comparisons tbody tr, #apart-table tbody tr")
    rows.first.locator("th a").click()
    sheet = page.locator(".sheet:target")
    assert "times from lowest to highest" in sheet.locator(".verdict").inner_text()
    voices = sheet.locator(".voices li")
    assert voices.count() >= 2
    for voice in voices.all():
        claim = site.claims[voice.locator("a.fig").get_attribute("href").removeprefix("#c-")]
        assert voice.locator("mark").text_content() == claim.quote
        assert voice.locator("blockquote").text_content() == claim.sentence
    page.close()


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
    page.goto(site.address("changes"))
    warned = page.locator("#alarm-new a.fig")
    assert warned.count() >= 2
    quote = site.claims[warned.last.get_attribute("href").split("#c-")[1]].quote
    warned.last.click()
    assert page.locator("article:target mark").text_content() == quote
    page.goto(site.address("changes"))
    page.locator("#comparison-new th a").first.click()
    page.locator(".sheet:target .voices li:nth-child(2)").wait_for()
    page.close()
