"""Which lines of a document have a word that some rule waits for: asked of all of its lines at once.

A rule whose phrases all have such a word looks only at the lines that are marked for it. A mark says "perhaps"; what the line
is, the rule's own definition says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from cleaner.rules.reading import APART, Reading
from cleaner.rules.role_words import UNSPACED, WORD, cues

FORM, SOURCE, CAPTION, MEDIA, CONTRIBUTORS, ICON, LONG_WORD, UNCUT = (1 << bit for bit in range(8))
"""A word of: who a form speaks to, an agency's material, a caption's mark, what a picture is, work on a story, a symbol's name.
`LONG_WORD`: one so long that several may be run together, in a line without a comma behind a word. `UNCUT`: a script without spaces, or a letter with more than one small
form, where words tell nothing."""
LONG_CHARS = 24
_BY_LINE = APART[:10] + b"\n" + APART[11:]


def cue_marks(reading: Reading) -> Sequence[int]:
    """The marks of each line by its index, 0 for blank lines; made once a document."""
    marks: list[int] | None = reading.notes.get("cue marks")
    if marks is None:
        marks = reading.notes["cue marks"] = [0] * len(reading.texts)
        of_word = _marks_of_words()
        names = of_word.keys()
        # A folded line has no line break of its own.
        joined = "\n".join([reading.folded[i] for i in reading.solid]).encode("utf-8", "surrogatepass").translate(_BY_LINE)
        for index, line in zip(reading.solid, joined.decode("utf-8", "surrogatepass").split("\n"), strict=False):
            words: Sequence[str] = line.split()
            mark = 0
            if not line.isascii():
                words = [word for word in words if word.isascii()] + WORD.findall(" ".join([word for word in words if not word.isascii()]))
                mark = UNCUT if UNSPACED.search(line) or "İ" in reading.bare[index] or "ı" in line else 0
            if not names.isdisjoint(words):
                for word in names & words:
                    mark |= of_word[word]
            # What has a comma like a sentence is no run of symbols' names.
            if len(line) >= LONG_CHARS and ", " not in reading.folded[index] and max(map(len, words), default=0) >= LONG_CHARS:
                mark |= LONG_WORD
            marks[index] = mark
    return marks


@cache
def _marks_of_words() -> dict[str, int]:
    from cleaner.rules.credits import contributor_words  # noqa: PLC0415  (these ask for the marks themselves)
    from cleaner.rules.icons import NAMES  # noqa: PLC0415

    marks: dict[str, int] = {}
    groups: tuple[tuple[int, Iterable[str]], ...] = (
        (FORM, cues("form_person").keys),
        (SOURCE, cues("source").keys),
        (CAPTION, cues("caption", "marks").keys),
        (MEDIA, cues("caption", "media").keys),
        (CONTRIBUTORS, contributor_words()[1]),
        (ICON, NAMES),
    )
    for mark, words in groups:
        for word in words:
            marks[word] = marks.get(word, 0) | mark
    return marks
