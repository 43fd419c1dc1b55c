"""How good the cleaning of plain text is, beside what else could be done: body, lines and fields, in one run.

    python benchmarks/quality.py CORPORA [--corpus NAME …] [--style STYLE … | --all-styles] [--limit N] [--no-peers]
                                 [--by-language] [--floors]

CORPORA holds a folder for each corpus with `pages.jsonl` and `text/<style>/<id>.txt` or the pages' HTML; docs/benchmarks.md
says which public repositories hold the same pages. `--floors` checks benchmarks/floors.toml on the slice of pages that it names.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.pages import STYLES, Page, load_pages
from benchmarks.peers import LINE_PEERS, trafilatura_html
from benchmarks.roles import count_fields, count_lines, share
from benchmarks.scoring import Page as Score
from benchmarks.scoring import page_score, summary
from cleaner.article import RawArticle
from cleaner.pipeline import examine

OURS = "article-cleaner"
WITH_HTML = "trafilatura with HTML"


@dataclass(slots=True)
class Answer:
    """One dump in one system's hands."""

    system: str
    corpus: str
    style: str
    language: str
    score: Score | None
    """None where the gold has no body."""
    counts: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


def one_dump(job: tuple[Page, str, bool]) -> list[Answer]:
    """The answers of all systems for one page in one style."""
    page, style, peers = job
    data = page.dump(style)
    if data is None:
        return []
    dump, gold = data.decode("utf-8", "replace"), page.gold
    lines = dump.splitlines()

    def answer(system: str, text: str) -> Answer:
        body = gold.get("paragraphs")
        score = page_score(body, text) if body else None
        counts = count_lines(gold, lines, text) if body else Counter[str]()
        return Answer(system, page.corpus, style, page.language, score, counts)

    examined = examine(RawArticle(data, f"{gold['id']}.txt"))
    article = examined.article
    text = article.text if article else ""
    # Where the gold counts the standfirst as body, a standfirst that was found is no loss: it is put back.
    counted = article is not None and article.subtitle and any(line in gold.get("paragraphs", ()) for line in gold.get("summary") or ())
    ours = answer(OURS, f"{article.subtitle}\n\n{text}" if article and counted else text)
    ours.counts += count_fields(gold, article, dump) + Counter({"rejected": article is None})
    out = [ours]
    if peers and gold.get("paragraphs"):
        out += [answer(name, peer(dump, page.language)) for name, peer in LINE_PEERS.items()]
        if style == STYLES[0] and (html := page.html()):
            out.append(answer(WITH_HTML, trafilatura_html(html)))
    return out


def run(pages: Sequence[Page], styles: Sequence[str], *, peers: bool, workers: int | None = None) -> list[Answer]:
    """All answers, in the order of the pages."""
    jobs = [(page, style, peers) for style in styles for page in pages]
    if workers == 1:
        return [answer for job in jobs for answer in one_dump(job)]
    with ProcessPoolExecutor(workers) as pool:
        return [answer for answers in pool.map(one_dump, jobs, chunksize=8) for answer in answers]


Measures = dict[str, float | None]


def measures(answers: Sequence[Answer]) -> Measures:
    """The figures of one group of answers; None for what nothing speaks of."""
    body = summary([a.score for a in answers if a.score is not None])
    counts = sum((a.counts for a in answers), Counter[str]())
    has_body = body["pages"] > 0
    return {
        "pages": float(len(answers)),
        **{name: body[name] if has_body else None for name in ("f1", "precision", "recall", "chrome_share")},
        "body_lost": share(counts, "body lines lost", "body lines"),
        "subheads_kept": share(counts, "subheads kept", "subheads"),
        "captions_left": share(counts, "captions left", "captions"),
        "promos_left": share(counts, "promos left", "promos"),
        "between_left": share(counts, "lines between left", "lines between"),
        "outside_left": share(counts, "lines outside left", "lines outside"),
        "title_exact": share(counts, "title right, present", "title present"),
        "title_precision": share(counts, "title right", "title answered"),
        "date_precision": share(counts, "date right", "date answered"),
        "date_coverage": share(counts, "date answered", "date"),
        "author_precision": share(counts, "authors right", "authors answered"),
        "author_coverage": share(counts, "authors answered", "authors"),
    }


TABLES: dict[str, tuple[str, ...]] = {
    "body": ("f1", "precision", "recall", "chrome_share", "body_lost", "subheads_kept", "captions_left", "promos_left", "between_left", "outside_left"),
    "fields": ("title_exact", "title_precision", "date_precision", "date_coverage", "author_precision", "author_coverage"),
}


def print_table(answers: Sequence[Answer], columns: Sequence[str], key: Callable[[Answer], tuple[str, ...]], heads: Sequence[str]) -> None:
    """One row for each group, as a Markdown table."""
    groups: dict[tuple[str, ...], list[Answer]] = {}
    for answer in answers:
        groups.setdefault(key(answer), []).append(answer)
    print("| " + " | ".join([*heads, "pages", *(column.replace("_", " ") for column in columns)]) + " |")
    print("|" + "---|" * (len(heads) + 1 + len(columns)))
    for name, group in groups.items():
        figures = measures(group)
        cells = [("–" if (value := figures[column]) is None else f"{value:.3f}") for column in columns]
        print("| " + " | ".join([*name, str(len(group)), *cells]) + " |")
    print(flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--corpus", action="append", help="a folder of CORPORA; all when none is named")
    parser.add_argument("--style", action="append", choices=STYLES, help="a style of dump; rmain and innertext when none is named")
    parser.add_argument("--all-styles", action="store_true", help="all six styles of dump")
    parser.add_argument("--limit", type=int, help="only so many pages of each corpus, spread evenly over it")
    parser.add_argument("--workers", type=int, help="processes; one for each core when not said")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    parser.add_argument("--by-language", action="store_true", help="a table by language as well")
    parser.add_argument("--floors", action="store_true", help="check the floors, on the pages that they name; exit code 1 when one is missed")
    arguments = parser.parse_args()
    if arguments.floors:
        from benchmarks.floors import check

        missed = check(arguments.corpora, workers=arguments.workers)
        print("\n".join(missed) or "all floors hold")
        return 1 if missed else 0
    pages = list(load_pages(arguments.corpora, arguments.corpus, arguments.limit))
    styles = STYLES if arguments.all_styles else arguments.style or ("rmain", "innertext")
    answers = run(pages, styles, peers=not arguments.no_peers, workers=arguments.workers)
    order = {name: place for place, name in enumerate((OURS, *LINE_PEERS, WITH_HTML))}
    answers.sort(key=lambda a: (a.corpus, STYLES.index(a.style), order[a.system]))
    with_body = [answer for answer in answers if answer.score is not None]
    print_table(with_body, TABLES["body"], lambda a: (a.corpus, a.style if a.system != WITH_HTML else "HTML", a.system), ("corpus", "style", "system"))
    ours = [answer for answer in answers if answer.system == OURS]
    print_table(ours, TABLES["fields"], lambda a: (a.corpus, a.style), ("corpus", "style"))
    if arguments.by_language:
        ours.sort(key=lambda a: (a.language, STYLES.index(a.style)))
        columns = ("f1", "precision", "recall", "chrome_share", "body_lost", "title_exact", "date_precision", "author_precision")
        print_table(ours, columns, lambda a: (a.language, a.style), ("language", "style"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
