"""One source of truth for the published tables: each column's type, unit, meaning and origin.

The Arrow schemas, the built-in contract, the dataset card and docs/columns.md are all derived from here.
Types are limited to those that pandas, Polars, DuckDB, pyarrow and `datasets` load alike.
"""

from __future__ import annotations

from dataclasses import dataclass

NULL_SAYS_NONE = frozenset({"dup_cluster", "dup_of", "low_confidence"})
"""Columns in which null is no gap in what is known: the article has no copy, or nothing speaks against it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a published table."""

    name: str
    type: str
    """`string`, `int32`, `int64`, `float64`, `bool`, `timestamp` (microseconds, UTC), `list<string>`, `list<int32>` or `struct<a:float64,…>`."""
    description: str
    nullable: bool = True
    unit: str | None = None
    origin: str = "text"
    """Where the value comes from: `input`, `text`, `markup or text`, `build`."""
    is_extra: bool = False
    """Whether it is filled only where the settings ask for it, and null everywhere else."""


CONFIDENT_FIELDS = ("title", "subtitle", "authors", "published_at", "publisher", "agencies", "language", "page_type", "text")
"""The fields that have a confidence, in the order of the struct."""

_STRUCT = "struct<" + ",".join(f"{name}:float64" for name in CONFIDENT_FIELDS) + ">"


def _quality(name: str, description: str, unit: str = "0 to 1") -> Column:
    """A figure of `cleaner.quality`."""
    return Column(f"quality_{name}", "float64", f"{description} Null unless `quality` is set.", unit=unit, origin="build", is_extra=True)


ARTICLES = (
    Column("id", "string", "Stable identity: hash of the normalised URL, else of the source. The same in every version.", False, origin="build"),
    Column("source", "string", "Path of the input below the workspace or input folder; '#n' behind it is record n, from 1.", False, origin="input"),
    Column("url", "string", "Where the page was fetched from, as the input says it.", origin="input"),
    Column("canonical_url", "string", "The address that the page itself declares as canonical.", origin="markup"),
    Column("publisher", "string", "Name of the publisher, where the page or a publisher file says it.", origin="markup or text"),
    Column("title", "string", "Headline.", origin="markup or text"),
    Column("subtitle", "string", "Standfirst or deck below the headline.", origin="markup or text"),
    Column(
        "authors",
        "list<string>",
        "Who signs, in the order of the byline: persons; an agency or a desk only where the markup names it as an author. Empty when nobody does.",
        False,
        origin="markup or text",
    ),
    Column(
        "published_at",
        "timestamp",
        "Publication time. Precision 'day' is midnight; without a known zone it is read as UTC.",
        unit="UTC",
        origin="markup or text",
    ),
    Column("published_precision", "string", "How exact `published_at` is: 'year', 'month', 'day', 'minute' or 'second'.", origin="markup or text"),
    Column("published_zone", "string", "The zone the page gave, such as '+01:00' or 'Z'; null when it gave none.", origin="markup or text"),
    Column("published_text", "string", "The words that `published_at` was read from.", origin="markup or text"),
    Column("modified_at", "timestamp", "Time of the last change that the page declares.", unit="UTC", origin="markup or text"),
    Column("section", "string", "Section or rubric that the page declares.", origin="markup or text"),
    Column("tags", "list<string>", "Keywords that the page declares, in its order.", False, origin="markup"),
    Column("images", "list<string>", "Addresses of the article's pictures, as the page declares them.", False, origin="markup"),
    Column("is_accessible_for_free", "bool", "Whether the page says that all of it can be read without paying; null where it does not say.", origin="markup"),
    Column(
        "page_type",
        "string",
        "What kind of page an HTML input is: 'article', 'collection', 'documentation', 'forum', 'listing', 'product' or 'service'; null for text.",
        origin="build",
    ),
    Column("agencies", "list<string>", "News agencies credited in byline, credit line, dateline or closing tag.", False),
    Column("credits", "list<string>", "Photo credits and contributor lines, as printed.", False),
    Column("captions", "list<string>", "Captions of pictures and videos, as printed.", False),
    Column("headings", "list<string>", "Section headings, in order. They are in `text` too.", False),
    Column("language", "string", "ISO 639 code of the text's language.", origin="build"),
    Column("language_score", "float64", "The language model's confidence.", unit="0 to 1", origin="build"),
    Column("license", "string", "Licence that the page declares.", origin="markup"),
    Column("text", "string", "The body: paragraphs and section headings in order, a blank line between them.", False),
    Column("text_lines", "list<int32>", "Line of the input that each line of `text` came from, blank ones not counted.", False, "lines", "build"),
    Column("n_words", "int32", "Words in `text` (runs of letters and digits; in scripts without spaces, characters).", False, "words", "build"),
    Column("n_chars", "int32", "Characters in `text`.", False, "characters", "build"),
    Column("n_lines", "int32", "Lines of the input that are not blank.", False, "lines", "build"),
    Column("n_lines_removed", "int32", "Lines of the input that were removed whole, as chrome.", False, "lines", "build"),
    Column("n_repairs", "int32", "Recorded changes to characters (decoding, mojibake, control characters, …).", False, "repairs", "build"),
    Column("n_replacement_chars", "int32", "U+FFFD in the decoded text: characters that were lost before they came here.", False, "characters", "build"),
    Column("content_sha256", "string", "SHA-256 of `text` as UTF-8, in hex.", False, origin="build"),
    Column("raw_sha256", "string", "SHA-256 of the input's bytes, in hex.", False, origin="build"),
    Column(
        "dup_cluster", "string", "`id` of the first published of the articles that are nearly the same as this one; null when there are none.", origin="build"
    ),
    Column("dup_of", "string", "`dup_cluster`, where that is another article; null for the first published one itself.", origin="build"),
    Column("confidence", _STRUCT, "How sure the tool is of each field, 0 to 1; null where the field is unknown.", False, "0 to 1", "build"),
    Column(
        "low_confidence",
        "string",
        "Why the judge of lines is not to be trusted with this article, or where its text breaks off at a paywall; null where nothing speaks against it.",
        origin="build",
    ),
    _quality("mean_word_chars", "Characters of a word on average (Gopher: 3 to 10); null in scripts without spaces.", "characters"),
    _quality("alphabetic_share", "Of what stands between spaces, the share that has a letter (Gopher: at least 0.8); null in scripts without spaces."),
    _quality("symbols_per_word", "Hash signs or ellipses, whichever there are more of, for each word (Gopher: at most 0.1).", "per word"),
    _quality("stop_words", "How many of the, be, to, of, and, that, have, with occur (Gopher: at least 2); null unless English.", "words"),
    _quality("bullet_line_share", "Share of lines that begin with a bullet (Gopher: at most 0.9)."),
    _quality("ellipsis_line_share", "Share of lines that end in an ellipsis (Gopher: at most 0.3)."),
    _quality("terminal_line_share", "Share of lines that end as sentences do (C4; FineWeb: at least 0.12)."),
    _quality("short_line_share", "Share of lines of 30 characters or fewer (FineWeb: at most 0.67)."),
    _quality("lines_per_word", "Line breaks for each word (FineWeb: at most 0.3); null in scripts without spaces.", "per word"),
    _quality("duplicate_line_share", "Share of lines that stand further up as well (Gopher: at most 0.3)."),
    _quality("duplicate_line_char_share", "Share of characters in lines that stand further up as well (Gopher: at most 0.2; FineWeb: at most 0.1)."),
    _quality("top_2gram_share", "Share of the words' characters in the most frequent two words in a row (Gopher: at most 0.2)."),
    _quality("top_3gram_share", "The same for three words (Gopher: at most 0.18)."),
    _quality("top_4gram_share", "The same for four words (Gopher: at most 0.16)."),
    _quality("repeated_5gram_share", "Share of the words' characters in five words in a row that stand further up as well (Gopher: at most 0.15)."),
    _quality("repeated_10gram_share", "The same for ten words (Gopher: at most 0.1)."),
    Column("n_emails", "int32", "E-mail addresses in `text`, before any were redacted. Null unless `pii` is set.", True, "addresses", "build", is_extra=True),
    Column("n_phones", "int32", "Phone numbers in `text`, before any were redacted. Null unless `pii` is set.", True, "numbers", "build", is_extra=True),
)

REMOVALS = (
    Column("article_id", "string", "`id` of the article the characters were removed from.", False, origin="build"),
    Column("line", "int32", "Line of the input, from 1, counting blank lines.", False, "lines", "build"),
    Column("start", "int32", "First character of the span in the line.", False, "characters", "build"),
    Column("end", "int32", "One behind the last character of the span.", False, "characters", "build"),
    Column("text", "string", "The characters that were removed.", False),
    Column("kind", "string", "What they are: 'advertisement', 'navigation', 'promo', …", False, origin="build"),
    Column("rule", "string", "The rule that removed them.", False, origin="build"),
    Column("because", "string", "The evidence, in words.", False, origin="build"),
    Column("score", "float64", "How sure the rule is.", False, "0 to 1", "build"),
)

FIELDS = (
    Column("article_id", "string", "`id` of the article.", False, origin="build"),
    Column("field", "string", "Column of the articles table that the value went into.", False, origin="build"),
    Column("value", "string", "The value that was read.", False),
    Column(
        "fate",
        "string",
        "Of the characters it was read from: 'take' (moved here), 'keep' (still in text), 'drop' (also in removals), 'markup'.",
        False,
        origin="build",
    ),
    Column("line", "int32", "Line of the input, from 1; null for markup.", unit="lines", origin="build"),
    Column("start", "int32", "First character of the span in the line; null for markup.", unit="characters", origin="build"),
    Column("end", "int32", "One behind the last character; null for markup.", unit="characters", origin="build"),
    Column("text", "string", "The characters it was read from.", False),
    Column("rule", "string", "The rule, or the source in the markup.", False, origin="build"),
    Column("because", "string", "The evidence, in words.", False, origin="build"),
    Column("score", "float64", "How sure the rule is.", False, "0 to 1", "build"),
)

REJECTIONS = (
    Column("source", "string", "The input that did not become an article.", False, origin="input"),
    Column("check", "string", "What it failed.", False, origin="build"),
    Column("evidence", "string", "What a person can check.", False, origin="build"),
    Column("raw_sha256", "string", "SHA-256 of the input's bytes, in hex; null when they could not be read.", origin="build"),
    Column("raw_bytes", "int64", "Size of the input; null when it could not be read.", unit="bytes", origin="build"),
)

DUPLICATES = (
    Column("source", "string", "The input that was left out.", False, origin="input"),
    Column("duplicate_of", "string", "`id` of the article that stands for it.", False, origin="build"),
    Column("duplicate_of_source", "string", "`source` of that article.", False, origin="input"),
    Column("reason", "string", "'same bytes', 'same url' or 'near copy'.", False, origin="build"),
    Column(
        "similarity",
        "float64",
        "Share of the three-word runs of both texts that both have, as estimated; null where bytes or URL are the reason.",
        unit="0 to 1",
        origin="build",
    ),
    Column("raw_sha256", "string", "SHA-256 of the input's bytes, in hex.", False, origin="build"),
)

CHROME = (
    Column("publisher", "string", "Publisher of the articles, or the host of their addresses where no publisher is known.", False, origin="build"),
    Column("line", "string", "The line, cut to 120 characters, as the first of these articles has it.", False),
    Column("n_articles", "int32", "Articles of this publisher whose inputs hold the line.", False, "articles", "build"),
    Column("n_publisher_articles", "int32", "Articles of this publisher.", False, "articles", "build"),
    Column("n_kept", "int32", "Articles that have the line in `text`.", False, "articles", "build"),
    Column("n_taken", "int32", "Articles that do not, and had it moved into a metadata field.", False, "articles", "build"),
    Column("n_removed", "int32", "Articles that had it removed, and nothing else.", False, "articles", "build"),
)

TABLES = {
    "articles": ARTICLES,
    "removals": REMOVALS,
    "fields": FIELDS,
    "rejections": REJECTIONS,
    "duplicates": DUPLICATES,
    "chrome": CHROME,
}
"""Every published table. `articles` lives in `data/`, the others in a folder of their own name."""
