"""What fuzzing calls: one function for each part, from any bytes. Each checks the part's laws, and raises where one is broken.

Small inputs and no disk: a run is a millisecond or less, so that a million of them fit into half an hour.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from pyarrow import ipc

from cleaner.article import Clue, Document, Examined, Fate, FieldSource, JudgedLine, Line, RawArticle, Rejection, Removal, Verdict
from cleaner.charsets import decode
from cleaner.contract import built_in, check
from cleaner.ledger import rebuild
from cleaner.pipeline import examine, judged
from cleaner.read import READERS, Tally, read_content
from cleaner.read.content import content_of
from cleaner.rules import RULES, Reading
from cleaner.split import article_id, body_of, removals, split
from cleaner.text import to_document, undo
from tests.test_laws import check_fates, check_rebuilt
from tests.trust.fuzz import MOST_BYTES
from tests.trust.hostile import SENTENCES, TEXT, web_archives
from tests.trust.pieces import CHROME, PIECES

SUFFIXES = (*sorted(READERS), ".txt.gz", ".txt.zst", ".jsonl.gz", ".warc.gz", ".csv.zst", ".tar.gz", "")
DECLARED = (None, "utf-8", "latin-1", "utf-16", "shift_jis", "no-such", "idna", "utf-7", "")
KINDS = ("title", "subtitle", "byline", "date", "caption", "credit", "heading", "advertisement", "body", "dateline")
FIELDS = (
    "title",
    "subtitle",
    "authors",
    "contributors",
    "published_at",
    "modified_at",
    "captions",
    "credits",
    "agencies",
    "section",
    "url",
    "tags",
    "language",
)
LANGUAGES = (None, "en", "de", "fr", "ja", "ar", "ru", "xx")
ROWS_TOGETHER = 250
"""In a frame for the contract."""


def read_bytes(suffix: str, data: bytes) -> list[RawArticle | Rejection]:
    """What the readers make of a file of this name, which is in memory."""
    stream = io.BufferedReader(io.BytesIO(data))
    return list(read_content(content_of(stream, f"file{suffix}", len(data), fields=None, max_bytes=1 << 20, tally=Tally())))


def readers(data: bytes) -> None:
    """The first byte chooses the name. Records have names, and evidence is a line that a terminal may show."""
    for record in read_bytes(SUFFIXES[data[0] % len(SUFFIXES)] if data else "", data[1:]):
        assert record.source.startswith("file")
        if isinstance(record, Rejection):
            assert record.check
            assert record.evidence.isprintable(), record
            assert len(record.evidence) < 2000, record
        else:
            assert record.data


def repair(data: bytes) -> None:
    """The first byte chooses a declared charset. Every repair can be undone."""
    charset, data = DECLARED[data[0] % len(DECLARED)] if data else None, data[1:]
    document = to_document(RawArticle(data, "repair", charset=charset))
    if isinstance(document, Document):
        decoded = decode(data, charset)
        assert decoded is not None
        assert undo(document) == decoded.text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
        assert [line.no for line in document.lines] == list(range(1, len(document.lines) + 1))


def pieces_of(data: bytes) -> str:
    """Words of a language of chrome: a byte below 128 is one of `PIECES`, what comes behind one above is itself."""
    rest = iter(data)
    return "".join(PIECES[byte % len(PIECES)] if byte < 128 else chr(next(rest, 0) | (byte & 0x3F) << 8) for byte in rest)


def rules(data: bytes) -> None:
    """The first byte chooses text or a page, and of sixteen one with the judge. Each line has one fate, and the input can be rebuilt."""
    how = data[0] if data else 0
    text = pieces_of(data[1:65])
    examined = examine(RawArticle(text.encode("utf-8", "surrogatepass"), "rules", kind="html" if how & 1 else "text"), judge=how % 16 in {2, 3})
    check_laws(examined)


def lines(data: bytes) -> None:
    """Some short lines, given to one rule after the other: what each says is of a line that is there and of characters in it.

    The first byte chooses a language, and whether the model of titles is asked, which takes half of the time. Bytes, markup, publishers
    and the judge are left to `rules`.
    """
    how = data[0] if data else 0
    text = "".join(CHROME[byte] if byte < len(CHROME) else chr(byte & 0x7F) if byte < 224 else "\n" for byte in data[1:65]).split("\n")
    document = Document("lines", tuple(Line(no, one) for no, one in enumerate(text, 1)), "0" * 64)
    reading = Reading(document, language=LANGUAGES[how % len(LANGUAGES)])
    for name, rule in RULES.items():
        if name == "title" and how >= 64:
            continue
        said = list(rule(reading))
        for verdict in said:
            line = text[verdict.line - 1] if verdict.line > 0 else ""
            end = len(line) if verdict.end is None else verdict.end
            assert line[verdict.start : end].strip(), (name, verdict)
            assert 0 <= verdict.start < end <= len(line), (name, verdict)
        reading.decide(said)
    found = judged(reading)
    article, fields = split(document, found, language=(reading.language, None), publisher=None)
    check_laws(Examined(article, None, found, removals(article.id, found), fields, (), document))


def check_laws(examined: Examined) -> None:
    """Of anything that was examined: an article or a rejection, and no line without one fate."""
    assert (examined.article is None) != (examined.rejection is None)
    if examined.document is not None and (examined.article is not None or examined.lines):
        check_fates(examined)
    if examined.article is not None:
        check_rebuilt(examined)


def splitting(data: bytes) -> None:
    """Any verdicts on any lines, as the bytes have them: text, fields and removals are all there is."""
    chance = random.Random(data)
    lines = pieces_of(data[:40]).encode("utf-8", "surrogatepass")
    document = to_document(RawArticle(lines, "split", clues=tuple(_clues(chance))))
    if isinstance(document, Rejection):
        return
    judged = tuple(JudgedLine(line, tuple(_verdicts(line.no, line.text, chance))) for line in document.lines if line.text.strip())
    article, fields = split(document, judged, language=chance.choice([("en", 0.9), (None, None), ("xx", 0.0)]), publisher=chance.choice([None, "Lantern"]))
    gone = removals(article_id(document), judged)
    assert article.n_words == body_of(judged).n_words
    back = rebuild(article.text, article.text_lines, [_as_row(row) for row in gone], [_as_row(row) for row in fields])
    # Their order within a line is not asked for: the ledger cannot tell "a K" + "b" from "a b" + "K" where K fits into the gap.
    assert {no: sorted("".join(text.split())) for no, text in back.items()} == {line.no: sorted("".join(line.text.split())) for line in judged}


def _as_row(found: Removal | FieldSource) -> dict[str, object]:
    """The same as `asdict`, which copies every value on the way and takes longer than the split itself."""
    return {name: getattr(found, name) for name in type(found).__slots__}


def _verdicts(no: int, text: str, chance: random.Random) -> Iterator[Verdict]:
    """Spans that cover the line but for white space, as the rules' together do."""
    at = 0
    while at < len(text):
        end = len(text) if chance.random() < 0.7 else chance.randint(at + 1, len(text))
        if text[at:end].strip():
            fate = chance.choice(list(Fate))
            names = [(chance.choice(FIELDS), chance.choice([text[at:end], chance.choice(PIECES), ""])) for _ in range(chance.randrange(3))]
            reads = tuple(names)
            if fate is Fate.TAKE:  # as `rules.reading.take` writes them: the field that the characters move to comes first
                reads = ((chance.choice([name for name in FIELDS if name != "contributors"]), text[at:end].strip()), *reads)
            yield Verdict(
                no,
                fate,
                chance.choice(KINDS),
                "fuzz",
                "it was said",
                start=at,
                end=None if end == len(text) and chance.random() < 0.5 else end,
                score=chance.random(),
                reads=reads,
            )
        at = end


def _clues(chance: random.Random) -> Iterator[Clue]:
    for _ in range(chance.randrange(4)):
        value = chance.choice(
            [chance.choice(PIECES), "2031-03-04T09:30:00+14:00", "0000-00-00", "9999-12-31T23:59:60Z", "Ida Holm and Odile Brannock", "\ud800"]
        )
        yield Clue(chance.choice(FIELDS), value, chance.choice(["json-ld", "record:date", "og:title", "trafilatura", ""]), chance.choice([None, 0.0, 1.0]))


@cache
def _contract() -> tuple[object, pl.DataFrame]:
    schema = built_in()
    return schema, pl.DataFrame(schema={name: column.dtype.type for name, column in schema.columns.items()})


def contract(data: bytes, n_rows: int = ROWS_TOGETHER) -> None:
    """A frame of rows with any values: every failure is of a row, and a row that is judged alone fails what it failed among others."""
    schema, empty = _contract()
    chance = random.Random(data)
    rows = [{name: _value(dtype, chance) for name, dtype in empty.schema.items()} for _ in range(n_rows)]
    frame = pl.DataFrame(rows, schema=empty.schema)
    failures = check(frame, schema)  # type: ignore[arg-type]
    assert all(0 <= failure.row < n_rows for failure in failures)
    one = chance.randrange(n_rows)
    alone = {str(failure) for failure in check(frame.slice(one, 1), schema)}  # type: ignore[arg-type]
    among = {str(failure) for failure in failures if failure.row == one}
    assert alone == {said for said in among if not said.startswith("id: field_uniqueness")} or alone == among, (alone, among)


def _value(dtype: pl.DataType, chance: random.Random) -> object:
    if chance.random() < 0.3:
        return None
    match dtype:
        case pl.String:
            return chance.choice(
                ["", " ", "en", "day", "a" * 600, "a" * 64, chance.choice(PIECES).encode("utf-8", "replace").decode(), chr(chance.randrange(0xD800))]
            )
        case pl.Int32 | pl.Int64:
            return chance.choice([0, 1, -1, 2**31 - 1, -(2**31), chance.randrange(1000)])
        case pl.Float64:
            return chance.choice([0.0, 1.0, -1.0, float("inf"), float("nan"), chance.random()])
        case pl.Boolean:
            return chance.random() < 0.5
        case pl.Datetime():
            return chance.choice([0, 2**62, -(2**62), 1_900_000_000_000_000])
        case pl.List():
            return [_value(dtype.inner, chance) for _ in range(chance.randrange(3))]
        case pl.Struct():
            return {part.name: _value(part.dtype, chance) for part in dtype.fields}
    return None


TARGETS: dict[str, Callable[[bytes], None]] = {"readers": readers, "repair": repair, "rules": rules, "lines": lines, "split": splitting, "contract": contract}


def seeds(target: str) -> Iterator[bytes]:
    """Good inputs of a target, small ones: what is changed a little is read further than what is made of nothing."""
    if target == "readers":
        for suffix, data in _small_files():
            yield bytes([SUFFIXES.index(suffix)]) + data
    elif target == "repair":
        texts = (TEXT, "Лампа погасла в полночь. " * 40, "港の霧鐘が鳴った。" * 60, "Ã©tÃ© â€œ caf\u00e9 " * 60)
        yield from (b"\0" + text.encode(charset, "replace") for text in texts for charset in ("utf-8", "utf-16", "cp1252", "shift_jis", "koi8-r"))
        for text in (TEXT[:400], "Ã©tÃ© â€œ caf\u00e9 \x1b[1m \u200b &amp;amp; \u2028 x", "港の霧鐘が鳴った。", "Лампа погасла в полночь.", *PIECES):
            for charset in ("utf-8", "utf-16", "cp1252", "shift_jis", "koi8-r"):
                yield b"\0" + text.encode(charset, "replace")
    elif target == "lines":
        chance = random.Random(1)
        for n in range(200):
            yield bytes([n]) + bytes(chance.choice((chance.randrange(len(CHROME)), 255)) for _ in range(chance.randrange(2, 20)))
    else:
        chance = random.Random(1)
        for n in range(200):
            yield bytes([n]) + bytes(chance.choices(range(len(PIECES)), k=chance.randrange(2, 14)))


def _small_files() -> Iterator[tuple[str, bytes]]:
    table = pa.table({"text": [SENTENCES[0], None], "title": ["The lamp", "b"]})
    coded = table.set_column(1, "title", table["title"].dictionary_encode())
    for one, options in ((table, {}), (coded, {"compression": "zstd"}), (table, {"use_dictionary": False, "write_statistics": False, "version": "1.0"})):
        sink = io.BytesIO()
        pq.write_table(one, sink, **{"compression": "none", **options})
        yield ".parquet", sink.getvalue()
    for one, options in ((table, None), (coded, "lz4"), (table, "zstd")):
        for make, suffix in ((ipc.new_file, ".arrow"), (ipc.new_stream, ".arrows")):
            sink = io.BytesIO()
            with make(sink, one.schema, options=ipc.IpcWriteOptions(compression=options)) as writer:
                writer.write_table(one)
            yield suffix, sink.getvalue()
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), SENTENCES[0], zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("b.jsonl"), b'{"text": "a"}\n', zipfile.ZIP_STORED)
    with tarfile.open(fileobj=tarred, mode="w", format=tarfile.PAX_FORMAT) as tar:
        member = tarfile.TarInfo("é.txt")
        member.size = 40
        tar.addfile(member, io.BytesIO(SENTENCES[0].encode()[:40]))
    yield ".zip", zipped.getvalue()
    yield ".tar", tarred.getvalue()[:3584]
    yield ".tar.gz", gzip.compress(tarred.getvalue(), mtime=0)
    records = b"".join(json.dumps(one).encode() + b"\n" for one in ({"text": SENTENCES[0], "date": "2031-03-04"}, {"html": "<p>a</p>", "authors": ["b"]}))
    yield ".jsonl", records
    yield ".jsonl.gz", gzip.compress(records, mtime=0) * 2
    yield ".csv", b'id;text;title\n1;"The ""lamp"" went\nout";a\n2;b;"c\n'
    yield ".csv.zst", zstandard.ZstdCompressor().compress(b"id,text\n1,The lamp\n" * 3)
    yield ".txt.zst", zstandard.ZstdCompressor(write_content_size=False).compress(TEXT.encode())
    yield ".txt.gz", gzip.compress(TEXT.encode(), mtime=0)
    yield ".txt", TEXT.encode()
    yield ".html", f"<html><head><title>a</title></head><body><p>{SENTENCES[0]}</p></body></html>".encode()
    page = b"<html><p>The lamp went out</p></html>"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)
    for kind, block in ((b"response", answer), (b"conversion", b"The lamp went out"), (b"resource", page)):
        head = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://skerrow.example/a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        whole = head % (kind, b"application/http" if kind == b"response" else b"text/html", len(block)) + block + b"\r\n\r\n"
        yield ".warc", whole * 2
        yield ".warc.gz", gzip.compress(whole, mtime=0) * 2
    for name, data in web_archives(random.Random(0)):
        if name.endswith(".warc") and len(data) < MOST_BYTES:
            yield ".warc", data
    yield ".parquet", b"PAR1" + struct.pack("<I", 40) + b"PAR1"
