"""From HTML: body, snippets, metadata and speed, beside public extractors in one run on the same bytes.

    python -m benchmarks.from_html CORPORA [--corpus NAME …] [--tool NAME …] [--step N] [--speed] [--crossed FILE]

CORPORA holds a folder for each corpus with `pages.jsonl` and the pages' HTML; docs/benchmarks.md says which public
repositories hold the same pages. Tools that are not installed are passed over. `--speed` runs every tool on the same
pages in turn in one process, body and metadata, and prints pages per second. `--crossed` takes the crossed.npz that
`python -m train.html` writes: each page is then judged by a model that has seen no page of its publisher.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.scoring import page_score, summary
from cleaner.article import Article, Markup, RawArticle
from cleaner.charsets import decode
from cleaner.html.block_model import built_in
from cleaner.html.parse import declared_charset
from cleaner.pipeline import examine
from cleaner.wishes import PageWishes

Answer = dict[str, Any]
"""`text`, `title`, `authors`, `date`, `subtitle`; what a tool does not say is absent."""

OURS = "article-cleaner"
ALL_KINDS = PageWishes(("article", "collection", "documentation", "forum", "listing", "product", "service"))
_QUOTES = str.maketrans(
    {**dict.fromkeys("\u2018\u2019\u201a\u2032\u00b4`", "'"), **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'), **dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-"), "\u00a0": " ", "\u2026": "..."}
)  # fmt: skip
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?")


def ours(data: bytes, url: str | None, *, keeps_standfirst: bool = False) -> Answer:
    examined = examine(RawArticle(data, "page.html", "html", url), pages=replace(ALL_KINDS, standfirst_in_text=keeps_standfirst))
    article = examined.article
    if article is None:
        return {}
    subtitle = None if keeps_standfirst else article.subtitle
    return {"text": article.text, "title": article.title, "authors": list(article.authors), "date": day_of(article), "subtitle": subtitle}


def day_of(article: Article) -> str | None:
    """The day on the page's own calendar: 1:30 in Tokyo is the day before in UTC."""
    if article.published_at is None or article.published_precision not in ("day", "minute", "second"):
        return None
    match = _OFFSET.fullmatch(article.published_zone or "")
    east = timedelta(0) if match is None else timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) * (1 if match[1] == "+" else -1)
    return (article.published_at + east).date().isoformat()


def trafilatura(data: bytes, url: str | None, *, with_metadata: bool = True, **options: bool) -> Answer:
    from trafilatura import bare_extraction

    found = bare_extraction(_text(data), url=url, include_comments=False, with_metadata=with_metadata, **options)
    if found is None:
        return {}
    said = found.as_dict()
    return {"text": said.get("text"), "title": said.get("title"), "authors": (said.get("author") or "").split("; "), "date": said.get("date")}


def readability(data: bytes, url: str | None) -> Answer:
    from lxml.html import fromstring
    from readability import Document

    found = Document(_text(data), url=url)
    return {"text": fromstring(found.summary()).text_content(), "title": found.short_title()}


def newspaper(data: bytes, url: str | None) -> Answer:
    from newspaper import Article as Page

    page = Page(url or "https://example.org/")
    page.download(input_html=_text(data))
    page.parse()
    day = page.publish_date
    return {"text": page.text, "title": page.title, "authors": page.authors, "date": day.date().isoformat() if day else None}


def resiliparse(data: bytes, url: str | None) -> Answer:  # noqa: ARG001
    from resiliparse.extract.html2text import extract_plain_text

    return {"text": extract_plain_text(_text(data), main_content=True, alt_texts=False, links=False, form_fields=False)}


TOOLS: dict[str, Callable[[bytes, str | None], Answer]] = {
    OURS: ours,
    f"{OURS} standfirst": partial(ours, keeps_standfirst=True),
    "trafilatura": trafilatura,
    "trafilatura fast": partial(trafilatura, fast=True),
    "trafilatura precision": partial(trafilatura, favor_precision=True),
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "resiliparse": resiliparse,
}


def _text(data: bytes) -> str:
    decoded = decode(data, declared_charset(data))
    return decoded.text if decoded is not None else ""


def installed(name: str) -> bool:
    import importlib.util

    module = {"readability-lxml": "readability", "newspaper4k": "newspaper"}.get(name, name.split(maxsplit=1)[0])
    return name.startswith(OURS) or importlib.util.find_spec(module) is not None


def read(corpora: Path, corpus: str, page: dict[str, Any]) -> bytes:
    data = (corpora / corpus / page["html"]).read_bytes()
    return gzip.decompress(data) if page["html"].endswith(".gz") else data


class Crossed:
    """Stands in for the judge of blocks: for each page the chances of the model that was trained without its publisher."""

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as held:
            self.held = dict(held)
        self.key = ""

    def chances(self, texts: Sequence[str], marks: Sequence[Markup], titles: Sequence[str], descriptions: Sequence[str]) -> NDArray[np.int64]:
        known = self.held.get(self.key)
        if known is None or len(known) != len(texts):
            return built_in().chances(texts, marks, titles, descriptions)
        return known.astype(np.int64)


@cache
def crossed(path: Path) -> Crossed:
    return Crossed(path)


def answer(corpora: Path, tool: str, judge: Path | None, job: tuple[str, dict[str, Any]]) -> Answer:
    logging.disable(logging.CRITICAL)
    corpus, page = job
    if judge is not None and tool.startswith(OURS):
        from cleaner.html import page as reading

        model = crossed(judge)
        model.key = f"{corpus}/{page['id']}"
        reading.built_in = lambda: model  # type: ignore[assignment, return-value]
    try:
        return TOOLS[tool](read(corpora, corpus, page), page.get("url"))
    except Exception as error:  # noqa: BLE001 - a tool that breaks on a page has no answer for it
        return {"error": repr(error)}


def squeeze(text: str | None) -> str:
    return "".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text or "")).translate(_QUOTES).split()).casefold()


def _title(text: str | None) -> str:
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text or "")).translate(_QUOTES).replace("''", '"').split())


def _authors(names: Sequence[str] | None) -> frozenset[str]:
    bare = (" ".join(unicodedata.normalize("NFC", name or "").translate(_QUOTES).split()).casefold() for name in names or ())
    return frozenset(filter(None, (re.sub(r"^(?:written by|by|von|par|por|di|door|af|av)[:\s]+(?=\S)", "", name).strip(" ,;:.|-") for name in bare)))


_NORMAL: dict[str, Callable[[Any], Any]] = {"title": _title, "date": lambda value: (value or "")[:10], "authors": _authors}


def body_of(page: dict[str, Any], said: Answer) -> str:
    """The text; where the gold counts the standfirst as body, a standfirst that was found is put back."""
    text, subtitle = said.get("text") or "", said.get("subtitle")
    return f"{subtitle}\n\n{text}" if subtitle and page.get("summary") else text


def report(tool: str, corpus: str, pages: Sequence[dict[str, Any]], answers: Sequence[Answer]) -> None:
    pairs = list(zip(pages, answers, strict=True))
    broken = [said["error"] for said in answers if "error" in said]
    if broken:
        print(f"{tool:22} {corpus:17} broke on {len(broken)} of {len(pages)} pages, the first time with {broken[0][:120]}")
    scores = [(page, page_score(page["paragraphs"], body_of(page, said))) for page, said in pairs if page.get("paragraphs")]
    if scores:
        body = summary([score for _, score in scores])
        print(f"{tool:22} {corpus:17} body     F1 {body['f1']:.3f}  precision {body['precision']:.3f}  recall {body['recall']:.3f}  exact {body['exact']:.3f}")
        by_language = defaultdict(list)
        for page, score in scores:
            by_language[page.get("lang") or "?"].append(score)
        several = {language: summary(own) for language, own in sorted(by_language.items()) if len(own) >= 3}
        if len(several) > 1:
            print(f"{'':40} by language  " + "  ".join(f"{language} {figures['f1']:.3f} ({figures['pages']})" for language, figures in several.items()))
    if any(page.get("with") for page in pages):
        hit = miss = wrong = 0
        for page, said in pairs:
            text = squeeze(body_of(page, said))
            found = [squeeze(snippet) in text for snippet in page.get("with", ())]
            hit += sum(found)
            miss += len(found) - sum(found)
            wrong += sum(squeeze(snippet) in text for snippet in page.get("without", ()))
        precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + miss)
        print(f"{tool:22} {corpus:17} snippets F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}  precision {precision:.3f}  recall {recall:.3f}")
    for field, normal in _NORMAL.items():
        known = [(normal(page[field]), normal(said.get(field))) for page, said in pairs if page.get(field)]
        if known and any(got for _, got in known):
            right = sum(gold == got for gold, got in known)
            answered = sum(1 for _, got in known if got)
            print(
                f"{tool:22} {corpus:17} {field:8} exact {right / len(known):.3f}  right of answered {right / max(1, answered):.3f}  answered {answered / len(known):.3f}"
            )


def speed(corpora: Path, jobs: Sequence[tuple[str, dict[str, Any]]], tools: Sequence[str]) -> None:
    """Pages per second and core, body and metadata, the tools by turns on the same pages in one process."""
    logging.disable(logging.CRITICAL)
    loaded = [(read(corpora, corpus, page), page.get("url")) for corpus, page in jobs]
    spent: dict[str, float] = defaultdict(float)
    for tool in tools:
        for data, url in loaded[:20]:
            TOOLS[tool](data, url)
    for data, url in loaded:
        for tool in tools:
            start = time.process_time()
            TOOLS[tool](data, url)
            spent[tool] += time.process_time() - start
    for tool in tools:
        print(f"{tool:22} {len(loaded) / spent[tool]:8.1f} pages/s a core  ({len(loaded)} pages, body and what metadata it gives)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--corpus", action="append")
    parser.add_argument("--tool", action="append", choices=list(TOOLS))
    parser.add_argument("--step", type=int, default=1, help="every Nth page only")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--crossed", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    tools = [tool for tool in options.tool or TOOLS if installed(tool)]
    corpora = options.corpus or ["fundus", "wcxb", "trafilatura-eval"]
    pages = {corpus: [json.loads(line) for line in (options.corpora / corpus / "pages.jsonl").open(encoding="utf-8")][:: options.step] for corpus in corpora}
    if options.speed:
        speed(options.corpora, [(corpus, page) for corpus in corpora for page in pages[corpus]], tools)
        return
    for tool in tools:
        for corpus in corpora:
            with ProcessPoolExecutor(options.workers) as pool:
                answers = list(pool.map(partial(answer, options.corpora, tool, options.crossed), [(corpus, page) for page in pages[corpus]], chunksize=8))
            report(tool, corpus, pages[corpus], answers)


if __name__ == "__main__":
    main()
