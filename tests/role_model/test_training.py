"""The whole command that trains the tagger of roles, on an invented corpus."""

import gzip
import json

import pytest

from cleaner.role_model.model import read_rankers
from tests.role_model.test_role_model import BODY, MENU, TEASERS, TITLE
from train.roles import ROLES, main

for library in ("lightgbm", "resiliparse", "inscriptis", "html2text", "tld"):
    pytest.importorskip(library, reason="a training dependency")

PLACES = ["Orm", "Skerry", "Holm", "Vik", "Sund", "Nes", "Tarn", "Fell", "Beck", "Garth"]
NAMES = ["Ines Karlsen", "Tove Brandt", "Ada Ruiz", "Olav Brekke", "Mara Lindqvist"]


def html(number: int, place: str) -> str:
    menu = "".join(f"<li>{word}</li>" for word in MENU)
    teasers = "".join(f"<li>{teaser} – {day} April 2021</li>" for day, teaser in enumerate(TEASERS, 1))
    text = "".join(f"<p>{paragraph.replace('Orm', place)}</p>" for paragraph in BODY)
    head = f"<h1>{TITLE.replace('Orm', place)}</h1><p>By {NAMES[number % 5]}</p><p>{number + 3} March 2021</p>"
    return f"<html><body><ul>{menu}</ul><article>{head}{text}</article><h2>More stories</h2><ul>{teasers}</ul></body></html>"


@pytest.fixture
def corpora(tmp_path):
    """Ten pages of ten publishers whose title, date and author are known."""
    folder = tmp_path / "corpora" / "news"
    (folder / "html").mkdir(parents=True)
    rows = []
    for number, place in enumerate(PLACES):
        (folder / "html" / f"{place}.html.gz").write_bytes(gzip.compress(html(number, place).encode(), mtime=0))
        rows.append(
            {
                "id": place,
                "url": f"https://{place.lower()}-news.com/a",
                "html": f"html/{place}.html.gz",
                "title": TITLE.replace("Orm", place),
                "date": f"2021-03-{number + 3:02}",
                "authors": [NAMES[number % 5]],
            }
        )
    (folder / "pages.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return tmp_path / "corpora"


def test_the_whole_training(corpora, tmp_path) -> None:
    """From a folder to a ranker for each role and a card with figures of each; the same again gives the same bytes."""
    for name in ("one", "two"):
        assert main([str(corpora), "--out", str(tmp_path / name), "--threads", "1"]) == 0
    assert (tmp_path / "one" / "weights.npz").read_bytes() == (tmp_path / "two" / "weights.npz").read_bytes()
    assert sorted(read_rankers(tmp_path / "one" / "weights.npz")) == sorted(ROLES)
    card = (tmp_path / "one" / "CARD.md").read_text("utf-8")
    assert all(f"## {role}" in card for role in ROLES)
    assert "| news | rmain | 10 |" in card


def test_a_folder_without_corpora_says_what_is_missing(tmp_path, capsys) -> None:
    """One line, and the exit code of a wrong use."""
    assert main([str(tmp_path), "--out", str(tmp_path / "out")]) != 0
    assert capsys.readouterr().err.startswith("error: ")
