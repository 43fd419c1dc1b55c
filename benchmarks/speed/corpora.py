"""Documents for the clock: pages of the corpora, each copy varied, so that no cache of lines makes a run look faster than a crawl would.

What a page repeats ("Share", "Menu") stays as it is, as it does in a crawl. Prose is varied word by word.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages import Page, load_pages

_LEAST_WORDS = 6
_DOCUMENTS_PER_FILE = 50
_WARC_RECORD = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-05-01T00:00:00Z\r\n"
_WARC_KIND = "WARC-Identified-Payload-Type: text/html\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Text:
    """One document."""

    name: str
    text: str
    url: str


def texts(corpora: Path, kind: str, count: int) -> list[Text]:
    """So many documents of a kind: `news`, `ascii`, `non-latin`, `mojibake`. The first copy of each page is the page's dump."""
    pages = [(page.name, dump.decode("utf-8", "replace")) for page in load_pages(corpora, None, None) if (dump := _dump(page))]
    if kind == "non-latin":
        pages = [(name, text) for name, text in pages if _non_latin_share(text) > 0.5]
    elif kind == "ascii":
        pages = [(name, unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()) for name, text in pages]
    random.Random(kind).shuffle(pages)
    out = []
    for number in range(count):
        copy, place = divmod(number, len(pages))
        name, text = pages[place]
        varied = vary(text, f"{name} {copy}") if copy else text
        # Every tenth document as a whole: a crawler that took UTF-8 for cp1252 does it to all of a page.
        varied = mojibake(varied) if kind == "mojibake" and number % 10 == 0 else varied
        out.append(Text(f"{number:06}", varied, f"https://pages.example/{number:06}"))
    return out


def vary(text: str, seed: str) -> str:
    """The text with other digits, and with words of its longer lines in another order."""
    rng = random.Random(seed)
    lines = []
    for line in text.split("\n"):
        words = re.sub(r"[0-9]", lambda _: str(rng.randrange(10)), line).split(" ")
        if len(words) >= _LEAST_WORDS:
            for _ in range(len(words) // _LEAST_WORDS):
                # Not the first or the last: the line still begins and ends as a sentence does.
                first, second = rng.randrange(1, len(words) - 1), rng.randrange(1, len(words) - 1)
                words[first], words[second] = words[second], words[first]
        lines.append(" ".join(words))
    return "\n".join(lines)


def vary_html(html: str, seed: str) -> str:
    """The same of the text between tags; markup and scripts stay."""
    return re.sub(r">([^<>{}]{30,})<", lambda match: f">{vary(match[1], f'{seed} {match.start()}')}<", html)


def mojibake(text: str) -> str:
    """What a reader sees who takes UTF-8 for cp1252."""
    return text.encode("utf-8", "replace").decode("cp1252", "ignore")


def distinct_share(documents: list[Text]) -> float:
    """Of all lines that are not blank, the share that is there once or is the first of its kind."""
    lines = [line.strip() for one in documents for line in one.text.split("\n") if line.strip()]
    return len(set(lines)) / len(lines)


def write_jsonl(documents: list[Text], folder: Path) -> int:
    """Files of fifty documents; their size in bytes."""
    folder.mkdir(parents=True)
    size = 0
    for start in range(0, len(documents), _DOCUMENTS_PER_FILE):
        path = folder / f"{start // _DOCUMENTS_PER_FILE:05}.jsonl"
        rows = documents[start : start + _DOCUMENTS_PER_FILE]
        path.write_text("".join(json.dumps({"id": one.name, "text": one.text, "url": one.url}, ensure_ascii=False) + "\n" for one in rows), "utf-8")
        size += path.stat().st_size
    return size


def html_pages(corpora: Path, count: int) -> list[tuple[Page, Text]]:
    """So many pages with the page they are a copy of; the first copies are the pages themselves."""
    known = [page for page in load_pages(corpora, None, None) if page.gold.get("paragraphs")]
    random.Random("html").shuffle(known)
    pages = [(page, html) for page in known[:count] if (html := page.html())]
    out = []
    for number in range(count):
        copy, place = divmod(number, len(pages))
        page, html = pages[place]
        varied = vary_html(html, f"{page.name} {copy}") if copy else html
        out.append((page, Text(f"{number:06}", varied, f"https://pages.example/{number:06}")))
    return out


def write_warc(documents: list[Text], folder: Path) -> int:
    """Web archives of fifty pages, a gzip member for each; their size in bytes before compression."""
    folder.mkdir(parents=True)
    size = 0
    for start in range(0, len(documents), _DOCUMENTS_PER_FILE):
        with (folder / f"{start // _DOCUMENTS_PER_FILE:05}.warc.gz").open("wb") as file:
            for one in documents[start : start + _DOCUMENTS_PER_FILE]:
                body = _HTTP + one.text.encode("utf-8", "replace")
                size += len(body)
                head = (_WARC_RECORD.format(id=one.name, url=one.url) + _WARC_KIND.format(length=len(body))).encode()
                file.write(gzip.compress(head + body + b"\r\n\r\n", 6, mtime=0))
    return size


def write_html(documents: list[Text], folder: Path) -> int:
    """A file for each page, as trafilatura's command reads them; their size in bytes."""
    folder.mkdir(parents=True)
    for one in documents:
        (folder / f"{one.name}.html").write_text(one.text, "utf-8", errors="replace")
    return sum(path.stat().st_size for path in folder.iterdir())


def lines_of(documents: list[Text]) -> Iterator[str]:
    for one in documents:
        yield from one.text.split("\n")


def _non_latin_share(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(char > "\u036f" for char in letters) / max(1, len(letters))


def _dump(page: Page) -> bytes | None:
    path = page.folder / "text" / "innertext" / f"{page.gold['id']}.txt"
    return path.read_bytes() if path.is_file() else None
