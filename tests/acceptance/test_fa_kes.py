"""FA-KES as it was published: read whole, with no settings, and everything odd about it counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from contested import read_tables
from contested.pipeline import parse_corpus

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def tables(shared: Path, tmp_path_factory: pytest.TempPathFactory):
    out = tmp_path_factory.mktemp("fa-kes")
    parse_corpus(shared / "corpora" / "fa-kes.csv", out)
    return read_tables(out)


def test_every_article_is_read(tables) -> None:
    documents = tables.documents
    assert len(documents) == documents.doc_id.nunique() == 804
    assert tables.rejects.empty
    assert documents.publisher.nunique() == 15
    assert documents.published.notna().all()
    assert (documents.published_from == "column date").all()
    # month/day/year: the first article, of 5 April 2017, says so itself
    assert str(documents.set_index("doc_id").published["1914947530"].date()) == "2017-04-05"
    assert set(documents.encoding) == {"cp1252"}
    assert len(tables.claims) > 4000


def test_every_oddity_is_counted(tables) -> None:
    counts = tables.oddities.groupby("kind").n.sum().to_dict()
    contradicted = counts.pop("date_contradicted")
    assert contradicted == tables.documents.dateline_conflict.sum() > 100
    # 49 undefined bytes, one of them in a title; 12 records with the id of another, 14 with the headline and text of another;
    # 3 columns without any value, and one without a name that holds a remark
    assert counts == {"undecoded_character": 49, "repeated_id": 12, "repeated_text": 14, "empty_column": 3, "unnamed_column": 1}
