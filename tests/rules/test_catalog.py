"""Every rule is described, and the page of rules says what the rules are."""

import ast
from pathlib import Path

import cleaner
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


def _said_in(path):
    """The names of rules that the verdicts made in a module have, where they are written out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    places = {"drop": 2, "keep": 2, "take": 2, "Verdict": 3}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        place = places.get(call.func.id)
        if place is not None and len(call.args) > place and isinstance(call.args[place], ast.Constant):
            yield call.args[place].value


def test_every_rule_that_writes_into_the_ledger_is_listed():
    """Whoever reads a rule's name in the ledger finds it in docs/rules.md, whichever module wrote it."""
    folder = Path(cleaner.__file__).parent
    said = {name: path.name for part in ("rules", "html") for path in (folder / part).glob("*.py") for name in _said_in(path)}
    assert len(said) > 40
    assert {name: path for name, path in said.items() if name not in rule_names()} == {}
