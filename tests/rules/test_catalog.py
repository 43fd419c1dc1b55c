"""Every rule is described, and the page of rules says what the rules are."""

from pathlib import Path

from cleaner.rules import RULES, rule_names
from cleaner.rules.catalog import catalog, rules_doc
from cleaner.rules.phrases import PHRASE_RULES

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_up_to_date():
    """docs/rules.md is what the rules say; `python -m cleaner.rules.catalog > docs/rules.md` (or `make docs`) mends it."""
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == rules_doc()


def test_every_rule_has_a_sentence():
    """A name in the ledger that nothing explains is no reason."""
    entries = {entry.name: entry for entry in catalog()}
    assert tuple(entries) == rule_names()
    assert all(entry.about.rstrip().endswith((".", "”", "…", chr(34))) for entry in entries.values()), [e.name for e in entries.values() if not e.about]
    assert {name for name, entry in entries.items() if entry.phrases} == set(PHRASE_RULES)
    assert set(RULES) <= set(entries)
