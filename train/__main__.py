"""python -m train CORPORA --out FOLDER

Trains the judge of lines on a folder of corpora and writes FOLDER/weights.npz and FOLDER/CARD.md. docs/line-model.md
shows what a corpus looks like and how the result is used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cleaner.errors import CleanError, UsageError
from cleaner.line_model.alphabet import Alphabet
from train.card import Figures, card
from train.crops import crops
from train.dumps import Dump, make_dumps
from train.fit import Settings, Table, fit, make_table
from train.pages import Page, digest, load_pages
from train.scores import answers, by_language, by_style, lines_kept, snippet_score


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__.splitlines()[2] if __doc__ else None)
    parser.add_argument("corpora", type=Path, help="a folder with one folder for each corpus")
    parser.add_argument("--out", type=Path, required=True, help="where weights.npz and CARD.md go")
    parser.add_argument("--weight", action="append", default=[], metavar="CORPUS=N", help="how much a corpus's pages count beside the others' (1)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threshold", type=int, default=Settings().threshold, help="thousandths of probability from which a line is text")
    parser.add_argument("--nested", action="store_true", help="figures from looks that are cross-fitted twice over: three times the work, the same weights")
    parser.add_argument("--without-figures", action="store_true", help="weights only: no cross-validation, no card")
    options = parser.parse_args(arguments)
    try:
        weights = {name: float(value) for name, _, value in (entry.partition("=") for entry in options.weight)}
    except ValueError:
        parser.error("--weight takes CORPUS=NUMBER, such as --weight news=3")
    settings = Settings(seed=options.seed, threads=options.threads, threshold=options.threshold, weights=weights, nested=options.nested)
    try:
        train(options.corpora, options.out, settings, figures=not options.without_figures)
    except CleanError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def train(corpora: Path, out: Path, settings: Settings, *, figures: bool = True) -> None:
    """Everything, from pages to weights and card."""
    pages = [page for page in load_pages(corpora) if page.is_article]
    missing = next((page for page in pages if not page.html.exists()), None)
    if missing is not None:
        raise UsageError(f"page {missing.id!r} has no HTML", where=str(missing.html), hint="put it there, or take the page out of pages.jsonl")
    fingerprint = digest(pages)
    name = fingerprint[:12]
    dumps = make_dumps(pages, settings.threads)
    alphabet = Alphabet.of_this_python()
    table = make_table([*dumps, *crops(dumps)], alphabet, settings)
    print(f"{len(pages)} pages, {len(dumps)} dumps, {len(table.fold)} lines", flush=True)
    fitted = fit(table, alphabet, settings, name, folds=figures)
    out.mkdir(parents=True, exist_ok=True)
    fitted.of_all.save(out / "weights.npz")
    print(f"wrote {out / 'weights.npz'}", flush=True)
    if not figures:
        return
    measured = measure(pages, dumps, table, alphabet, settings, fitted.of_fold)
    (out / "CARD.md").write_text(card(name, pages, settings, fingerprint, len(table.fold), measured), "utf-8")
    print(f"wrote {out / 'CARD.md'}", flush=True)


def measure(pages: Sequence[Page], dumps: Sequence[Dump], table: Table, alphabet: Alphabet, settings: Settings, of_fold: Sequence) -> Figures:  # type: ignore[type-arg]
    """All figures of the card."""
    with_gold = [dump for dump in dumps if dump.page.paragraphs]
    judged = answers(with_gold, of_fold, rules=True)
    alone = answers(with_gold, of_fold, rules=False)
    corpora = sorted({dump.page.corpus for dump in with_gold})
    snippets, with_standfirst = {}, {}
    for corpus in sorted({page.corpus for page in pages if page.with_ or page.without} - set(corpora)):
        # Not a page of the corpus, nor of a publisher that it has pages of.
        theirs = {page.group for page in pages if page.corpus == corpus}
        use = np.array([dump.page.group not in theirs for dump in table.dumps])[table.dump_of]
        without = fit(table, alphabet, settings, f"without {corpus}", use=use, folds=False)
        mine = [dump for dump in dumps if dump.page.corpus == corpus and dump.style == "innertext"]
        snippets[corpus] = snippet_score(answers(mine, [without.of_all], rules=True))
        with_standfirst[corpus] = snippet_score(answers(mine, [without.of_all], rules=True, with_standfirst=True))
    return Figures(
        by_style(judged),
        by_style(alone),
        by_language([answer for answer in judged if answer.dump.page.language]),
        {corpus: lines_kept([answer for answer in judged if answer.dump.page.corpus == corpus]) for corpus in corpora},
        snippets,
        with_standfirst,
    )


if __name__ == "__main__":
    sys.exit(main())
