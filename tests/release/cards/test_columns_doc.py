from pathlib import Path

from cleaner.release.cards.columns_doc import columns_doc
from cleaner.release.cards.questions import SECTIONS

DOCS = Path(__file__).parents[3] / "docs"


def test_the_committed_page_is_current():
    """docs/columns.md is what columns.py says; `python -m cleaner.release.cards.columns_doc > docs/columns.md` mends it."""
    assert (DOCS / "columns.md").read_text(encoding="utf-8") == columns_doc()


def test_the_datasheets_page_lists_every_key():
    """docs/datasheet.md names every section, key and question, and what an answer rests on."""
    text = (DOCS / "datasheet.md").read_text(encoding="utf-8")
    for section in SECTIONS:
        part = text.partition(f"### `[{section.key}]` ")[2].partition("\n### ")[0]
        for question in section.asked:
            assert f"| `{question.key}` | {question.text} | {question.by} | {', '.join(question.rests_on)} |" in part
