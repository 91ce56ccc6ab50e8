"""The pages in a real browser: Chromium without a network, with and without script, wide and narrow."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contested.report import build_reports

PAGES = ("index", "00_corpus", "01_casualties", "02_displacement", "03_control", "04_discrepancies")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        found = None
    if found is None:
        reason = "no Chromium, or no playwright: install the system's package chromium and the extra `test`"
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def reports(tables: Path, notebooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("browser") / "reports"
    build_reports(tables, out, notebooks=notebooks)
    return out


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_says_nothing(browser: Any, reports: Path, name: str) -> None:
    page = browser.new_page()
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    address = (reports / f"{name}.html").as_uri()
    page.goto(address)
    assert requests == [address]
    assert messages == []
    page.close()


@pytest.mark.parametrize("width", [360, 1024, 1600])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_never_scrolls_sideways(browser: Any, reports: Path, name: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((reports / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_click_leads_from_a_number_to_its_sentence_and_back(browser: Any, reports: Path) -> None:
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    page = context.new_page()
    page.goto((reports / "01_casualties.html").as_uri())
    page.locator("#answer a.fig", has_text="160 civilians").first.click()
    target = page.locator("article:target")
    assert target.locator("mark").inner_text() == "160 civilians"
    target.locator("p.back a", has_text="The answer").click()
    assert page.url.endswith("#answer")
    page.locator('svg.chart a[href^="#c-"]').first.click()
    assert page.locator("article:target mark").count() == 1
    context.close()


def test_a_printed_page_opens_what_is_folded(browser: Any, reports: Path) -> None:
    page = browser.new_page()
    page.goto((reports / "01_casualties.html").as_uri())
    data = page.locator("figure details table").first
    assert not data.is_visible()
    page.emulate_media(media="print")
    assert data.is_visible()
    assert not page.locator("nav.toc").is_visible()
    page.close()
