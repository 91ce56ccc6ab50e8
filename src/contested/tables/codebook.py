"""The column tables of `docs/codebook.md`, written from the schema."""

from __future__ import annotations

from contested.tables.schema import TABLES, Column, Table

BEGIN = "<!-- columns: begin (written from the schema; change src/contested/tables/schema.py instead) -->"
END = "<!-- columns: end -->"


def codebook_tables() -> str:
    """Markdown: a heading, a sentence and a table of columns for every table of the schema."""
    return "\n\n".join(_section(t) for t in TABLES.values())


def with_tables(codebook: str) -> str:
    """The codebook's text with its part between the two marks written anew."""
    before, _, rest = codebook.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{codebook_tables()}\n\n{END}{after}"


def _section(table: Table) -> str:
    key = f" Key: {', '.join(f'`{k}`' for k in table.primary_key)}." if table.primary_key else ""
    head = [f"### `{table.name}`", "", f"{table.title}. Written by `contested {table.made_by}`.{key}", ""]
    return "\n".join([*head, "| column | type | meaning | HXL |", "|---|---|---|---|", *map(_row, table.columns)])


def _row(column: Column) -> str:
    meaning = column.meaning.replace("|", "\\|")
    if column.enum:
        meaning += ". One of: " + ", ".join(f"`{v}`" for v in column.enum)
    if column.required:
        meaning += ". Never missing"
    return f"| `{column.name}` | {column.type} | {meaning}. | `{column.hxl}` |"


if __name__ == "__main__":
    import sys
    from pathlib import Path

    path = Path(sys.argv[1])
    path.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
