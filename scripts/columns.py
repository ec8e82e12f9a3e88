"""Write docs/columns.md from the schemas: python scripts/columns.py"""

from __future__ import annotations

from pathlib import Path

from report_extract.tables import SCHEMAS, TABLES

TARGET = Path(__file__).parents[1] / "docs" / "columns.md"


def columns() -> str:
    """The column reference as Markdown."""
    parts = ["# The tables' columns\n\nMade from the schemas by `python scripts/columns.py`.\n"]
    for table in TABLES:
        rows = [
            f"| {field.name} | {str(field.type).replace('|', '/')}{', null' if field.nullable else ''} "
            f"| {field.metadata[b'description'].decode()} |"
            for field in SCHEMAS[table]
        ]
        parts.append(f"## {table}\n\n| column | type | meaning |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(columns(), "utf-8")
