"""What the build can answer by counting: question → Markdown with figures and small plots.

A figure is stated with what it leaves out, so that nobody takes "unknown" for "none".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from cleaner.columns import TABLES
from cleaner.release.cards.answers import About
from cleaner.release.cards.facts import UNSURE_BELOW, Facts
from cleaner.release.cards.markdown import escape, number, share, table
from cleaner.release.cards.plots import by_band, by_year, counted

ABOUT_TABLES = {
    "articles": "One row per article: metadata and text.",
    "removals": "The ledger: every line, or part of one, that was removed from an article, with the rule and the evidence.",
    "fields": "Where each metadata value was read.",
    "rejections": "Every input that did not become an article, with the check it failed.",
    "duplicates": "Every input that another article stands for.",
    "chrome": "Lines that many articles of one publisher have, for people to review: in how many they were kept, moved and removed.",
}


def about_table(name: str) -> str:
    """What a table holds, in a sentence."""
    return ABOUT_TABLES.get(name, f"The table {name}.")


def balance(rows: Mapping[str, int]) -> str:
    """What became of the inputs, as a sum.

    >>> balance({"articles": 40, "duplicates": 1, "rejections": 0})
    '41 inputs = 40 articles + 1 duplicate + 0 rejections'
    """
    parts = [(rows[table], table.removesuffix("s")) for table in ("articles", "duplicates", "rejections") if table in rows]
    return f"{number(sum(count for count, _ in parts), 'input')} = " + " + ".join(number(count, noun) for count, noun in parts)


def lost_characters(facts: Facts) -> str:
    """What had been lost of the characters before the build saw them, in words."""
    if not facts.n_replacement_chars:
        return "No character had been lost before the build (U+FFFD)."
    return (
        f"{number(facts.n_replacement_chars, 'character')} had been lost before the build (U+FFFD), in {number(facts.n_articles_with_lost_chars, 'article')}."
    )


def near_copies(facts: Facts) -> str:
    """What became of articles that are nearly the same, in words."""
    alike = "nearly the same as one published before, such as a second paper's print of an agency report"
    kept = (
        f"{number(facts.n_near_copies, 'article')} {'is' if facts.n_near_copies == 1 else 'are'} {alike}: `dup_of` names it, and `dup_cluster` marks the"
        f" {number(facts.n_clusters, 'group')}."
        if facts.n_near_copies
        else f"No article is {alike}."
    )
    left_out = facts.duplicates_by_reason.get("near copy", 0)
    return kept + (
        f" {number(left_out, 'near copy', 'near copies')}, listed in `duplicates`, {'was' if left_out == 1 else 'were'} left out." if left_out else ""
    )


def answers_of_the_build(facts: Facts, about: About) -> dict[str, str]:
    """`section.key` → what the build says to it, as Markdown; a question that it cannot answer here is not there."""
    found = {key: "\n\n".join(answer(facts)) for key, answer in _COUNTED.items()}
    if about.published:
        found["distribution.date"] = f"Version {facts.version} was published on {about.published}."
    return found


def _instances(facts: Facts) -> Iterable[str]:
    yield "A row of `articles` is one article: a page's metadata and its text. The other tables are the ledger of how the articles came to be:"
    yield table(("table", "what a row is"), [(f"`{name}`", about_table(name)) for name in facts.rows])


def _count(facts: Facts) -> Iterable[str]:
    rows = facts.rows
    yield f"A row is an article: {number(facts.n_articles, 'article')} with {number(facts.n_words, 'word')} ({number(facts.n_chars, 'character')})."
    yield table(("table", "rows"), [(f"`{name}`", f"{count:,}") for name, count in rows.items()])
    taken = f"rejections at somebody's request: {facts.n_takedowns:,}" if facts.n_takedowns else "no rejection is at somebody's request"
    yield f"{balance(rows)} ({taken})."
    if facts.words_quantiles:
        yield "Length of the articles in words: " + ", ".join(f"{name} {words:,}" for name, words in facts.words_quantiles.items()) + "."
        yield by_band(facts.words_bands, "words", facts.n_articles)
    for head, counts in (("language", facts.languages), ("publisher", facts.publishers)):
        if counts:
            yield counted(head, counts, facts.n_articles, has_rest=True)
        elif facts.n_articles:
            yield f"The {head} of no article is known."


def _contents(_: Facts) -> Iterable[str]:
    yield (
        "An article is text as it was printed, without the page's chrome, and metadata read from the page. Each column, with where its values come"
        " from, is described in `README.md` and `schema.json`:"
    )
    origins: dict[str, list[str]] = {}
    for column in TABLES["articles"]:
        origins.setdefault(column.origin, []).append(f"`{column.name}`")
    yield table(("from", "columns"), [(origin, ", ".join(names)) for origin, names in sorted(origins.items())])
    yield "What comes from `build` is derived: ids, counts, digests, the guessed language, and how sure the tool is of each field (`confidence`)."


def _labels(facts: Facts) -> Iterable[str]:
    yield (
        "No column is a target. `title`, `authors`, `publisher`, `published_at`, `section` and `language` can serve as labels; they were read by rules,"
        " not given by annotators."
    )
    yield f"In the ledger, `kind` says what each of {facts.rows['removals']:,} removed spans is, and `rule` and `because` who says so and why."


def _missing(facts: Facts) -> Iterable[str]:
    yield "What a page does not say, or says in a way that the tool does not understand, is null or an empty list. It is never guessed."
    gaps = {name: facts.n_articles - known for name, known in facts.known.items() if known < facts.n_articles}
    ranked = dict(sorted(gaps.items(), key=lambda item: (-item[1], item[0])))
    if ranked:
        yield counted("column: articles in which it is unknown", ranked, facts.n_articles, most_rows=len(ranked))
    else:
        yield "Here nothing is unknown."


def _relations(facts: Facts) -> Iterable[str]:
    yield (
        "Rows of `removals` and `fields` name their article (`article_id`); rows of `duplicates` name the article that stands for them (`duplicate_of`)."
        " Articles of one publisher share `publisher`, pages of one site the host in `url`. Articles that are nearly the same share `dup_cluster`,"
        " and `dup_of` names the one published first; who answers whom is not marked."
    )
    if facts.duplicates_by_reason:
        yield counted("inputs left out as duplicates, by reason", facts.duplicates_by_reason, facts.rows["duplicates"])


def _splits(_: Facts) -> Iterable[str]:
    yield (
        "There is one split, `train`, with everything in it; no other is recommended. Whoever splits the articles should do so by publisher and date:"
        " articles of one publisher and one week speak of the same events, and often in the same words."
    )


def _errors(facts: Facts) -> Iterable[str]:
    yield f"{lost_characters(facts)} {number(facts.n_repairs, 'repair')} of characters in {number(facts.n_articles_repaired, 'article')}."
    left_out = facts.rows["duplicates"]
    were, them = ("was", "it") if left_out == 1 else ("were", "them")
    yield f"{number(left_out, 'input')} {were} left out because another article stands for {them}. {near_copies(facts)}"
    unsure = {name: count for name, count in facts.unsure.items() if count}
    if unsure:
        yield f"The tool itself gives these values a confidence below {UNSURE_BELOW}:"
        yield counted("field", unsure, facts.n_articles)
    else:
        yield f"No value has a confidence below {UNSURE_BELOW}, by the tool's own estimate."
    yield "Lines were judged by rules: some chrome is left in texts, and some text was taken for chrome. `removals` holds all that was removed."


def _self_contained(facts: Facts) -> Iterable[str]:
    yield (
        "It stands alone: texts and metadata are in the files, and nothing has to be fetched. Pictures, videos and the pages themselves are not in it."
        f" The address it was fetched from (`url`) is known of {number(facts.known['url'], 'article')}; such a page may have changed or gone since."
    )


def _acquisition(facts: Facts) -> Iterable[str]:
    yield (
        "Text and metadata were seen on pages as published: nobody reported them, nothing was asked. Columns whose origin is `build` were derived."
        f" Inputs read: {facts.n_inputs:,}; each is listed in `manifest.json` with its size, its SHA-256 and what became of it."
    )
    if facts.inputs_by_suffix:
        yield counted("kind of file: inputs", facts.inputs_by_suffix, facts.n_inputs)


def _timeframe(facts: Facts) -> Iterable[str]:
    n_dated = facts.known["published_at"]
    if facts.first_day:
        yield f"{number(n_dated, 'article')} with a date, from {facts.first_day} to {facts.last_day}; {facts.n_articles - n_dated:,} without."
        yield by_year(facts.years, n_dated)
        exact = [f"to the {name} in {count:,}" for name, count in facts.date_precisions.items()]
        yield f"Dates are exact {', '.join(exact)}."
    else:
        yield "No article's date is known."
    yield "When the pages were fetched is not recorded in the inputs."


def _steps(facts: Facts) -> Iterable[str]:
    yield (
        "Every line of an input is kept in the text, removed as page chrome, or moved into a metadata field. `removals` holds each removed"
        " line with rule and evidence, `fields` the place where each value was read: text and ledger together give the lines back."
    )
    yield f"{facts.n_lines_removed:,} of {facts.n_lines:,} lines were removed whole ({share(facts.n_lines_removed, facts.n_lines)})."
    for head, counts in (("kind of removed line", facts.removed_by_kind), ("rule that removed lines", facts.removed_by_rule)):
        if counts:
            yield counted(head, counts, sum(counts.values()))
    yield f"Repairs of characters (decoding, mojibake, control characters): {facts.n_repairs:,}. Values read: {facts.rows['fields']:,}."
    if facts.rejected_by_check:
        yield f"Inputs that did not become articles: {facts.rows['rejections']:,}; `rejections` says of each which check it failed:"
        yield counted("check that inputs failed", facts.rejected_by_check, facts.rows["rejections"])
    else:
        yield "No input was rejected."


def _software(_: Facts) -> Iterable[str]:
    yield (
        "Yes: `article-cleaner`, under the Apache License 2.0. `manifest.json` names its version and those of the libraries that shape the rows, the digest"
        " of the contract and of the publisher files, and the settings: the same inputs give the same rows again."
    )


def _licence(facts: Facts) -> Iterable[str]:
    yield f"Licence of the dataset: {escape(facts.license) if facts.license else 'none is stated'}."
    if facts.declared_licenses:
        yield counted("licence that pages declare", facts.declared_licenses, facts.n_articles)
    else:
        yield "No page declares a licence of its own."


def _errata(facts: Facts) -> Iterable[str]:
    yield (
        "`CHANGELOG.md` says what each version changed. A version that should no longer be used is marked as such in `index.json`, beside the versions,"
        f" with the reason. Inputs left out of this version at somebody's request: {facts.n_takedowns:,}."
    )


def _old_versions(facts: Facts) -> Iterable[str]:
    yield (
        f"This is version {facts.version}. Versions are never rewritten: what changes gets a new number, the first part of which rises when articles"
        " changed or went, the second when articles came. An article keeps its `id` in all of them."
    )


_COUNTED: Mapping[str, Callable[[Facts], Iterable[str]]] = {
    "composition.instances": _instances,
    "composition.count": _count,
    "composition.contents": _contents,
    "composition.labels": _labels,
    "composition.missing": _missing,
    "composition.relations": _relations,
    "composition.splits": _splits,
    "composition.errors": _errors,
    "composition.self_contained": _self_contained,
    "collection.acquisition": _acquisition,
    "collection.timeframe": _timeframe,
    "preprocessing.steps": _steps,
    "preprocessing.software": _software,
    "distribution.licence": _licence,
    "maintenance.errata": _errata,
    "maintenance.old_versions": _old_versions,
}
