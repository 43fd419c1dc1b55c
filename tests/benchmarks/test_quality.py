"""The measures and the peers, on pages of our own making."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.pages import load_pages
from benchmarks.peers import LINE_PEERS
from benchmarks.quality import OURS, measures, run
from benchmarks.roles import count_lines, people, plain

BODY = [
    "The lamp on the old pier of Port Ansel burns again after eleven dark winters, the harbour board said on Monday.",
    "A clockmaker from the upper town rebuilt its turning gear from drawings that had been used to line a kitchen drawer.",
    "Who will wind it",
    "Three fishermen have offered to climb the tower each evening, and the board has promised them coal and a chair.",
]
TITLE = "Lamp of Port Ansel burns again"


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """One page, as a dump and as HTML."""
    folder = tmp_path / "corpora" / "harbour"
    (folder / "text" / "rmain").mkdir(parents=True)
    (folder / "html").mkdir()
    dump = "\n\n".join(["Home", "Tides", TITLE, "By Ines Karlsen", "3 March 2021", *BODY, "Share this article", "Subscribe to our newsletter"])
    (folder / "text" / "rmain" / "p1.txt").write_text(dump, "utf-8")
    html = f"<html><body><nav>Home</nav><article><h1>{TITLE}</h1>{''.join(f'<p>{p}</p>' for p in BODY)}</article></body></html>"
    (folder / "html" / "p1.html.gz").write_bytes(gzip.compress(html.encode()))
    row = {"id": "p1", "lang": "en", "title": TITLE, "authors": ["Ines Karlsen"], "date": "2021-03-03", "paragraphs": BODY, "html": "html/p1.html.gz"}
    (folder / "pages.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    return tmp_path / "corpora"


def test_a_page_is_scored_in_every_hand(corpora: Path) -> None:
    """Ours, each peer on the dump, and trafilatura with the HTML give an answer for the same page."""
    answers = run(list(load_pages(corpora, None, None)), ["rmain"], peers=True, workers=1)
    assert [a.system for a in answers] == [OURS, *LINE_PEERS, "trafilatura with HTML"]
    ours = measures(answers[:1])
    assert ours["f1"] == 1.0
    assert ours["body_lost"] == 0.0
    assert (ours["title_exact"], ours["date_precision"], ours["author_precision"]) == (1.0, 1.0, 1.0)
    identity = measures([a for a in answers if a.system == "identity"])
    assert identity["body_lost"] == 0.0
    assert identity["outside_left"] == 1.0
    assert identity["title_exact"] is None


def test_c4_loses_what_has_no_full_stop() -> None:
    """The rules for lines of C4 keep sentences and lose subheads; that is what the table is to show."""
    kept = LINE_PEERS["C4 line rules"]("\n".join(BODY), "en")
    assert kept.split("\n") == [line for line in BODY if line.endswith(".")]


def test_lines_are_counted_once(corpora: Path) -> None:
    """Every line of a dump that has words is body, a caption, between or outside."""
    page = next(iter(load_pages(corpora, None, None)))
    lines = (page.dump("rmain") or b"").decode().splitlines()
    counts = count_lines(page.gold, lines, "")
    assert sum(counts[name] for name in ("body lines", "captions", "lines between", "lines outside")) == sum(bool(line.strip()) for line in lines)
    assert counts["body lines lost"] == len(BODY)
    assert counts["subheads"] == 1


def test_offers_between_paragraphs_are_promos() -> None:
    """In any language, short lines alone, and only between the text's first and last line; prose that names a newsletter is none."""
    long = "She wrote the newsletter of the pilots' guild for thirty years, and nobody who read it has ever forgotten how she described the fog of 1971 and the two whales in it."
    lines = [BODY[0], "Read more: fares rise", BODY[1], "Jetzt abonnieren", "続きを読む", long, "Why it burns", BODY[3], "Subscribe to our newsletter"]
    counts = count_lines({"paragraphs": BODY}, lines, f"{BODY[0]}\nJetzt abonnieren\n{BODY[3]}")
    assert (counts["promos"], counts["promos left"], counts["lines between"]) == (3, 1, 5)


def test_titles_and_names_are_compared_as_a_reader_would() -> None:
    """Quotes, dashes, white space and "By" make no difference; other words do."""
    assert plain("The  “old” pier – again") == plain('The "old" pier - again')
    assert people(["By Ines Karlsen", "Tom Okafor,"]) == people(["Tom Okafor", "INES KARLSEN"])
    assert people(["Ines Karlsen"]) != people(["Ines"])
    assert people(["Ines Karlsen and Tom Okafor"]) == people(["Ines Karlsen", "Tom Okafor"])
    assert people(["Ines Karlsen, MD, PhD"]) == people(["Ines Karlsen"])
    assert people(["AFP"]) == {"afp"}


def test_the_command_names_what_is_missing(corpora: Path) -> None:
    """A corpus that is not there is one line, not a traceback."""
    command = [sys.executable, "benchmarks/quality.py", str(corpora), "--corpus", "lighthouse"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "harbour" in done.stderr
