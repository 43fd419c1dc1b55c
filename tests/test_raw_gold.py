"""The sample input of the repository comes out as its gold answers say, line for line."""

import json
from pathlib import Path
from typing import Any

import pytest

from cleaner.article import Examined, RawArticle, Rejection
from cleaner.dates import parse_iso
from cleaner.pipeline import examine
from cleaner.publishers import load_publishers
from cleaner.read import discover, read_file
from cleaner.rules.publisher_rules import check_publisher
from tests.rules.case_files import mark_of

ROOT = Path(__file__).parents[1]
GOLD: dict[str, Any] = json.loads((ROOT / "tests" / "cases" / "raw_gold.json").read_text("utf-8"))
KNOWN_FAILURES: dict[str, str] = json.loads((ROOT / "tests" / "cases" / "known_failures.json").read_text("utf-8"))
"""Source and line (or field) → why it is not reached yet. A case that is reached must leave the list."""


def records() -> dict[str, RawArticle | Rejection]:
    files, _ = discover([ROOT / "raw"], root=ROOT)
    return {record.source: record for file in files for record in read_file(file)}


RECORDS = records()
PUBLISHERS = load_publishers([ROOT / "publishers"])


def differences(source: str, gold: dict[str, Any], examined: Examined) -> set[str]:
    """`source:line` of each line with another fate, `source field` of each field with another value."""
    wrong = set()
    for line in examined.lines if "roles" in gold else ():
        want = gold["roles"][str(line.no)]
        got = mark_of(line)
        if str(line.no) in gold["trailing_agency"]:
            want = "body + agencies"
        if got != want and not (want == "caption" and got == "caption + credit"):
            wrong.add(f"{source}:{line.no} {want} → {got}")
    article = examined.article
    assert article is not None
    for name in ("title", "subtitle", "authors", "agencies", "captions", "credits", "language"):
        value = getattr(article, name)
        if (list(value) if isinstance(value, tuple) else value) != gold["metadata"][name]:
            wrong.add(f"{source} {name}")
    if article.publisher not in (None, gold["metadata"]["publisher"]):
        wrong.add(f"{source} publisher")
    want = gold["metadata"]["published"]
    found = parse_iso(want) if want else None
    if (article.published_at, article.published_precision == "day") != ((found.when, found.precision == "day") if found else (None, False)):
        wrong.add(f"{source} published")
    return wrong


@pytest.mark.parametrize("source", sorted(source for source, gold in GOLD.items() if "metadata" in gold))
def test_lines_and_fields_are_as_the_gold_says(source: str) -> None:
    """What differs is exactly the list of known failures: a new one fails, and so does one that is mended and still listed."""
    record = RECORDS[source]
    assert isinstance(record, RawArticle)
    wrong = differences(source, GOLD[source], examine(record, publishers=PUBLISHERS))
    assert wrong == {case for case in KNOWN_FAILURES if case.split(" ")[0].rsplit(":", 1)[0] == source}


@pytest.mark.parametrize("source", sorted(source for source, gold in GOLD.items() if "rejected" in gold))
def test_what_is_no_article_is_rejected_with_the_check_that_it_fails(source: str) -> None:
    """A rejection, not an exception and not a stump."""
    record = RECORDS[source]
    rejection = record if isinstance(record, Rejection) else examine(record, publishers=PUBLISHERS).rejection
    assert rejection is not None
    assert rejection.check == GOLD[source]["rejected"]


@pytest.mark.parametrize("path", sorted((ROOT / "publishers").glob("*.toml")), ids=lambda path: path.stem)
def test_the_examples_of_the_publisher_files_hold(path: Path) -> None:
    """What a file says it drops is dropped, and what it says it keeps is kept."""
    assert check_publisher(path) == []


def test_no_body_line_is_lost() -> None:
    """Whatever else is not reached: among the known failures is no line of the text that was dropped."""
    assert [case for case in KNOWN_FAILURES if " body → chrome" in case or " heading → chrome" in case] == []
