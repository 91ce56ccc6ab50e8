"""The page around what no notebook made: the front page and the page of changes. As the template, without a table of contents."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from contested.report.html import el, join
from contested.report.render import policy, style

HOME = "index.html"


def frame(body: Markup, *, title: str = "", own: str = HOME, nav: Sequence[tuple[str, str]] = ()) -> str:
    """Put `body` on a page.

    Parameters
    ----------
    title
        Follows the name of the project; empty on the front page.
    own
        File name of the page, marked in the navigation.
    nav
        (file, words) of the pages to link from the head.
    """
    brand = el("a", "Contested Figures", href=HOME, aria_current="page" if own == HOME else None)
    links = (el("li", el("a", words, href=file, aria_current="page" if file == own else None)) for file, words in nav)
    menu = el("nav", "\n", el("ul", join(links, "\n")), "\n", aria_label="Reports") if nav else None
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="generator" content="contested">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="color-scheme" content="light dark">',
        str(el("title", f"{title} – Contested Figures" if title else "Contested Figures")),
        f"<style>{style()}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#main">Skip to the content</a>',
        str(el("header", el("p", brand, cls="brand"), menu, cls="site")),
        f'<main id="main" class="wide-page" tabindex="-1">\n{body}\n</main>',
        '<footer class="site"><p>No script runs here and nothing is fetched: the pages can be kept, mailed and read offline.</p></footer>',
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines)
