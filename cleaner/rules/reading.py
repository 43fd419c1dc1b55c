"""A document as rules see it: folded lines, neighbours, the stretch of prose, and what is decided so far.

Computed once per document and shared by all rules, so that a rule is a short function. Rules only read it;
`decide` is the pipeline's. What a line says by itself is remembered across documents (`Remembered`): pages repeat
their chrome, so most short lines have been seen before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import filterfalse
from typing import Any, TypeVar

from cleaner.article import Document, Fate, Verdict

EDGE = " \t\r\n\u00a0\u200b.,:;!?…·•●▪|/\\-–—―*#>»«›‹→←↓↑▶►◄◀▼▲+=~_()[]{}\"'“”„‘’`´。、！？：；「」『』【】（）〈〉"
"""What `fold` takes away at both edges of a line."""
LOW_CONFIDENCE = "low_confidence"
"""Of `Reading.notes`: why the text is in doubt, for the row."""
_CURLY = (
    ("’", "'"), ("‘", "'"), ("´", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("\u00a0", " "), ("…", "..."), ("–", "-"), ("—", "-"), ("―", "-"), ("：", ":"),
)  # fmt: skip
_SENTENCE_END = re.compile(r"""[.!?…。！？؟।]["'”’»“«‹›)\]」』）】]*\s*$""")
_STOPS = frozenset(".!?…。！？؟।")
_BEHIND_STOPS = frozenset("\"'”’»“«‹›)]」』）】" + "".join(filter(str.isspace, map(chr, range(0x3001)))))
"""What may stand behind the mark: quotes, brackets and white space, of which there is none beyond U+3000."""
_LINK = re.compile(
    r'!?\[([^\[\]]*)\]\(<?(?:(?:https?:|mailto:|tel:|javascript:|www\.|[/#.?]|[\w-]+\.[a-z])[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)?(?:\s+"[^"]*")?\)'
)
"""A link or a picture of Markdown; what is in round brackets must look like an address."""
_SIGNED = re.compile(r"""[.!?…。]["'”’»“]?\s*\([^\W\d_A-ZÀ-Þ]{2,5}(?:\s?[/,]\s?[^\W\d_A-ZÀ-Þ]{2,5}){0,3}\)$""")
"""A full stop with the writer's sign behind it, in small letters: "… by Friday. (bos)". A caption may end in "(AP)"."""
_REMEMBERED_CHARS = 240
_REMEMBERED_LINES = 8_192
_DENSE = re.compile("[\u2e80-\uffdc]")
_WORD = re.compile(r"\w+")
APART = bytes(byte if byte >= 128 or chr(byte) == "_" or chr(byte).isalnum() else 32 for byte in range(256))
"""Bytes of UTF-8 → the same, but a space for ASCII that is in no word."""
_APART_BY_LINE = APART[:10] + b"\n" + APART[11:]


def fold(text: str) -> str:
    """The form of a line that phrases are compared with: case-folded, quotes and dashes plain, edges bare, spaces single.

    >>> fold("  » ADVERTISEMENT –  Scroll to continue… ")
    'advertisement - scroll to continue'
    """
    # Replacing one mark after the other takes a tenth of the time of `str.translate`, which asks a dict for every character.
    if "`" in text:
        text = text.replace("`", "'")
    if not text.isascii():
        for mark, plain in _CURLY:
            text = text.replace(mark, plain)
    return single_spaced(text).casefold().strip(EDGE)


def single_spaced(text: str) -> str:
    r"""The text with one space wherever it has white space.

    >>> single_spaced("the  old\tquay")
    'the old quay'
    """
    # White space other than U+0020 is not printable.
    return " ".join(text.split()) if "  " in text or not text.isprintable() else text


def tokens_of(text: str) -> list[str]:
    """The text cut at the ASCII that is in no word; other marks are left where they are."""
    return text.encode("utf-8", "surrogatepass").translate(APART).decode("utf-8", "surrogatepass").split()


def words_of(text: str) -> frozenset[str]:
    """The runs of word characters in a text, each once.

    >>> sorted(words_of("the ferry's 2nd trip, in “fog”"))
    ['2nd', 'ferry', 'fog', 'in', 's', 'the', 'trip']
    """
    tokens = tokens_of(text)
    return frozenset(tokens if text.isascii() else _of_others(tokens))


def _of_others(tokens: list[str]) -> list[str]:
    """The words in the tokens of a text that is not all ASCII: other marks are told from letters by the regex, in the few tokens that have such characters."""
    others = list(filterfalse(str.isascii, tokens))
    return [*filter(str.isascii, tokens), *_WORD.findall(" ".join(others))] if others else tokens


def without_links(text: str) -> str:
    """A line of Markdown as a reader sees it: of a link or picture its words. The line itself when nothing else is in it.

    >>> without_links("Ask [the board](https://saltmere.example/board), or [![Ada Berg](a.jpg)](/ada)")
    'Ask the board, or Ada Berg'
    """
    shown = text
    # A picture may stand within a link.
    for _ in range(2):
        shown = _LINK.sub(r"\1", shown)
    return shown if shown.strip() else text


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, quotes and brackets behind the mark allowed, in any script.

    >>> [ends_sentence(t) for t in ("It was late.”", "Why now", "終わった。")]
    [True, False, True]
    """
    last = text[-1:]
    return last in _STOPS or (last in _BEHIND_STOPS and _SENTENCE_END.search(text[-12:]) is not None)


_QUOTES = frozenset("\"“„«»‘'「")
_SPEECH = re.compile(r"""\s*["“„«»‘'「].{1,400}?["”“»«’'」],?\s+[^\W\d_]""")


def opens_with_speech(text: str) -> bool:
    """Whether the text begins with somebody's words and goes on behind them.

    >>> [opens_with_speech(t) for t in ("“Subscribe now,” the letter read.", "“Subscribe now”")]
    [True, False]
    """
    return text.lstrip()[:1] in _QUOTES and _SPEECH.match(text) is not None


def width_of(text: str) -> int:
    """The characters of a text, those of East Asian scripts as many as Latin letters would say the same."""
    return len(text) if text.isascii() else len(text) + round(1.7 * len(_DENSE.findall(text, 0, 200)))


def has_digit(text: str) -> bool:
    """Whether any character is a digit, in the sense of `str.isdigit`."""
    return _DIGIT.search(text) is not None if text.isascii() else any(map(str.isdigit, text))


_DIGIT = re.compile("[0-9]")


def is_signed_off(text: str) -> bool:
    """Whether the text ends with a full stop and the writer's sign behind it: "Nobody knows why. (bos)"."""
    return text[-1:] == ")" and _SIGNED.search(text[-30:]) is not None


def _reads_like_prose(text: str) -> bool:
    # A character of East Asian scripts says as much as two letters.
    size = len(text) if text.isascii() else len(text) + len(_DENSE.findall(text, 0, 200))
    return size >= 160 or (size >= 70 and (ends_sentence(text) or is_signed_off(text)))


_LEAST_PROSE_CHARS = 35
"""A shorter line is no prose, though each of its characters counts twice."""


def _wrapped(bare: list[str], solid: list[int]) -> frozenset[int]:
    """Of a text whose paragraphs are broken into lines of one width, as mail and old files have them, the full lines."""
    if len(solid) < _LEAST_WRAPPED or max(map(len, bare), default=0) > _WIDEST:
        return frozenset()
    full = [i for i in solid if len(bare[i]) >= _LEAST_WIDTH and not bare[i].isupper()]
    # A full line goes on below; a list of headlines has no sentence in it.
    going_on = [i for i in full if i + 1 < len(bare) and bare[i + 1] and not ends_sentence(bare[i])]
    is_wrapped = len(going_on) >= _WRAPPED * len(full) and sum(bare[i + 1][0].islower() for i in going_on) >= _WRAPPED * len(going_on)
    return frozenset(full) if is_wrapped and len(going_on) >= _LEAST_GOING_ON else frozenset()


_WIDEST, _LEAST_WIDTH, _LEAST_WRAPPED, _LEAST_GOING_ON, _WRAPPED = 100, 55, 8, 4, 0.5


V = TypeVar("V")


class Remembered(dict[str, V]):
    """What a pure function says of a line, for the lines that are at hand: a dict that asks the function what it does not know.

    One dict lookup answers for a line that was seen before, in this document or another. Long lines hardly come again and
    are not kept. When there are too many, those that were not asked for since it last was so are forgotten: the chrome of
    publishers whose pages take turns stays at hand, and no answer changes.
    """

    __slots__ = ("function", "older")

    def __init__(self, function: Callable[[str], V]) -> None:
        super().__init__()
        self.function = function
        self.older: dict[str, V] = {}

    def __missing__(self, text: str) -> V:
        if len(text) > _REMEMBERED_CHARS:
            return self.function(text)
        # An answer may be None.
        answer = self.older[text] if text in self.older else self.function(text)
        if len(self) >= _REMEMBERED_LINES:
            self.older = dict(self)
            self.clear()
        self[text] = answer
        return answer


folds = Remembered(fold)
words_in = Remembered(lambda text: words_of(folds[text]))
"""The words of a line as it stands; of its folded form, that is."""


class Reading:
    """What rules know of one document. Lines are addressed by `index`, which is `line.no - 1`."""

    def __init__(self, document: Document, *, language: str | None = None, publisher: str | None = None) -> None:
        self.document = document
        self.language = language
        """ISO 639 code of the document's language, or None."""
        self.publisher = publisher
        """Name of the publisher whose habits apply, or None."""
        self.texts = [line.text for line in document.lines]
        self.shown = self.texts if document.markup else [without_links(text) if "](" in text else text for text in self.texts]
        """The same as a reader sees them: of a Markdown link its words."""
        self.bare = [text.strip() for text in self.shown]
        """These without their outer white space."""
        self.folded = [folds[text] for text in self.bare]
        self.solid = [i for i, text in enumerate(self.bare) if text]
        """Indices of lines that are not blank."""
        self.place = {index: place for place, index in enumerate(self.solid)}
        """Index of a line that is not blank → its place among those."""
        self.verdicts: dict[int, list[Verdict]] = {}
        """Decided so far, by index. Read only, for rules."""
        self.headline: int | None = None
        """Index of the line that was first decided to be the title."""
        self.notes: dict[str, Any] = {}
        """What one rule worked out for this document that others ask for too, by name."""
        self._words: list[list[str]] | None = None
        self._open: tuple[int, list[int]] = 0, self.solid
        """How many lines were decided when it was last asked which are open, and the answer."""
        self._prose = frozenset([i for i in self.solid if len(self.bare[i]) >= _LEAST_PROSE_CHARS and _reads_like_prose(self.bare[i])])
        self._prose |= _wrapped(self.bare, self.solid)
        self.prose = [i for i in self.solid if i in self._prose]
        """Indices of lines that read like sentences of a text: long, or of middling length and ended like a sentence."""
        self.first_prose = self.prose[0] if self.prose else len(self.texts)
        self.last_prose = self.prose[-1] if self.prose else -1

    def looks_like_prose(self, index: int) -> bool:
        """Whether the line is long, or of middling length and ended like a sentence."""
        return index in self._prose

    def words(self, index: int) -> frozenset[str]:
        """The line's runs of word characters, folded."""
        return frozenset(self.all_words[index])

    @property
    def all_words(self) -> list[list[str]]:
        """The same of every line, as often as each has them: those of plain ASCII first. They are cut all at once."""
        if self._words is None:
            # A folded line has no line break of its own.
            lines = "\n".join(self.folded).encode("utf-8", "surrogatepass").translate(_APART_BY_LINE).decode("utf-8", "surrogatepass").split("\n")
            self._words = [line.split() if line.isascii() else _of_others(line.split()) for line in lines]
        return self._words

    def is_open(self, index: int) -> bool:
        """Whether no earlier rule has said anything of this line."""
        return index not in self.verdicts

    def fate(self, index: int) -> Fate | None:
        """The fate of a line that was decided whole or in part, KEEP if any of it stays; None while it is open."""
        said = self.verdicts.get(index)
        if said is None:
            return None
        if len(said) == 1:
            return said[0].fate
        fates = [verdict.fate for verdict in said]
        return Fate.KEEP if Fate.KEEP in fates else fates[0]

    def open_lines(self) -> list[int]:
        """Indices of lines that are not blank and not decided, in order."""
        n_decided, lines = self._open
        if n_decided != len(self.verdicts):  # what is decided stays so
            lines = [i for i in lines if i not in self.verdicts]
            self._open = len(self.verdicts), lines
        return lines

    def neighbour(self, index: int, step: int) -> int | None:
        """The index of the next (step 1) or previous (step -1) line that is not blank; None at the edge."""
        place = self.place[index] + step
        return self.solid[place] if 0 <= place < len(self.solid) else None

    def around(self, index: int) -> tuple[int | None, int | None]:
        """The indices of the lines above and below that are not blank; None at the edge."""
        place, solid = self.place[index], self.solid
        return (solid[place - 1] if place else None), (solid[place + 1] if place + 1 < len(solid) else None)

    def is_adjacent(self, index: int, other: int | None) -> bool:
        """Whether there is no blank line between the two."""
        return other is not None and abs(index - other) == 1

    def times_said(self, index: int) -> int:
        """How often the page says the line."""
        times: Counter[str] | None = self.notes.get("times said")
        if times is None:
            times = self.notes["times said"] = Counter(self.folded)
        return times[self.folded[index]]

    def n_words(self, index: int) -> int:
        return len(_WORD.findall(self.texts[index]))

    def decide(self, verdicts: Iterable[Verdict]) -> None:
        """Take in one rule's verdicts. What is already decided stands: an overlapping verdict is not counted."""
        for verdict in verdicts:
            index = verdict.line - 1
            said = self.verdicts.get(index)
            if said is None:
                self.verdicts[index] = [verdict]
                if verdict.kind == "title" and self.headline is None:
                    self.headline = index
                continue
            end = len(self.texts[index]) if verdict.end is None else verdict.end
            if any(v.start < end and verdict.start < (len(self.texts[index]) if v.end is None else v.end) for v in said):
                continue
            said.append(verdict)


Rule = Callable[[Reading], Iterable[Verdict]]
"""The whole extension API: a callable that reads and returns opinions. It must not change the reading or keep state."""


def drop(index: int, kind: str, rule: str, because: str, *, score: float = 0.95, reads: tuple[tuple[str, str], ...] = ()) -> Verdict:
    """The verdict that a whole line is chrome."""
    return Verdict(index + 1, Fate.DROP, kind, rule, because, score=score, reads=reads)


def keep(index: int, kind: str, rule: str, because: str, *, score: float = 0.9, reads: tuple[tuple[str, str], ...] = ()) -> Verdict:
    """The verdict that a whole line belongs to the text."""
    return Verdict(index + 1, Fate.KEEP, kind, rule, because, score=score, reads=reads)


def take(
    index: int,
    field: str,
    rule: str,
    because: str,
    *,
    value: str | None = None,
    text: str,
    score: float = 0.9,
    reads: tuple[tuple[str, str], ...] = (),
    kind: str | None = None,
) -> Verdict:
    """The verdict that a whole line moves into `field`; `value` is what goes there, the stripped line when None."""
    own = ((field, text.strip() if value is None else value),) if value != "" else ()
    return Verdict(index + 1, Fate.TAKE, kind or field, rule, because, score=score, reads=own + reads)
