"""What scrapers, crawlers and news services call `.json`: arrays, a file for each article, answers with articles in them."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article import RawArticle, Rejection
from cleaner.read import MAX_ARTICLE_BYTES, InputFile, Tally, read_content, read_file
from cleaner.read.content import content_of

ARTICLES: list[dict[str, Any]] = [
    {"title": f"Ferry {n}", "maintext": f"The ferry to Orm — “number {n}” — came in late.\nNobody knew why.", "url": f"https://orm.example/{n}"}
    for n in range(5)
]


def reading(tmp_path: Path, data: bytes, name: str = "a.json", **kwargs: Any) -> list[RawArticle | Rejection]:
    (tmp_path / name).write_bytes(data)
    return list(read_file(InputFile(tmp_path / name, name), **kwargs))


def texts(found: list[RawArticle | Rejection]) -> list[str]:
    return [one.data.decode() for one in found if isinstance(one, RawArticle)]


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize(
    "wrapped",
    [
        lambda articles: articles,
        lambda articles: {"status": "ok", "totalResults": 5, "articles": articles},
        lambda articles: {"response": {"meta": {"hits": 5}, "tags": ["x"], "docs": articles}},
        lambda articles: {"content": articles},
    ],
    ids=["array", "answer", "nested answer", "under a name for texts"],
)
def test_each_object_of_an_array_is_an_article(tmp_path: Path, indent, ascii_only: bool, wrapped) -> None:
    """However it is printed, and where it stands in the document; each with its clues and its number."""
    data = json.dumps(wrapped(ARTICLES), indent=indent, ensure_ascii=ascii_only).encode()
    for name, packed in (("a.json", data), ("a.json.gz", gzip.compress(data)), ("bom.json", b"\xef\xbb\xbf" + data)):
        found = reading(tmp_path, packed, name)
        assert texts(found) == [article["maintext"] for article in ARTICLES]
        assert [one.source for one in found] == [f"{name}#{n}" for n in range(1, 6)]
        assert [{clue.field: clue.value for clue in one.clues} for one in found if isinstance(one, RawArticle)] == [
            {"title": article["title"], "url": article["url"]} for article in ARTICLES
        ]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_file_for_each_article(tmp_path: Path, indent) -> None:
    """As crawlers write them, over several lines; the article has the file's name."""
    [found] = reading(tmp_path, json.dumps(ARTICLES[0], indent=indent).encode())
    assert isinstance(found, RawArticle)
    assert found.data.decode() == ARTICLES[0]["maintext"]
    assert found.source == "a.json"


def test_objects_one_behind_the_other(tmp_path: Path) -> None:
    """As `jq` prints them; arrays may follow one another too."""
    printed = [json.dumps(article, indent=2) for article in ARTICLES]
    assert len(texts(reading(tmp_path, "\n".join(printed).encode()))) == 5
    assert len(texts(reading(tmp_path, f"[{printed[0]},{printed[1]}]\n[{printed[2]}] {printed[3]}".encode()))) == 4


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("damage", [b'"tide": nul', b'"tide": "cut,', b"}}}}", b'"more": [{"text": 1 2}]'])
def test_a_bad_record_costs_itself(tmp_path: Path, indent, damage: bytes) -> None:
    """The good ones on both sides come through, and the rejection says where it was."""
    printed = [json.dumps(article, indent=indent).encode() for article in ARTICLES]
    printed[2] = printed[2][:-1].rstrip() + b"," + damage + b"\n}"
    found = reading(tmp_path, b"[" + b",\n".join(printed) + b"]")
    bad = [one for one in found if isinstance(one, Rejection)]
    assert [texts(found)[0], texts(found)[1], texts(found)[-1]] == [ARTICLES[0]["maintext"], ARTICLES[1]["maintext"], ARTICLES[4]["maintext"]]
    assert bad[0].source == "a.json#3"
    assert bad[0].check == "bad-record"
    assert bad[0].evidence.startswith("record 3: not JSON: ")


def test_a_cut_array_keeps_its_whole_records(tmp_path: Path) -> None:
    """A plain file that ends in the middle, and a compressed one."""
    data = json.dumps(ARTICLES * 4000).encode()
    *good, last = reading(tmp_path, data[:-100])
    assert len(texts(good)) == 19_999
    assert isinstance(last, Rejection)
    assert (last.check, last.source) == ("bad-record", "a.json#20000")
    assert "what is behind cannot be read" in last.evidence
    *good, last = reading(tmp_path, gzip.compress(data)[:-2000], "a.json.gz")
    assert len(texts(good)) > 1000
    assert isinstance(last, Rejection)
    assert (last.check, last.evidence.split("; ")[-1]) == ("truncated", f"{len(good)} whole records before")


def test_fields_of_other_names(tmp_path: Path) -> None:
    """The settings' names find the text, in an answer's array as well."""
    data = json.dumps({"found": [{"what": {"said": "The ferry came in."}}]}).encode()
    [found] = reading(tmp_path, data, fields={"text": "what.said"})
    assert isinstance(found, RawArticle)
    assert (found.data, found.source) == (b"The ferry came in.", "a.json#1")


@pytest.mark.parametrize(
    ("data", "check", "evidence"),
    [
        (b'{\n "name": "saltmere",\n "version": 3\n}', "bad-record", "no text or html field; it has: name, version"),
        (b'[\n "a", "b"]', "bad-record", "record 1: not an object but a string"),
        (b"[\n]", "empty", "no record in the file"),
        (b'{\n "text": "The ferry', "bad-record", "record 1: not JSON: Unterminated string starting at character 12; what is behind cannot be read"),
        (b"[" * 200_000, "bad-record", "record 1: not JSON: nested too deep; what is behind cannot be read"),
        (b'{"a":\n' * 200_000, "bad-record", "record 1: not JSON: nested too deep; what is behind cannot be read"),
    ],
)
def test_what_is_no_article_is_named(tmp_path: Path, data: bytes, check: str, evidence: str) -> None:
    """Settings of other programs, lists of words, halves."""
    found = reading(tmp_path, data)[0]
    assert isinstance(found, Rejection)
    assert (found.check, found.evidence) == (check, evidence)


def test_markdown_that_begins_with_a_link_is_text(tmp_path: Path) -> None:
    """It was taken for JSON."""
    [found] = reading(tmp_path, b"[The quay](https://orm.example) of Fernholt is being rebuilt.\n", "a.md")
    assert isinstance(found, RawArticle)
    assert found.kind == "text"


@given(st.data())
def test_every_record_is_accounted_for(data: st.DataObject) -> None:
    """Of an array in which some bytes are others, at least every record that lies before the damage is an article, and nothing raises."""
    whole = json.dumps(ARTICLES, indent=data.draw(st.sampled_from([None, 2]))).encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + data.draw(st.integers(0, 30)) :]
    stream = io.BufferedReader(io.BytesIO(damaged))  # type: ignore[arg-type]
    found = list(read_content(content_of(stream, "a.json", len(damaged), fields=None, max_bytes=MAX_ARTICLE_BYTES, tally=Tally())))
    before = whole[:at].count(b"orm.example") - 1 if at > 20 else 0
    assert sum(isinstance(one, RawArticle) for one in found) >= before
    assert found
