"""The nouns: what comes in, what is judged, what is said of it, and what comes out.

Everything here is frozen. A rule reads a `Document` and returns `Verdict`s; nothing rewrites text.
The published body, the metadata and the ledger are all views of the same verdicts.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar

from cleaner.notebook import article_html, examined_html

T = TypeVar("T")


def quick(cls: type[T]) -> type[T]:
    """The frozen, slotted dataclass with an `__init__` that fills its slots in a third of the time; all else stays.

    A page has a hundred lines, and each gets a verdict or more and a row in the ledger. The generated `__init__` of a frozen
    dataclass looks every slot up by its name; this one has the slots at hand.
    """
    names = [one.name for one in fields(cls)]  # type: ignore[arg-type]
    slots = {f"set_{name}": cls.__dict__[name].__set__ for name in names}
    defaults = {f"default_{one.name}": one.default for one in fields(cls) if one.default is not MISSING}  # type: ignore[arg-type]
    arguments = ", ".join(f"{name}=default_{name}" if f"default_{name}" in defaults else name for name in names)
    body = "".join(f"    set_{name}(self, {name})\n" for name in names)
    made: dict[str, Any] = {**slots, **defaults}
    exec(f"def __init__(self, {arguments}):\n{body}", made)  # noqa: S102 - as dataclasses does, from the names of the fields alone
    cls.__init__ = made["__init__"]  # type: ignore[method-assign]
    return cls


class Fate(enum.StrEnum):
    """What becomes of the characters of a line."""

    KEEP = "keep"
    """They stay in the text."""
    DROP = "drop"
    """They are chrome; the ledger's `removals` holds them."""
    TAKE = "take"
    """They move into a metadata field; the ledger's `fields` holds them."""


@dataclass(frozen=True, slots=True)
class Clue:
    """What something outside the text says about a field: markup, a record's column, a header."""

    field: str
    """The column it speaks of, such as `title` or `published_at`."""
    value: str
    source: str
    """Who says so: `json-ld`, `og:title`, `record:date`, `trafilatura`, …"""
    score: float | None = None
    """How far it is believed, 0 to 1; None: as its source is."""


@dataclass(frozen=True, slots=True)
class RawArticle:
    """Bytes as they came, with where they came from. It assumes nothing."""

    data: bytes
    """The file's bytes, or a record's text as UTF-8."""
    source: str
    """Path below the workspace (or input folder), with `/`; record n of a file has `#n` behind it, from 1."""
    kind: str = "text"
    """`text` or `html`: what the bytes are, after sniffing."""
    url: str | None = None
    charset: str | None = None
    """What the container declares, such as an HTTP header; a page's own `<meta>` is found later."""
    clues: tuple[Clue, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class Repair:
    """A change to characters, recorded so that it can be explained and undone."""

    line: int
    """The line's number from 1; 0 when it is about the whole document (decoding)."""
    step: str
    """What was done: `decode`, `mojibake`, `control`, `invisible`, `nbsp`, `line-separator`, …"""
    before: str
    """The line before (for step `decode`: the charset that was declared or expected, or '')."""
    after: str
    """The line after (for step `decode`: the charset that was used)."""


@quick
@dataclass(frozen=True, slots=True)
class Line:
    """The unit of judgement. Its number is its identity for life."""

    no: int
    """From 1, counting blank lines."""
    text: str
    """The repaired text, with its outer white space."""


@quick
@dataclass(frozen=True, slots=True)
class Markup:
    """What a page's markup says of one line: where in the page it stands, and whether an extractor takes it for the article's."""

    tag: str
    """Name of the innermost element that holds the whole line: `p`, `h2`, `li`, `a`, `time`, …"""
    landmark: str = ""
    """The nearest of `article`, `main`, `nav`, `aside`, `header`, `footer`, `figcaption`, `form`, … around the line; '' if none."""
    words: tuple[str, ...] = ()
    """Class and id words of the three nearest elements that have any, nearest first, as `author-name`; `rel` and `itemprop` as `rel:author`."""
    region: str = ""
    """The kind of chrome that a class or id word of some element around it names, such as `comments`; '' if none does."""
    region_word: str = ""
    """That word."""
    heading: int = 0
    """1 to 6 within `<h1>` to `<h6>`, else 0."""
    link_share: float = 0.0
    """Of the line's characters, the share that is a link's text, 0 to 1."""
    in_list: bool = False
    in_table: bool = False
    in_figure: bool = False
    in_quote: bool = False
    depth: int = 0
    """Elements around it."""
    container: int = 0
    """Number of the element that holds the line's block: siblings share it."""
    position: float = 0.0
    """Share of the page's characters that stand above it, 0 to 1."""
    around: tuple[int, ...] = ()
    """Numbers of the elements around the line, the innermost first."""
    names: tuple[str, ...] = ()
    """Of those elements, tag, class, id, itemprop and role as they are."""
    n_links: int = 0
    bold_share: float = 0.0
    n_elements_above: int = 0
    """Elements opened since the line above ended."""
    n_media_above: int = 0
    """Pictures, videos and frames among them."""
    button_share: float = 0.0
    """Of the line's characters, the share that is the words of buttons, 0 to 1."""
    box: tuple[str, str, int] | None = None
    """Kind of a box around the line, the word that calls it so, and its element's number, where an attribute for scripts says it."""
    credit: str = ""
    """What an element in the line holds that is called a credit, as beside a caption."""


@dataclass(frozen=True, slots=True)
class Document:
    """Decoded, repaired text as numbered lines, and what else is known of it."""

    source: str
    lines: tuple[Line, ...]
    kind: str = "text"
    url: str | None = None
    repairs: tuple[Repair, ...] = ()
    clues: tuple[Clue, ...] = ()
    raw_sha256: str = ""
    """Of the bytes as they came, in hex."""
    n_replacement_chars: int = 0
    """How many U+FFFD the text holds: characters that no decoding could save."""
    markup: tuple[Markup | None, ...] = ()
    """Of an HTML page, what its markup says of each line, None for blank ones; empty for text."""
    chances: tuple[float, ...] = ()
    """Of an HTML page, the chance that each line is text, by the trained judge of blocks, 0 to 1; 0 for blank ones; empty for text."""


@quick
@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's opinion of one line, or of a span of it."""

    line: int
    fate: Fate
    kind: str
    """What it is: `advertisement`, `title`, `heading`, `body`, … (docs/rules.md lists what rules remove)."""
    rule: str
    """Who says so: the name of a rule, a kebab-case phrase."""
    because: str
    """Evidence that a reader can check, in words."""
    start: int = 0
    """First character of the span in the line's text."""
    end: int | None = None
    """One behind the last character; None means to the end of the line."""
    score: float = 1.0
    """How sure the rule is, 0 to 1."""
    reads: tuple[tuple[str, str], ...] = ()
    """(field, value) pairs that were read from these characters, whatever their fate. A `take` has at least one."""


@quick
@dataclass(frozen=True, slots=True)
class JudgedLine:
    """A line and its fate: verdicts over spans that do not overlap and together cover all but white space."""

    line: Line
    verdicts: tuple[Verdict, ...]

    @property
    def no(self) -> int:
        return self.line.no

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def fate(self) -> Fate:
        """KEEP if any of the line stays in the text, else the fate of its first span."""
        if len(self.verdicts) == 1:
            return self.verdicts[0].fate
        fates = [verdict.fate for verdict in self.verdicts]
        return Fate.KEEP if Fate.KEEP in fates else fates[0]

    @property
    def kind(self) -> str:
        """The kind of the part that decides `fate`."""
        return next(v.kind for v in self.verdicts if v.fate == self.fate)


@quick
@dataclass(frozen=True, slots=True)
class Removal:
    """A row of the ledger: characters that are in neither the text nor a field, and why."""

    article_id: str
    line: int
    start: int
    end: int
    text: str
    kind: str
    rule: str
    because: str
    score: float


@quick
@dataclass(frozen=True, slots=True)
class FieldSource:
    """A row of the ledger: where a value of a metadata field was read."""

    article_id: str
    field: str
    value: str
    fate: str
    """Of the characters read: `take` (they moved here), `keep`, `drop`, or `markup` (they were never a line)."""
    line: int | None
    """None for `markup`."""
    start: int | None
    end: int | None
    text: str
    """The characters themselves; for `markup` the value as it was found."""
    rule: str
    because: str
    score: float


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that did not become an article. Never an exception, never silent."""

    source: str
    check: str
    """What it failed: `empty`, `binary`, `undecodable`, `unreadable`, `bad-record`, `no-article`, `contract:<check>`, …"""
    evidence: str
    """What a person can check, without the article's text."""
    raw_sha256: str | None = None
    raw_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The published row: metadata and text. What the input does not say is None or an empty tuple, never invented.

    The fields are described once, in `cleaner.columns`.
    """

    id: str
    source: str
    text: str
    url: str | None = None
    canonical_url: str | None = None
    publisher: str | None = None
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_precision: str | None = None
    published_zone: str | None = None
    published_text: str | None = None
    modified_at: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    is_accessible_for_free: bool | None = None
    page_type: str | None = None
    agencies: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    language: str | None = None
    language_score: float | None = None
    license: str | None = None
    text_lines: tuple[int, ...] = ()
    n_words: int = 0
    n_chars: int = 0
    n_lines: int = 0
    n_lines_removed: int = 0
    n_repairs: int = 0
    n_replacement_chars: int = 0
    content_sha256: str = ""
    raw_sha256: str = ""
    dup_cluster: str | None = None
    """What only the other articles can tell, like `dup_of`: None for an article alone."""
    dup_of: str | None = None
    confidence: Mapping[str, float] = field(default_factory=dict)
    low_confidence: str | None = None
    """Why the judge of lines is not to be trusted here; None when nothing speaks against it."""
    quality_mean_word_chars: float | None = None
    quality_alphabetic_share: float | None = None
    quality_symbols_per_word: float | None = None
    quality_stop_words: float | None = None
    quality_bullet_line_share: float | None = None
    quality_ellipsis_line_share: float | None = None
    quality_terminal_line_share: float | None = None
    quality_short_line_share: float | None = None
    quality_lines_per_word: float | None = None
    quality_duplicate_line_share: float | None = None
    quality_duplicate_line_char_share: float | None = None
    quality_top_2gram_share: float | None = None
    quality_top_3gram_share: float | None = None
    quality_top_4gram_share: float | None = None
    quality_repeated_5gram_share: float | None = None
    quality_repeated_10gram_share: float | None = None
    n_emails: int | None = None
    n_phones: int | None = None

    def _repr_html_(self) -> str:
        return article_html(self)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """All that is known of one input after cleaning: the article and the fate of every line."""

    article: Article
    lines: tuple[JudgedLine, ...]
    """Every line that is not blank, in order."""
    removals: tuple[Removal, ...]
    fields: tuple[FieldSource, ...]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """All that is known of one input, whether it became an article or not. What `clean_text` and `clean_html` return."""

    article: Article | None
    """None when the input was rejected."""
    rejection: Rejection | None
    """Why there is no article; None when there is one."""
    lines: tuple[JudgedLine, ...] = ()
    removals: tuple[Removal, ...] = ()
    fields: tuple[FieldSource, ...] = ()
    repairs: tuple[Repair, ...] = ()
    document: Document | None = None
    """None when the bytes could not be read as text."""

    def _repr_html_(self) -> str:
        return examined_html(self)

    @property
    def outcome(self) -> Cleaned | Rejection:
        """The article with its ledger, or the rejection: what a build counts."""
        if self.article is None:
            assert self.rejection is not None
            return self.rejection
        return Cleaned(self.article, self.lines, self.removals, self.fields, self.repairs)
