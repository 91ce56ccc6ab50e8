"""From executed notebooks to single HTML files, through the project's own nbconvert template."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from contested.charts.svg import LINK
from contested.errors import ReportError
from contested.report.clean import clean
from contested.report.html import el, join, show
from contested.report.lab import out_of_lab
from contested.report.notebook import prepare, read_notebook
from contested.report.view import CARD

TEMPLATES = Path(__file__).parent / "template"
# What a cell shows: the first of these that it has.
SHOWN = ("text/html", "image/svg+xml", "image/png", "text/markdown", "text/latex", "text/plain")
_HEADING = re.compile(r"^(#{1,3})\s+(.+?)\s*#*\s*$")
_ID = re.compile(r'\sid="([^"]+)"')
_TARGET = re.compile(r'\shref="#([^"]+)"')
_ELSEWHERE = re.compile(r'\shref="([\w.-]+\.html)#([^"]+)"')
_FIGURE = re.compile(r'<a href="#c-([^"]+)" class="fig"')
_LINKED = re.compile(r'<a href="#c-([^"]+)" class="fig">(.*?)</a>')
_SHEET = re.compile(r'<section id="x-([^"]+)"')
_ENTRY = re.compile(r'(<article id="c-([^"]+)".*?)(</p></article>)', re.DOTALL)


@lru_cache(maxsize=1)
def style() -> str:
    """The style sheet of every page."""
    return (TEMPLATES / "contested" / "style.css").read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def policy() -> str:
    """The content security policy of every page: this one style sheet, pictures inside the file, nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def slug_of(heading: str) -> str:
    """The anchor of a section."""
    return "s-" + re.sub(r"[^a-z0-9]+", "-", heading.casefold()).strip("-")


def outline(notebook: Any) -> tuple[str, list[tuple[str, str]]]:
    """Title and sections (anchor, words) of a notebook, from the headings of its markdown cells."""
    title, sections = "", []
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for line in cell.source.splitlines():
            found = _HEADING.match(line)
            if found and len(found[1]) == 1:
                title = title or found[2]
            elif found and len(found[1]) == 2:
                sections.append((slug_of(found[2]), found[2]))
    return title, sections


def _anchored(markup: str) -> str:
    """Give the headings of rendered markdown the anchors of the table of contents."""

    def head(match: re.Match[str]) -> str:
        words = re.sub(r"<[^>]+>", "", match[3]).replace("&amp;", "&")
        return f'<h{match[1]} id="{slug_of(words)}">{match[3]}</h{match[1]}>'

    return re.sub(r"<h([23])([^>]*)>(.*?)</h\1>", head, markup, flags=re.DOTALL)


def _as_picture(data: str | bytes, mime: str) -> Markup:
    raw = data if isinstance(data, bytes) else data.encode()
    encoded = raw.decode().replace("\n", "") if mime == "image/png" else base64.b64encode(raw).decode()
    return el("img", src=f"data:{mime};base64,{encoded}", alt="A picture of a notebook cell, without a description")


@lru_cache(maxsize=1)
def exporter() -> Any:
    """The exporter of every page; made once. Its imports take a second, so make it while kernels work."""
    prepare()
    # TemplateExporter and not HTMLExporter: the latter parses and writes each page again (which puts its tags in lower
    # case and its attributes in another order) only to describe pictures that this template has described already
    from nbconvert.exporters import TemplateExporter
    from nbconvert.filters import Highlight2HTML
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
    from traitlets.config import Config

    config = Config()
    config.NBConvertBase.display_data_priority = list(SHOWN)
    made: Any = TemplateExporter(  # type: ignore[no-untyped-call]
        config=config, template_name="contested", template_file="index.html.j2", extra_template_basedirs=[str(TEMPLATES)]
    )
    highlight = Highlight2HTML(pygments_lexer="ipython3", parent=made)  # type: ignore[no-untyped-call]
    # long lines scroll, so the keyboard must get there
    made.register_filter("highlight_code", lambda code, **more: highlight(code, **more).replace("<pre>", '<pre tabindex="0">'))
    markdown = MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True))
    made.register_filter("markdown2html", lambda text: str(markdown.render(text)))
    made.register_filter("anchored", _anchored)
    made.register_filter("clean", clean)
    made.register_filter("out_of_lab", out_of_lab)
    made.register_filter("as_picture", _as_picture)
    made.register_filter("shown", lambda text: str(show(text)))
    return made


def render(path: Path, *, neighbours: Sequence[tuple[str, str]] = ()) -> str:
    """Render one executed notebook.

    Parameters
    ----------
    neighbours
        (file, words) of the reports to link from the head of the page.
    """
    notebook = read_notebook(path)
    title, sections = outline(notebook)
    _gather_code(notebook)
    resources = {
        "title": title or path.stem,
        "sections": sections,
        "style": style(),
        "policy": policy(),
        "neighbours": list(neighbours),
        "own": f"{path.stem}.html",
        "card": CARD,
    }
    body, _ = exporter().from_notebook_node(notebook, resources={"contested": resources})
    page = "\n".join(line.rstrip() for line in str(body).splitlines() if line.strip()) + "\n"
    # words of documents hold no such thing: their quotation marks are escaped
    page = _numbered(page.replace(f' {LINK}="', ' href="'))
    check_links(page, f"{path.stem}.html")
    return page


def _gather_code(notebook: Any) -> None:
    """Show the code of cells without output (the parameters, say) with that of the next cell that has one."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    waiting: list[str] = []
    for number, cell in enumerate(cells, 1):
        waiting.append(cell.source.strip())
        cell.source = ""
        if cell.outputs or number == len(cells):
            cell.source = "\n\n".join(filter(None, waiting))
            waiting = []


def _numbered(page: str) -> str:
    """Give each figure the number of its evidence, so that on paper it leads there as to an endnote."""
    numbers = {claim_id: n for n, claim_id in enumerate(claims_in(page), 1)}
    return _FIGURE.sub(lambda m: f'{m[0]} data-n="{numbers[m[1]]}"' if m[1] in numbers else m[0], page)


def link_pages(pages: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, str]:
    """Let each piece of evidence name the other pages that show the same claim.

    Parameters
    ----------
    pages
        Markup by file name. A page shows a claim when it holds its evidence or links to it in another page.
    titles
        What to call a page, by file name.
    """
    shown: dict[str, dict[str, str]] = {}
    for name, page in pages.items():
        for claim_id in claims_in(page):
            shown.setdefault(claim_id, {})[name] = f"{name}#c-{claim_id}"
        for _, target in _ELSEWHERE.findall(page):
            if target.startswith("c-"):
                shown.setdefault(target[2:], {}).setdefault(name, name)

    def entry(own: str, match: re.Match[str]) -> str:
        others = [el("a", titles.get(name, name), href=to) for name, to in shown[match[2]].items() if name != own]
        return f"{match[1]}; in other pages: {join(others, ', ')}{match[3]}" if others else match[0]

    return {name: _ENTRY.sub(partial(entry, name), page) for name, page in pages.items()}


def from_outside(markup: str, pages: Mapping[str, str]) -> Markup:
    """Let figures lead to their evidence from a page that has none itself; one that no report proves becomes plain words.

    Parameters
    ----------
    markup
        A piece of a report.
    pages
        By claim id: the report page that holds its evidence.
    """

    def link(match: re.Match[str]) -> str:
        return f'<a href="{pages[match[1]]}#c-{match[1]}" class="fig">{match[2]}</a>' if match[1] in pages else match[2]

    return Markup(_LINKED.sub(link, markup))


def claims_in(page: str) -> list[str]:
    """The ids of the claims whose evidence a page holds, in its order."""
    return [name[2:] for name in _ID.findall(page) if name.startswith("c-")]


def comparisons_in(page: str) -> list[str]:
    """The ids of the cells that a page shows side by side, in its order."""
    return _SHEET.findall(page)


def check_links(page: str, name: str) -> None:
    """Raise ReportError where a link inside the page leads nowhere or two elements share an id."""
    ids = _ID.findall(page)
    known = set(ids)
    if len(known) != len(ids):
        twice = next(i for i in ids if ids.count(i) > 1)
        raise ReportError(f"{name}: the anchor {twice!r} is there twice; give each view of the notebook its own name")
    for target in _TARGET.findall(page):
        if target not in known:
            hint = "; show the evidence in the last cells, after every table and chart" if target.startswith("c-") else ""
            raise ReportError(f"{name}: a link leads to {target!r}, which is not in the page{hint}")


def check_links_between(pages: Mapping[str, str]) -> None:
    """Raise ReportError where a link leads to a place in another page that is not there."""
    known = {name: set(_ID.findall(page)) for name, page in pages.items()}
    for name, page in pages.items():
        for file, target in _ELSEWHERE.findall(page):
            if target not in known.get(file, ()):
                raise ReportError(f"{name}: a link leads to {target!r} in {file}, where it is not")
