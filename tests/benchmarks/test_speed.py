"""What the clock is given and what it says: copies that differ, processes that are all counted, ratios that claim no more than they hold."""

import sys
from pathlib import Path

import pytest

from benchmarks.speed.__main__ import _ratio
from benchmarks.speed.corpora import Text, distinct_share, mojibake, vary, vary_html, write_jsonl, write_warc
from benchmarks.speed.measure import measured
from cleaner.article import RawArticle
from cleaner.read import discover, read_file

PAGE = """\
Menu
Share

The ferry to Little Skerrow sailed 14 times in March, and the captain was never once late or sick.

By Odile Brannock
"""


def test_copies_differ_as_pages_of_a_site_do():
    """Prose and numbers change, what a page repeats stays; the same seed gives the same copy."""
    first, second = vary(PAGE, "a 1"), vary(PAGE, "a 2")
    assert first == vary(PAGE, "a 1")
    assert first != second != PAGE
    assert first.split("\n")[:2] == ["Menu", "Share"]
    assert sorted(word for word in first.split() if not word[0].isdigit()) == sorted(word for word in PAGE.split() if not word[0].isdigit())
    assert first.split("\n")[3].endswith("sick.")
    documents = [Text(str(n), vary(PAGE, f"a {n}"), "") for n in range(10)]
    assert 0.3 < distinct_share(documents) < 0.5


def test_a_copy_of_a_page_has_its_markup():
    """Only text between tags varies."""
    html = f"<html><script>var a = 1 < 2; b = 'a long script that is not text';</script><p class='x1'>{PAGE}</p></html>"
    copy = vary_html(html, "a 1")
    assert copy.split("<p class='x1'>")[0] == html.split("<p class='x1'>", maxsplit=1)[0]
    assert copy != html


def test_what_is_written_is_read_again(tmp_path: Path):
    """Both containers give the documents in their order."""
    documents = [Text(f"{n:06}", vary(PAGE, f"a {n}") + "“ü”", f"https://pages.example/{n:06}") for n in range(120)]
    write_jsonl(documents, tmp_path / "jsonl")
    write_warc([Text(one.name, f"<html><body>{one.text}</body></html>", one.url) for one in documents], tmp_path / "warc")
    for folder in ("jsonl", "warc"):
        files, _ = discover([tmp_path / folder], root=tmp_path)
        found = [record for file in files for record in read_file(file)]
        assert all(isinstance(record, RawArticle) for record in found)
        assert [record.url for record in found] == [one.url for one in documents]
    assert "â€œ" in mojibake(documents[0].text)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is read from /proc")
def test_the_whole_tree_is_counted(tmp_path: Path):
    """A child's processor time and memory are the parent's."""
    child = "import time; held = bytearray(60_000_000); end = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    run = measured([sys.executable, "-c", parent], cwd=tmp_path, environment={})
    assert run.cpu_s > 0.5
    assert run.peak_mb > 60
    with pytest.raises(RuntimeError, match="ended with 3"):
        measured([sys.executable, "-c", "raise SystemExit(3)"], cwd=tmp_path, environment={})


def test_a_ratio_that_may_be_either_is_none():
    """Five rounds of which one says the opposite prove nothing."""
    assert _ratio([4.0, 5.0, 6.0], [2.0, 2.0, 2.0]) == "2.5 × (2.0–3.0)"
    assert _ratio([4.0, 1.9], [2.0, 2.0]) == "range spans 1"
