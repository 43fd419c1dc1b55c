"""Cleans the plain-text dumps of pages with gold bodies, and reports F1, chrome left and body lines lost.

    python benchmarks/quality.py CORPORA [--corpus NAME …] [--style STYLE …] [--limit N] [--lost FILE]

CORPORA holds a folder for each corpus with `pages.jsonl` and `text/<style>/<id>.txt`; docs/benchmarks.md says which
public repositories hold the same pages and how a dump of each style is made. `identity` is the dump as it is.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.scoring import gold_index, is_gold_line, page_score, summary
from cleaner.article import Fate, RawArticle
from cleaner.pipeline import examine


def one_page(job: tuple[dict[str, Any], Path]) -> dict[str, Any]:
    page, path = job
    data = path.read_bytes()
    examined = examine(RawArticle(data, path.name))
    gold_lines, gold_text = gold_index(page["paragraphs"])
    lost: list[tuple[str, str, str]] = []
    counts = Counter[str]()
    for line in examined.lines:
        gold = is_gold_line(line.text, gold_lines, gold_text)
        counts["gold lines"] += gold
        if gold and line.fate is not Fate.KEEP:
            verdict = line.verdicts[0]
            counts["gold lines dropped" if line.fate is Fate.DROP else "gold lines taken"] += 1
            lost.append((path.stem, verdict.rule, line.text.strip()[:110]))
        elif not gold:
            counts["other lines"] += 1
            counts["other lines left"] += line.fate is Fate.KEEP
    text = examined.article.text if examined.article else ""
    subtitle = examined.article.subtitle if examined.article else None
    # Where the gold counts the standfirst as body, a standfirst that was found is no loss: it is put back.
    if subtitle and any(summary_line in page["paragraphs"] for summary_line in page.get("summary") or ()):
        text = f"{subtitle}\n\n{text}"
    identity = page_score(page["paragraphs"], data.decode("utf-8", "replace"))
    return {"ours": page_score(page["paragraphs"], text), "identity": identity, "counts": counts, "lost": lost, "rejected": examined.article is None}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--corpus", action="append", help="a folder of CORPORA; all that have gold paragraphs when none is named")
    parser.add_argument("--style", action="append", help="a style of dump; rmain when none is named")
    parser.add_argument("--limit", type=int, help="only the first N pages of each corpus")
    parser.add_argument("--lost", type=Path, help="write the body lines that were lost, with the rule, to this file")
    arguments = parser.parse_args()
    corpora = arguments.corpus or sorted(path.parent.name for path in arguments.corpora.glob("*/pages.jsonl"))
    print(
        f"{'corpus':16} {'style':10} {'pages':>5} {'F1':>6} {'prec':>6} {'recall':>6} {'chrome':>7} | {'identity F1':>11} {'chrome':>7} | body lines dropped, taken; other lines left; rejected"
    )
    lost: list[Any] = []
    for corpus in corpora:
        pages = [json.loads(line) for line in (arguments.corpora / corpus / "pages.jsonl").open(encoding="utf-8")]
        pages = [page for page in pages if page.get("paragraphs")][: arguments.limit]
        for style in arguments.style or ["rmain"]:
            jobs = [(page, path) for page in pages if (path := arguments.corpora / corpus / "text" / style / f"{page['id']}.txt").exists()]
            if not jobs:
                continue
            with ProcessPoolExecutor() as pool:
                results = list(pool.map(one_page, jobs, chunksize=8))
            lost += [entry for result in results for entry in result["lost"]]
            report(corpus, style, results)
    if arguments.lost:
        arguments.lost.write_text("\n".join("\t".join(entry) for entry in lost), "utf-8")


def report(corpus: str, style: str, results: list[dict[str, Any]]) -> None:
    ours = summary([result["ours"] for result in results])
    identity = summary([result["identity"] for result in results])
    counts = sum((result["counts"] for result in results), Counter[str]())
    rejected = sum(result["rejected"] for result in results)
    body, other = max(1, counts["gold lines"]), max(1, counts["other lines"])
    print(
        f"{corpus:16} {style:10} {ours['pages']:5} {ours['f1']:6.3f} {ours['precision']:6.3f} {ours['recall']:6.3f} {ours['chrome_share']:7.1%} |"
        f" {identity['f1']:11.3f} {identity['chrome_share']:7.1%} | {counts['gold lines dropped']} ({counts['gold lines dropped'] / body:.2%}),"
        f" {counts['gold lines taken']} ({counts['gold lines taken'] / body:.2%}) of {body}; {counts['other lines left'] / other:.1%} of {other}; {rejected}",
        flush=True,
    )


if __name__ == "__main__":
    main()
