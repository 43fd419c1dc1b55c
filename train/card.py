"""CARD.md: what the model is, what it was made of, what it is worth and what it cannot do. Figures only, no text of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleaner.rules.sureness import SURELY_NO_HEADING, SURELY_NOT_BODY
from train.fit import N_FOLDS, Settings
from train.pages import Page
from train.renderings import STYLES

CREDITS = {
    "wcxb": "WCXB, the Web Content Extraction Benchmark's development set (M. Foley, 2026), CC-BY-4.0",
    "wcxb-other": "the same collection's pages that are no article",
    "fundus": "the parser tests of the Fundus project (flairNLP)",
    "trafilatura-eval": "trafilatura's evaluation data (A. Barbaresi)",
    "newspaper4k": "newspaper4k's test data",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured, each of pages whose publisher the judging model had not seen."""

    with_rules: Mapping[tuple[str, str], Mapping[str, float]]
    alone: Mapping[tuple[str, str], Mapping[str, float]]
    languages: Mapping[str, tuple[int, float]]
    kept: Mapping[str, Mapping[str, float]]
    """By corpus: body paragraphs and subheadings kept, other lines left."""
    snippets: Mapping[str, Mapping[str, float]]
    """By corpus: snippet scores of a model trained without that corpus."""
    with_standfirst: Mapping[str, Mapping[str, float]]
    """The same of text that the standfirst is part of."""


def card(name: str, pages: Sequence[Page], settings: Settings, digest: str, n_lines: int, figures: Figures) -> str:
    """The card as Markdown."""
    corpora = Counter(page.corpus for page in pages)
    gold = Counter(page.corpus for page in pages if page.paragraphs)
    groups = len({page.group for page in pages})
    parts = [
        f"# Line model {name}\n\nJudges which lines of a plain-text dump of a page are its body. Written by `python -m train`; do not edit.",
        "## Made of",
        _table(
            ("corpus", "pages", "with gold body", "source"),
            [(corpus, str(count), str(gold[corpus]), CREDITS.get(corpus, "")) for corpus, count in sorted(corpora.items())],
        ),
        (
            f"{len(pages)} pages of {groups} groups (publishers and registered domains), each in {len(STYLES)} styles of dump ({', '.join(STYLES)}): "
            f"{n_lines} lines. Pages without a gold body have labels by trafilatura from the page's HTML, put right by the snippets that are known of them. "
            "Two cuts of each page, its text with few lines around it, are learnt from as well; one dump in three is learnt without what the rules say of it. "
            "The second look learns from pages with gold alone."
        ),
        (
            f"- data digest: `{digest}`\n- seed: {settings.seed}\n- trees: {settings.first_trees} and {settings.second_trees}, of at most 16 leaves\n"
            f"- threshold: {settings.threshold / 1000:.2f}; {SURELY_NOT_BODY} for sentences, {SURELY_NO_HEADING} for headings\n- weight of corpora: {dict(settings.weights) or 'all 1'}; of guessed labels: {settings.extractor_weight}"
        ),
        "## Worth",
        (
            f"Body F1 over 4-grams, averaged over pages; {N_FOLDS}-fold cross-validation in which a group is on one side only. "
            + (_NESTED if settings.nested else _NOT_NESTED)
            + " Publishers' own rules are off. Rules and judge are as in a build, where a sentence is dropped only "
            f"below {SURELY_NOT_BODY} and a heading below {SURELY_NO_HEADING} ({SURELY_NOT_BODY} in short documents); the judge alone goes by its threshold and has no evidence of rules. "
            "Short documents, of which a build spares a little more, are not told apart here."
        ),
        _table(
            ("corpus", "style", "pages", "F1, rules and judge", "precision", "recall", "F1, judge alone"),
            [
                (c, s, f"{v['pages']:.0f}", f"{v['f1']:.3f}", f"{v['precision']:.3f}", f"{v['recall']:.3f}", f"{figures.alone[c, s]['f1']:.3f}")
                for (c, s), v in figures.with_rules.items()
            ],
        ),
        "By language, all styles of the pages that say theirs:",
        _table(("language", "pages", "F1"), [(code, str(n), f"{score:.3f}") for code, (n, score) in figures.languages.items()]),
        "Lines, all styles:",
        _table(
            ("corpus", "body paragraphs kept", "subheadings kept", "other lines within the text left in"),
            [
                (
                    corpus,
                    *(f"{100 * values[key]:.1f} %" for key in ("paragraphs kept", "subheadings kept", "other lines within the text left")),
                )
                for corpus, values in figures.kept.items()
            ],
        ),
        *(
            f"Snippets of {corpus}, innertext, by a model trained without {corpus}: F1 {v['f1']:.3f} (precision {v['precision']:.3f}, recall {v['recall']:.3f}); "
            f"with the standfirst in the text, as `standfirst_in_text` has it, {figures.with_standfirst[corpus]['f1']:.3f}."
            for corpus, v in figures.snippets.items()
        ),
        "## Limits",
        _LIMITS,
    ]
    return "\n\n".join(parts) + "\n"


_NESTED = "The second look of a fold's model was trained on first probabilities by models that had not seen the fold's pages either."
_NOT_NESTED = (
    "The second look of a fold's model was trained on first probabilities by models of which most had seen the fold's pages "
    "(stacking without nesting; `--nested` tells what that is worth)."
)
_LIMITS = """- Two pages in three that it learnt from are English or German; Fundus alone tells of some twenty languages, with one to six pages each.
- It knows articles. Of product lists, directories, forums and course catalogues it keeps a part, often the wrong one; `document_doubt` says so for the worst.
- An info box or a caption in full sentences between two paragraphs looks like a paragraph. It is told from one only by what stands around it.
- The gold disagrees with itself: one corpus counts the standfirst as body, one counts "Read more:" lines, one leaves lists out.
- Repetition across a publisher's pages is a feature of the model, but hardly any publisher of the training data has more than one page:
  the built-in weights make little of it.
- Probabilities are those of the training pages; on other kinds of page they are too sure."""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))
