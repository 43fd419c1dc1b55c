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


@pytest.mark.parametrize("first", ["[The quay](https://orm.example) of Fernholt is being rebuilt.", '{\n"title": "The quay"\n}', '{"title": "The quay"}'])
def test_markdown_that_begins_as_json_does_is_text(tmp_path: Path, first: str) -> None:
    """With a link, or with what a generator of pages reads: it was taken for JSON."""
    [found] = reading(tmp_path, f"{first}\n\nThe quay was closed.\n".encode(), "a.md")
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


def test_all_arrays_of_an_answer(tmp_path: Path) -> None:
    """One for each newspaper or day; what lies deeper or beside them is counted."""
    papers = {"orm": {"link": "x", "articles": ARTICLES[:2]}, "saltmere": {"link": "y", "articles": ARTICLES[2:3]}}
    assert texts(reading(tmp_path, json.dumps({"newspapers": papers}).encode())) == [article["maintext"] for article in ARTICLES[:3]]
    tally = Tally()
    data = json.dumps({"articles": ARTICLES, "more": {"ads": [{"text": "Buy a boat"}], "lead": ARTICLES[0]}}).encode()
    assert len(texts(reading(tmp_path, data, tally=tally))) == 5
    assert tally.skipped == {"an object with a text beside the articles of an answer": 2}


@pytest.mark.parametrize(
    "wrapped", [{article["url"]: article for article in ARTICLES[:2]}, {"data": {"first": ARTICLES[0], "second": ARTICLES[1]}, "ok": True}]
)
def test_articles_under_names(tmp_path: Path, wrapped: dict[str, Any]) -> None:
    """Each under its address, and the answer that holds but one."""
    found = reading(tmp_path, json.dumps(wrapped).encode())
    assert texts(found) == [ARTICLES[0]["maintext"], ARTICLES[1]["maintext"]]
    assert [one.source for one in found] == ["a.json#1", "a.json#2"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_what_databases_write(tmp_path: Path, name: str) -> None:
    """Elasticsearch's envelope, MongoDB's dates."""
    hit = {"_index": "news", "_id": "a1", "_source": {"title": "Ferry", "text": "The ferry.", "published": {"$date": "2024-03-04T10:00:00Z"}}}
    data = json.dumps({"took": 3, "hits": {"total": 1, "hits": [hit]}} if name == "a.json" else hit).encode()
    [found] = reading(tmp_path, data, name)
    assert isinstance(found, RawArticle)
    assert {clue.field: clue.value for clue in found.clues} == {"title": "Ferry", "published_at": "2024-03-04T10:00:00Z"}
    [found] = reading(tmp_path, json.dumps(hit).encode(), fields={"text": "_source.title"})
    assert isinstance(found, RawArticle)
    assert found.data == b"Ferry"


def test_a_json_feed(tmp_path: Path) -> None:
    """Its texts and pages."""
    entries = [{"id": "1", "content_text": "The ferry."}, {"id": "2", "content_html": "<p>The quay.</p>"}]
    found = reading(tmp_path, json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": entries}).encode())
    assert texts(found) == ["The ferry.", "<p>The quay.</p>"]


def test_half_a_character_beside_a_stray_byte(tmp_path: Path) -> None:
    """It ended the run."""
    found = reading(tmp_path, b'{"articles": [{"text": "x"}, {"a": "\\ud83d \xff"}, "\\ud83d \xff"]}')
    assert [one.check for one in found if isinstance(one, Rejection)] == ["bad-record", "bad-record"]


def test_the_next_record_may_be_like_any_before(tmp_path: Path) -> None:
    """The first had more keys than the others, and a bad record cost all that were behind it."""
    rich = ARTICLES[0] | {f"key{n}": n for n in range(20)}
    printed = [json.dumps(record) for record in (rich, *ARTICLES[1:])]
    found = reading(tmp_path, f"[{printed[0]}, {printed[1]},\n{{bad}},\n{printed[2]}, {printed[3]}]".encode())
    assert [one.source for one in found if isinstance(one, RawArticle)] == ["a.json#1", "a.json#2", "a.json#4", "a.json#5"]
    found = reading(tmp_path, f"{printed[0]}{printed[1]}{{bad}}{printed[2]}{printed[3]}".encode())
    assert len(texts(found)) == 4


def test_a_bad_record_of_many_parts(tmp_path: Path) -> None:
    """Each part of it is tried, and the next record is found behind a thousand kilobytes of others."""
    bad = json.dumps(ARTICLES[0] | {"parts": [{"x": n} for n in range(600)]}, indent=1)[:-1] + ', "bad": }'
    data = "[" + ",\n".join([json.dumps(ARTICLES[0]), bad, *(json.dumps(article) for article in ARTICLES * 9000)]) + "]"
    found = reading(tmp_path, data.encode())
    assert len(texts(found)) == 45_001
    assert sum(isinstance(one, Rejection) for one in found) == 1


def test_files_that_were_joined(tmp_path: Path) -> None:
    """With the mark that each began with."""
    one = b"\xef\xbb\xbf" + json.dumps(ARTICLES[:2]).encode()
    assert len(texts(reading(tmp_path, one + b"\n" + one))) == 4


def test_a_number_over_the_end_of_a_block_is_one(tmp_path: Path) -> None:
    """The records behind it keep their numbers."""
    data = b"[" + b" " * ((1 << 20) - 3) + b"12345, " + json.dumps(ARTICLES[0]).encode() + b"]"
    assert [one.source for one in reading(tmp_path, data)] == ["a.json#1", "a.json#2"]


@pytest.mark.parametrize("name", ["a.txt", "a"])
def test_json_lines_of_no_name(tmp_path: Path, name: str) -> None:
    """The second half of an "Å" is no line break, and the last line that is looked at may be cut in its key; but a text may follow a page's JSON-LD."""
    line = json.dumps({"text": "Åse Ångström", "n": "x"}, ensure_ascii=False).encode() + b"\n"
    assert len(texts(reading(tmp_path, line * 3, name))) == 3
    for cut in range(12):
        data = json.dumps({"text": "a" * (16_384 - 13 - cut)}).encode() + b"\n" + line * 2
        assert len(texts(reading(tmp_path, data, name))) == 3
    data = json.dumps({"text": "a" * 10_000}).encode() + b"\n" + b"The ferry to Orm. " * 1000
    assert [one.source for one in reading(tmp_path, data, name)] == [name]
