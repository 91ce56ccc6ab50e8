"""Pictures of published pages for people to look at: ``python tests/browser/screenshots.py REPORTS INTO``.

Every page at three widths, in light and (at the middle width) in dark, and every page of its printed form.
Long pages are cut into pictures of one screen each and at the most `MOST` of them; `report.png` is the picture of the
README. The folder INTO is made anew.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

WIDTHS, HEIGHT, MOST = (360, 1024, 1600), 2400, 4
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def main(reports: Path, into: Path) -> None:
    """Take them all."""
    from playwright.sync_api import sync_playwright

    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("no Chromium: install the system's package chromium")
    pages = sorted(reports.glob("*.html"))
    if not pages:
        sys.exit(f"no pages in {reports}: make report first")
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        for path in pages:
            for width in WIDTHS:
                _screens(browser, path, into, width, "light")
            _screens(browser, path, into, WIDTHS[1], "dark")
            _print(browser, path, into)
        _readme(browser, reports, into)
        browser.close()
    print(f"{sum(1 for _ in into.iterdir())} pictures: {into}")


def _screens(browser: Any, path: Path, into: Path, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(path.resolve().as_uri())
    height = page.evaluate("document.documentElement.scrollHeight")
    for n, top in enumerate(range(0, min(height, HEIGHT * MOST), HEIGHT), 1):
        name = f"{path.stem}-{width}{'-dark' if scheme == 'dark' else ''}-{n:02}.png"
        clip = {"x": 0, "y": top, "width": width, "height": min(HEIGHT, height - top)}
        page.screenshot(path=str(into / name), full_page=True, clip=clip)
    page.close()


def _readme(browser: Any, reports: Path, into: Path) -> None:
    """The picture of the README (docs/report.png): a chart, and the evidence of a figure in it that an alarm stands beside."""
    from PIL import Image

    page = browser.new_page(viewport={"width": 900, "height": 900}, reduced_motion="reduce")
    page.goto((reports / "01_casualties.html").resolve().as_uri())
    shown = page.evaluate("""() => {
        const figure = document.querySelector('figure:has(svg.chart)');
        const ids = [...figure.querySelectorAll('svg a')].map(a => a.getAttribute('href').slice(1));
        const found = ids.filter(id => document.querySelector(`#${id} .facts .alarm`)).pop() ?? ids.pop();
        location.hash = found;
        return found;
    }""")
    parts = [page.locator("figure:has(svg.chart)").first, page.locator(f"#{shown}")]
    pictures = [Image.open(io.BytesIO(part.screenshot())) for part in parts]
    page.close()
    edge, gap = 28, 16
    size = (max(p.width for p in pictures) + 2 * edge, sum(p.height + gap for p in pictures) - gap + 2 * edge)
    whole, top = Image.new("RGB", size, "white"), edge
    for picture in pictures:
        whole.paste(picture, (edge, top))
        top += picture.height + gap
    whole.save(into / "report.png", optimize=True)


def _print(browser: Any, path: Path, into: Path) -> None:
    import pypdfium2

    page = browser.new_page()
    page.goto(path.resolve().as_uri())
    data = page.pdf(format="A4", print_background=True)
    page.close()
    (into / f"{path.stem}.pdf").write_bytes(data)
    document = pypdfium2.PdfDocument(data)
    for n in range(len(document)):
        document[n].render(scale=1.25).to_pil().save(into / f"{path.stem}-print-{n + 1:02}.png")
    document.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
