"""Web pages: main text, metadata, and nothing from around them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from contested.documents import Reject, read_corpus
from contested.documents.html import fragment_text
from contested.model import Document

PAGE = """<!doctype html><html><head><title>{title}</title>{head}</head><body>
<nav><a href="/">Home</a> <a href="/x">99 killed elsewhere</a></nav>
<article>{body}</article>
<aside>Related: 88 dead in another town</aside><footer>Copyright 2019 Example</footer></body></html>"""
BODY = (
    "<h1>Dozens killed as front moves</h1><p>At least 1&nbsp;200 civilians were killed in the offen&shy;sive, the governor said on "
    "<a href=x>Monday</a>.</p><p>More than <b>45,000</b> people fled.<br>Another 3 died.</p>"
)


def _read(folder: Path, html: str, encoding: str = "utf-8") -> Document | Reject:
    (folder / "a.html").write_bytes(html.encode(encoding))
    corpus = read_corpus(folder)
    (item,) = [*corpus.documents, *corpus.rejects]
    return item


def _page(body: str = BODY, head: str = "", title: str = "Dozens killed as front moves | Example News") -> str:
    return PAGE.format(body=body, head=head, title=title)


def test_main_text_without_what_is_around_it(tmp_path: Path) -> None:
    document = _read(tmp_path, _page())
    assert document.text == (
        "Dozens killed as front moves\n\nAt least 1 200 civilians were killed in the offensive, the governor said on Monday.\n\n"
        "More than 45,000 people fled.\n\nAnother 3 died."
    )
    assert document.title == "Dozens killed as front moves"


def test_a_table_keeps_its_rows_together(tmp_path: Path) -> None:
    table = "<table><tr><th>District</th><th>Killed</th></tr><tr><td>Hanano</td><td>12</td></tr></table>"
    assert "\n\n| District | Killed |\n| Hanano | 12 |" in _read(tmp_path, _page(BODY + table)).text


def test_the_headline_comes_first_where_the_main_text_lacks_it(tmp_path: Path) -> None:
    text = _read(tmp_path, _page(BODY[BODY.index("<p>") :], title="A headline of its own")).text
    assert text.startswith("A headline of its own\n\nAt least")


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2016-12-05T23:30:00-05:00">', dt.date(2016, 12, 5)),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2016-12-06"}</script>', dt.date(2016, 12, 6)),
        ('<meta name="date" content="2016-12-07">', dt.date(2016, 12, 7)),
        ('<meta name="date" content="soon">', None),
        ('<meta name="date" content="0001-01-01">', None),
        ("", None),
    ],
)
def test_the_date_is_that_of_the_metadata(tmp_path: Path, head: str, published: dt.date | None) -> None:
    document = _read(tmp_path, _page(head=head))
    assert document.published == published
    assert document.published_from == ("metadata of the page" if published else None)


def test_publisher_and_address(tmp_path: Path) -> None:
    head = '<meta property="og:site_name" content="Example News"><link rel="canonical" href="https://news.example/a">'
    document = _read(tmp_path, _page(head=head))
    assert (document.publisher, document.url) == ("Example News", "https://news.example/a")


def test_the_encoding_that_the_page_names(tmp_path: Path) -> None:
    arabic = "<p>\u0642\u062a\u0644 12 \u0634\u062e\u0635\u0627 \u0641\u064a \u062d\u0644\u0628, the ministry said on Monday.</p>"
    document = _read(tmp_path, _page(arabic, '<meta charset="windows-1256">'), "cp1256")
    assert document.encoding == "cp1256"
    assert "\u062d\u0644\u0628" in document.text


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<html><body><script>document.write('12 killed')</script></body></html>", "no_text"),
        ("<html></html>", "no_text"),
        ("<html><body>" + "<div>" * 5000 + "12 killed", "too_deep"),
    ],
)
def test_pages_that_cannot_be_read(tmp_path: Path, html: str, reason: str) -> None:
    reject = _read(tmp_path, html)
    assert isinstance(reject, Reject)
    assert reject.reason == reason


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>One &amp; two.</p><p>Three.</p>", "One & two.\n\nThree."),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>12 killed</li><li>3 hurt</li></ul>", "12 killed\n\n3 hurt"),
        ("<table><tr><td>Hanano</td><td>12</td></tr></table>", "| Hanano| 12"),
        ("no tags <script>x()</script>at all<!-- nor this -->", "no tags at all"),
        ("<b>never <i>closed", "never closed"),
    ],
)
def test_fragments(fragment: str, text: str) -> None:
    assert fragment_text(fragment) == text
