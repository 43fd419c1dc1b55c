"""Some five hundred files that nobody should have to read: encodings, bombs, nesting, lengths, names, schemas, damage.

Made from a seed and nothing else. Each kind is a function that yields (name, bytes); what is no plain file (pipes, links,
sockets) is made by `make_odd`. Texts are of invented places.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import random
import socket
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from pyarrow import ipc

SENTENCES = (
    "The lighthouse on Skerrow Point was painted twice in the spring, because the first coat had been mixed with sea water.",
    "“Nobody asked the keeper,” said Odile Brannock, who has kept the light since her father gave up the stairs.",
    "The council paid for both coats and will not say which of them is the better one, though the second has begun to flake.",
    "Visitors may climb the tower on Sundays, when the lamp is cold and the keeper sells tea in the store below the stairs.",
)
TEXT = "\n\n".join(SENTENCES)
PAGE = "<!DOCTYPE html><html><head>{head}<title>The lighthouse was painted twice</title></head><body><article><h1>The lighthouse was painted twice</h1>{body}</article></body></html>"
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
CHARSETS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1252", "latin-1", "iso-8859-15", "mac-roman", "cp437", "cp850"),
    *(
        "utf-7",
        "cp037",
        "hz",
        "gb18030",
        "shift_jis",
        "euc-jp",
        "iso-2022-jp",
        "euc-kr",
        "big5",
        "koi8-r",
        "cp1251",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "tis-620",
    ),
)
Made = Iterator[tuple[str, bytes]]


def page(body: str = BODY, head: str = "") -> bytes:
    return PAGE.format(head=head, body=body).encode()


def lines(*records: Any) -> bytes:
    return b"".join((record if isinstance(record, bytes) else json.dumps(record).encode()) + b"\n" for record in records)


def encodings(chance: random.Random) -> Made:
    for charset in CHARSETS:
        yield f"{charset}.txt", TEXT.encode(charset, "replace")
        yield f"{charset}.html", PAGE.format(head=f'<meta charset="{charset}">', body=BODY).encode(charset, "replace")
        yield f"{charset}-lies.html", PAGE.format(head='<meta charset="utf-8">', body=BODY).encode(charset, "replace")
    raw = TEXT.encode()
    yield "every-byte.txt", bytes(range(256)) * 20
    yield "nul-between.txt", b"\0".join(bytes([byte]) for byte in raw)
    yield "nul-end.txt", raw + bytes(5000)
    yield "half-utf8.txt", raw[:-1] + b"\xe2\x80"
    yield "overlong.txt", raw + b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf"
    yield "cesu.txt", raw + b"\xed\xa0\xbd\xed\xb8\x80"
    yield "two-charsets.txt", raw + " Später kam Nebel, und der Wärter schlief.".encode("latin-1") + raw
    yield "mojibake.txt", TEXT.encode().decode("cp1252", "replace").encode().decode("cp1252", "replace").encode()
    yield "controls.txt", raw.replace(b" ", b"\x1b[31m \x07", 9)
    yield "bidi.txt", TEXT.replace(" ", " \u202e", 9).encode()
    yield "zero-width.txt", TEXT.replace("e", "e\u200b").encode()
    yield "private.txt", TEXT.replace("o", "o\ue000\U000f0000").encode()
    yield "combining.txt", ("a" + "\u0301" * 20_000 + TEXT).encode()
    yield "only-bom.txt", b"\xef\xbb\xbf"
    yield "bom-in-the-middle.txt", raw[:200] + b"\xff\xfe" + raw[200:]
    for n in range(12):
        yield f"random-{n}{('.txt', '.html', '.jsonl', '.csv')[n % 4]}", chance.randbytes(3 ** (n % 9))


def bombs(_chance: random.Random) -> Made:
    block = b"a" * (1 << 20)
    for name, before in (
        ("line.txt", b""),
        ("line.jsonl", b'{"text": "'),
        ("cell.csv", b"id,text\n1,"),
        ("page.html", b"<p>"),
        ("record.warc", b"WARC/1.0\r\nContent-Length: 80000000\r\n\r\n"),
    ):
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0) as file:
            file.write(before)
            for _ in range(80):
                file.write(block)
        yield f"{name}.gz", packed.getvalue()
    squeezer = zstandard.ZstdCompressor(level=1)
    yield "frame.txt.zst", squeezer.compress(block * 80)
    yield "frame-without-size.txt.zst", zstandard.ZstdCompressor(level=1, write_content_size=False).compress(block * 70)
    yield "gzip-in-gzip.txt.gz", gzip.compress(gzip.compress(block * 40, mtime=0), mtime=0)
    yield "thousand-members.txt.gz", gzip.compress(b"a line of a thousand\n", mtime=0) * 1000
    yield (
        "entities.html",
        b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><html><p>&j;</p></html>",
    )
    yield "outside.html", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>' + SENTENCES[0].encode() + b"&x;</p></body></html>"
    yield "entities.txt", b"&amp;" * 50_000
    yield "many-entities.html", page("<p>" + "&#x41;" * 60_000 + "</p>" + BODY)


def nesting(_chance: random.Random) -> Made:
    for depth in (100, 255, 256, 1000, 3000, 10_000, 60_000):
        for tag in ("div", "table><tr><td", "ul><li", "blockquote", "font"):
            closing = "".join(f"</{part}>" for part in reversed([piece.strip("<>") for piece in tag.split("><")]))
            yield f"{tag.split('>')[0]}-{depth}.html", page(f"<{tag}>" * depth + BODY + closing * depth)
        yield f"array-{depth}.jsonl", lines(b'{"text": ' + b"[" * depth + b"]" * depth + b"}", {"text": TEXT})
        yield f"object-{depth}.jsonl", lines(b'{"text": "a", "meta": ' + b'{"a":' * depth + b"1" + b"}" * depth + b"}", {"text": TEXT})
        yield f"quotes-{depth}.txt", ("> " * depth + "said the keeper\n" + TEXT).encode()
    yield "unclosed.html", page("<div><span><b>" * 20_000)
    yield "closed-only.html", page("</div></p></b>" * 20_000 + BODY)


def lengths(_chance: random.Random) -> Made:
    for n in (1000, 30_000, 300_000):
        yield f"line-{n}.txt", ("The tide came in. " * (n // 18) + "\n" + TEXT).encode()
        yield f"word-{n}.txt", ("tide" * (n // 4) + "\n" + TEXT).encode()
        yield f"spaces-{n}.txt", (TEXT + " " * n + TEXT).encode()
        yield f"newlines-{n}.txt", (TEXT + "\n" * n + TEXT).encode()
        yield f"short-lines-{n}.txt", ("a\n" * (n // 10) + TEXT).encode()
        yield f"dots-{n}.txt", ("." * n + "\n" + TEXT).encode()
        yield f"pipes-{n}.txt", (" | ".join(["Home"] * (n // 10)) + "\n" + TEXT).encode()
        yield f"commas-{n}.txt", ("By " + ", ".join(["Ida Holm"] * (n // 10)) + "\n" + TEXT).encode()
        yield f"digits-{n}.txt", ("1" * n + "\n" + TEXT).encode()
        yield f"dashes-{n}.txt", ("- " * (n // 2) + "\n" + TEXT).encode()
        yield f"title-{n}.html", page(head=f"<meta property='og:title' content='{'tide ' * (n // 5)}'>")
        yield f"attributes-{n}.html", page("<p " + " ".join(f"a{k}='{k}'" for k in range(n // 60)) + f">{SENTENCES[0]}</p>" + BODY)
        yield f"class-{n}.html", page(f"<p class='{'a ' * (n // 2)}'>{SENTENCES[0]}</p>" + BODY)
        yield f"paragraphs-{n}.html", page("<p>a</p>" * (n // 60) + BODY)
        yield f"headings-{n}.html", page("<h2><p>a" * (n // 200) + BODY)
        yield f"links-{n}.html", page("<p><a href='x'>a</a></p>" * (n // 200) + BODY)
        yield f"comment-{n}.html", page(f"<!--{'-' * n}" + BODY)
        yield f"base64-{n}.html", page(f"<img src='data:image/png;base64,{base64.b64encode(bytes(n)).decode()}'>" + BODY)
        yield f"json-ld-{n}.html", page(head=f"<script type='application/ld+json'>{'[' * (n // 100)}</script>")
        yield f"cells-{n}.csv", b"id,text\n" + b"," * n + b"\n1," + b"tide " * 50 + b"\n"


def names(_chance: random.Random) -> Made:
    odd = (
        *(
            "new\nline.txt",
            "tab\t.txt",
            "escape\x1b[2J.txt",
            "bell\x07.txt",
            "bidi\u202e.txt",
            "-rf.txt",
            " leading.txt",
            "trailing .txt",
            "quote'\".txt",
            "#1.txt",
        ),
        *(
            "100%.txt",
            "%2e%2e.txt",
            "..txt",
            "...txt",
            "a\\b.txt",
            "con.txt",
            "ü.txt",
            "u\u0308.txt",
            "<script>alert(1)</script>.txt".replace("/", "\u2215"),
            "=1+1.txt",
            "@x.txt",
        ),
        *(
            "| a | b |.txt",
            "[x](y).txt",
            "a: b.txt",
            "---.txt",
            "*.txt",
            "`x`.txt",
            "$HOME.txt",
            "a b c.txt",
            "name.tar.gz.txt",
            "noext",
            "x" * 251 + ".txt",
            "é" * 125 + ".txt",
            "日本.txt",
        ),
    )
    for n, name in enumerate(odd):
        yield name, f"{TEXT}\n\nThis was notice number {n} of the season.\n".encode()
    for n, data in enumerate((b"\xff\xfe-bytes.txt", b"\xed\xa0\x80.txt")):
        yield os.fsdecode(data), f"{TEXT}\n\nThis was letter number {n} of the season.\n".encode()


def schemas(_chance: random.Random) -> Made:
    values: tuple[Any, ...] = (
        None,
        1,
        -1,
        1.5,
        True,
        [],
        {},
        [TEXT],
        {"a": TEXT},
        "",
        " ",
        "\u0000",
        "a" * 100_000,
        "\ud800",
        "\x1b]0;x\x07",
        [[[[]]]],
        10**400,
        "NaN",
        "<script>alert(1)</script>",
    )
    for n, value in enumerate(values):
        yield f"text-{n}.jsonl", lines({"text": value}, {"text": TEXT + f" It was record {n}."})
        yield (
            f"fields-{n}.jsonl",
            lines({"text": TEXT + f" It was entry {n}.", "title": value, "url": value, "date": value, "authors": value, "language": value}),
        )
    for n, raw in enumerate(
        (
            b"{",
            b"[]",
            b"null",
            b'"a"',
            b'{"text": NaN}',
            b'{"text": "a", "text": "b"}',
            b"{'text': 'a'}",
            b'{"text": "\\ud800"}',
            b'{"text": 1e999}',
            b"\xef\xbb\xbf{}",
            b'{"": ""}',
            b'{"text"}',
            b"{}" * 1000,
        )
    ):
        yield f"broken-{n}.jsonl", lines(raw, {"text": TEXT + f" It was line {n}."})
    for n, header in enumerate(
        (b"text", b"text,text", b",", b"", b"\xfftext", b"id;text", b"text\ttitle", b'"text', b"a" * 70_000, b"\0text", b"id,body,headline", b"=text")
    ):
        yield f"header-{n}.csv", header + b"\n" + b'"%s",2\n' % SENTENCES[0].encode() + b'"unclosed,3\n' + b"1,2,3,4\n"
    types = (
        pa.array([1, 2]),
        pa.array([[TEXT], None]),
        pa.array([{"a": TEXT}, None]),
        pa.array([b"\xff\xfe", None], pa.binary()),
        pa.array([None, None], pa.null()),
        pa.array([10**15, -(10**15)], pa.timestamp("s")),
        pa.array([TEXT, "\x00"], pa.large_string()),
    )
    for n, column in enumerate(types):
        for name in ("text", "published_at"):
            table = pa.table({name: column, "body" if name == "published_at" else "title": [TEXT + f" It was row {n}.", TEXT]})
            sink = io.BytesIO()
            pq.write_table(table, sink)
            yield f"{name}-{n}.parquet", sink.getvalue()
    for n, date in enumerate(
        ("0000-00-00", "9999-12-31T23:59:60Z", "-5000-01-01", "31/31/2031", "1e9", "99999999999999999999", "2031-02-30", "now", "１２月３１日")
    ):
        yield f"date-{n}.txt", f"The lamp\n\n{date}\n\n{TEXT} It was day {n}.".encode()
        yield (
            f"date-{n}.html",
            page(BODY + f"<p>It was date {n} of the season, and nobody knew which one.</p>", head=f"<meta property='article:published_time' content='{date}'>"),
        )


def web_archives(_chance: random.Random) -> Made:
    good = page()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + good

    def record(length: Any, block: bytes = answer, extra: bytes = b"") -> bytes:
        return (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://skerrow.example/a\r\n"
            + extra
            + b"Content-Type: application/http\r\nContent-Length: %s\r\n\r\n" % str(length).encode()
            + block
            + b"\r\n\r\n"
        )

    whole = record(len(answer))
    for n, length in enumerate((-5, 0, 10**12, 10**30, "", "x", "1e3", len(answer) - 1, len(answer) + 1, len(answer) * 2, "5,5", "+7", "０")):
        yield f"length-{n}.warc", whole + record(length) + whole
    heads = (
        b"Transfer-Encoding: chunked",
        b"Content-Encoding: gzip",
        b"Content-Encoding: br",
        b"Content-Encoding: deflate",
        b"Content-Encoding: x",
        b"Content-Length: -1",
        b"Content-Type: " + b"a" * 50_000,
        b": :",
        b"\xff\xfe: \x00",
        b"Content-Type: text/html; charset=no-such",
    )
    for n, head in enumerate(heads):
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head + b"\r\n\r\n" + good
        yield f"head-{n}.warc", record(len(block), block) + whole
    for n, block in enumerate(
        (
            b"",
            b"HTTP/",
            b"HTTP/1.1 999 ?\r\n\r\n",
            b"HTTP/1.1 200\r\n" + b"a: b\r\n" * 20_000,
            b"\r\n" * 100,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFF\r\nx",
        )
    ):
        yield f"block-{n}.warc", record(len(block), block) + whole
    yield "uri.warc", whole.replace(b"https://skerrow.example/a", b"javascript:alert(1)") + whole.replace(b"https://", b"file:///etc/passwd?")
    yield "gzip-each.warc.gz", gzip.compress(whole, mtime=0) * 3
    yield "gzip-all.warc.gz", gzip.compress(whole * 3, mtime=0)


def archives(_chance: random.Random) -> Made:
    bad = (
        "../out.txt",
        "/etc/passwd",
        "a/../../b.txt",
        "..\\out.txt",
        "C:\\x.txt",
        "a\nb.txt",
        "\x1b[2J.txt",
        "x" * 5000 + ".txt",
        "",
        "in.zip",
        "in.tar",
        "a//b.txt",
        "./c.txt",
    )
    for n, name in enumerate(bad):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(zipfile.ZipInfo(name or "empty"), TEXT + f" It was member {n}.")
        yield f"name-{n}.zip", packed.getvalue()
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            member = tarfile.TarInfo(name)
            data = f"{TEXT} It was part {n}.".encode()
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        yield f"name-{n}.tar", packed.getvalue()
    for n, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_SPARSE)):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            member = tarfile.TarInfo("odd.txt")
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
            member = tarfile.TarInfo("good.txt")
            data = f"{TEXT} It was kind {n}.".encode()
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        yield f"kind-{n}.tar", packed.getvalue()


def whole_files() -> dict[str, bytes]:
    """One good file of each packed format."""
    table = pa.table({"text": [TEXT + f" It was bell {n}." for n in range(30)], "title": ["The bell"] * 30})
    parquet, feather, zipped, tarred = io.BytesIO(), io.BytesIO(), io.BytesIO(), io.BytesIO()
    pq.write_table(table, parquet, row_group_size=10)
    with ipc.new_file(feather, table.schema) as writer:
        writer.write_table(table, max_chunksize=10)
    stream = io.BytesIO()
    with ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table, max_chunksize=10)
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(5):
            archive.writestr(zipfile.ZipInfo(f"{n}.txt"), TEXT + f" It was buoy {n}.", zipfile.ZIP_DEFLATED)
    with tarfile.open(fileobj=tarred, mode="w") as tar:
        for n in range(5):
            data = f"{TEXT} It was mast {n}.".encode()
            member = tarfile.TarInfo(f"{n}.txt")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    records = lines(*({"text": TEXT + f" It was sail {n}."} for n in range(20)))
    return {
        "a.parquet": parquet.getvalue(),
        "a.arrow": feather.getvalue(),
        "a.arrows": stream.getvalue(),
        "a.zip": zipped.getvalue(),
        "a.tar": tarred.getvalue(),
        "a.jsonl.gz": gzip.compress(records, mtime=0),
        "a.jsonl.zst": zstandard.ZstdCompressor().compress(records),
        "a.warc.gz": gzip.compress(b"".join(data for name, data in web_archives(random.Random(0)) if name == "uri.warc"), mtime=0),
    }


def cut(_chance: random.Random) -> Made:
    for name, data in whole_files().items():
        stem, _, suffix = name.partition(".")
        for n in range(7):
            yield f"{stem}-{n}.{suffix}", data[: len(data) * n // 7]


def flipped(chance: random.Random) -> Made:
    for name, data in whole_files().items():
        stem, _, suffix = name.partition(".")
        for n in range(8):
            damaged = bytearray(data)
            for _ in range(1 + n):
                at = chance.randrange(len(damaged))
                damaged[at] ^= 1 << chance.randrange(8)
            yield f"{stem}-{n}.{suffix}", bytes(damaged)


def lies(_chance: random.Random) -> Made:
    heads = {
        "png": b"\x89PNG\r\n\x1a\n",
        "pdf": b"%PDF-1.7\n",
        "exe": b"MZ\x90\0",
        "elf": b"\x7fELF",
        "zip": b"PK\x03\x04",
        "parquet": b"PAR1",
        "arrow": b"ARROW1\0\0",
        "gzip": b"\x1f\x8b\x08",
        "zstd": b"\x28\xb5\x2f\xfd",
        "xz": b"\xfd7zXZ\0",
        "bz2": b"BZh9",
        "7z": b"7z\xbc\xaf\x27\x1c",
        "pickle": b"\x80\x04\x95",
        "sqlite": b"SQLite format 3\0",
    }
    for name, head in heads.items():
        for suffix in ("txt", "html", "jsonl"):
            yield f"{name}.{suffix}", head + struct.pack("<20I", *range(20)) + TEXT.encode()
    yield "text.parquet", TEXT.encode()
    yield "text.zip", (TEXT + " One.").encode()
    yield "page.jsonl", page(BODY + "<p>It was a page that was named as records, and it was read all the same.</p>")
    yield "records.html", lines({"text": TEXT})


KINDS: dict[str, Callable[[random.Random], Made]] = {
    "encodings": encodings, "bombs": bombs, "nesting": nesting, "lengths": lengths, "names": names, "schemas": schemas,
    "web-archives": web_archives, "archives": archives, "cut": cut, "flipped": flipped, "lies": lies,
}  # fmt: skip


def make(root: Path, *, seed: int = 1, every: int = 1) -> list[Path]:
    """The files below `root`, by kind; with `every` = n, each n-th of them."""
    made = []
    for kind, function in KINDS.items():
        folder = root / kind
        folder.mkdir(parents=True)
        for n, (name, data) in enumerate(function(random.Random(f"{seed} {kind}"))):
            if n % every == seed % every:
                path = folder / name
                path.write_bytes(data)
                made.append(path)
    return made + make_odd(root / "odd")


def make_odd(folder: Path) -> list[Path]:
    """What is no plain file: pipes, sockets, links, and a folder named like a file."""
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "folder.txt").mkdir()
    (folder / "folder.txt" / "inside.txt").write_text(f"{TEXT} It was inside.", encoding="utf-8")
    os.mkfifo(folder / "pipe.txt")
    here = os.open(folder, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(f"/proc/self/fd/{here}/socket.txt")
    finally:
        os.close(here)
    links = {"out.txt": "/etc/passwd", "device.txt": "/dev/zero", "loop.txt": "loop.txt", "gone.txt": "nowhere.txt", "up.txt": "..", "inside.txt": "empty.txt"}
    for name, target in links.items():
        (folder / name).symlink_to(target)
    return [folder / "empty.txt", folder / "folder.txt" / "inside.txt", folder / "pipe.txt", folder / "socket.txt", *(folder / name for name in links)]
