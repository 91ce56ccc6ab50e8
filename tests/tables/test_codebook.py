"""The codebook says what the schema says."""

from __future__ import annotations

from pathlib import Path

from contested.compare import join_names
from contested.lexicon.load import load_lexicon
from contested.model import Claim
from contested.tables.codebook import BEGIN, END, codebook_tables, with_tables
from contested.tables.interval import conventions
from contested.tables.schema import AGREEMENTS, ALARM_KINDS, TABLES

CODEBOOK = Path(__file__).parents[2] / "docs" / "codebook.md"


def test_codebook_has_the_tables_of_the_schema():
    text = CODEBOOK.read_text(encoding="utf-8")
    assert BEGIN in text
    assert END in text
    assert with_tables(text) == text, "run: python -m contested.tables.codebook docs/codebook.md"


def test_every_column_is_explained():
    tables = codebook_tables()
    for table in TABLES.values():
        assert f"### `{table.name}`" in tables
        for column in table.columns:
            assert column.meaning
            assert column.hxl.startswith("#"), f"{table.name}.{column.name}"
        assert len(set(table.names)) == len(table.names)
        assert set(table.sort) <= set(table.names)


def test_the_claims_table_has_the_fields_of_a_claim():
    assert TABLES["claims"].names == Claim._fields


def test_every_join_alarm_and_convention_is_explained():
    text = CODEBOOK.read_text(encoding="utf-8")
    lexicon = load_lexicon()
    for name in (*join_names(lexicon), *conventions(lexicon), *ALARM_KINDS, *AGREEMENTS):
        assert f"`{name}`" in text, name
