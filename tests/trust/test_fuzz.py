"""Bytes that nobody wrote: readers, repair, rules, split and contract give an article or a rejection, never an exception."""

from __future__ import annotations

import os
import random
import tempfile
import time
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cleaner.article import RawArticle, Rejection
from cleaner.contract import built_in, check
from cleaner.pipeline import examine
from cleaner.read import READERS, InputFile, read_file
from cleaner.release.shards import Shard
from tests.test_laws import check_fates
from tests.trust.figures import Figure
from tests.trust.hostile import PAGE, SENTENCES, TEXT, whole_files
from tests.trust.workspaces import cleaned

SUFFIXES = [*sorted(READERS), ".gz", ".zst", ".jsonl.gz", ".warc.gz", ".csv.zst", ""]
PIECES = (
    *(
        "<p>",
        "</p>",
        "<div class='related'>",
        "<!--",
        "-->",
        "<table><tr><td>",
        "<br>",
        "&amp;",
        "&#x1f;",
        "<script>",
        "]]>",
        "\x1b[2J",
        "\u202e",
        "\ufeff",
        "\x00",
        "\ud800",
    ),
    *(
        "By Ida Holm",
        "Advertisement",
        "Read more:",
        "(AP)",
        "Photo: Ida Holm/Skerrow",
        "4 March 2031 09:30",
        "Comments (3)",
        "Share",
        "© 2031",
        "Home | News | Sport",
        "•",
        "1.",
        ">",
    ),
    *(
        "{",
        "}",
        '"text":',
        '"',
        "\\",
        "WARC/1.0\r\n",
        "Content-Length: 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\n",
        ",",
        ";",
        "\t",
        "\r",
        "\n",
        "\n\n",
        "\u2028",
        "é",
        "Ã©",
        "â€™",
        "日本",
        "ك",
    ),
    *SENTENCES,
)


def read_and_clean(name: str, data: bytes) -> None:
    """A file of this name through everything that a build does with one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        rows = cleaned(Shard((InputFile(path, name),)))
    assert len(rows["inputs"]) == len(rows["articles"]) + len(rows["rejections"]) > 0
    faults = [one for one in rows["rejections"] if one["check"] == "internal-error"]
    assert not faults, faults


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(suffix=st.sampled_from(SUFFIXES), data=st.binary(max_size=2000))
@example(suffix=".warc", data=b"WARC/1.0\r\nContent-Length: -5\r\n\r\n")
def test_any_bytes_under_any_name(suffix: str, data: bytes) -> None:
    """Every byte string is accounted for, whatever it is called."""
    read_and_clean(f"file{suffix}", data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=60), st.sampled_from(["text", "html"]))
def test_any_pieces_of_pages(pieces: list[str], kind: str) -> None:
    """What pages are made of, in any order: each line has one fate."""
    clean_pieces(pieces, kind)


def clean_pieces(pieces: list[str], kind: str) -> None:
    found = examine(RawArticle("".join(pieces).encode("utf-8", "surrogatepass"), "pieces", kind=kind))
    assert (found.article is None) != (found.rejection is None)
    if found.document is not None:
        check_fates(found)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_contract_judges_any_row(data: st.DataObject) -> None:
    """A frame of the right types is judged row by row, whatever the values."""
    schema = built_in()
    empty = pl.DataFrame(schema={name: column.dtype.type for name, column in schema.columns.items()})
    values = {
        name: data.draw(st.none() | st.text(max_size=30))
        if dtype == pl.String
        else data.draw(st.none() | st.integers(-(2**31), 2**31 - 1))
        if dtype == pl.Int32
        else None
        for name, dtype in empty.schema.items()
    }
    frame = pl.DataFrame([values], schema=empty.schema)
    assert all(failure.row == 0 for failure in check(frame, schema))


def fuzzed(seconds: float, most: int, seed: int) -> Figure:
    """As many runs as fit: good files that were cut, joined, flipped and repeated, and pages of random pieces."""
    chance = random.Random(seed)
    seeds = [(name, data) for name, data in whole_files().items()]
    seeds += [
        ("a.txt", TEXT.encode()),
        ("a.html", PAGE.format(head="", body=TEXT).encode()),
        ("a.jsonl", b'{"text": "The lamp", "title": "A"}\n' * 3),
        ("a.csv", b"id,text\n1,The lamp\n"),
    ]
    faults: list[str] = []
    until = time.monotonic() + seconds
    runs = 0
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:  # noqa: PTH112
        path = Path(folder) / "file"
        while runs < most and time.monotonic() < until and len(faults) < 20:
            runs += 1
            state = chance.getstate()
            what = chance.random()
            if what < 0.5:
                pieces = chance.choices(PIECES, k=chance.randint(1, 12))
                kind = "text" if chance.random() < 0.8 else "html"
                try:
                    clean_pieces(pieces, kind)
                except Exception as error:  # noqa: BLE001 - that is what is looked for
                    faults.append(f"{type(error).__name__} for {kind} {pieces!r:.300}")
                continue
            name, data = chance.choice(seeds)
            path.write_bytes(_mutated(data, chance))
            try:
                for record in read_file(InputFile(path, name)):
                    assert record.source
                    if what > 0.97 and not isinstance(record, Rejection):
                        examine(record)
            except Exception as error:  # noqa: BLE001 - as above
                faults.append(f"{type(error).__name__} for {name}, state {hash(state)}")
    return Figure("fuzzing readers, repair, rules and split", runs, f"{len(faults)} uncaught", "0 uncaught", tuple(faults))


def _mutated(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(6):
            case 0:
                del out[at : at + chance.randint(1, 40)]
            case 1:
                out[at:at] = chance.randbytes(chance.randint(1, 16))
            case 2:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                out[at:at] = out[chance.randrange(len(out) + 1) :][: chance.randint(1, 60)]
            case 4:
                out[at:at] = chance.choice(PIECES).encode("utf-8", "surrogatepass")
            case 5 if out:
                out[at % len(out)] ^= 1 << chance.randrange(8)
    return bytes(out)


def test_mutations_of_good_files() -> None:
    """A few hundred of them; `make torture` runs on."""
    assert fuzzed(30, 200, seed=1).faults == ()
