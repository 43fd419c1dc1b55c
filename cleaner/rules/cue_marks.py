"""Which lines of a document have a word that some rule waits for: asked of all of its lines at once.

A rule whose phrases all have such a word looks only at the lines that are marked for it. A mark says "perhaps"; what the line
is, the rule's own definition says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from cleaner.rules.reading import Reading
from cleaner.rules.role_words import UNSPACED, cues

FORM, ACT, THING, TERMS, SOURCE, CAPTION, MEDIA, CONTRIBUTORS, PHOTO, MACHINE, ICON, LONG_WORD, UNCUT = (1 << bit for bit in range(13))
"""A word of: who a form speaks to, what it asks for, what it offers, its terms, an agency's material, a caption's mark, what a picture is, work on a story, whose a picture is, a machine that
writes. `ICON`: three names of symbols. `LONG_WORD`: one so long that several may be run together, in a line without a comma behind a word. `UNCUT`: a script without spaces, or a letter with more than one small
form, where words tell nothing."""
LONG_CHARS, LEAST_NAMES = 24, 3


def cue_marks(reading: Reading) -> Sequence[int]:
    """The marks of each line by its index, 0 for blank lines; made once a document."""
    marks: list[int] | None = reading.notes.get("cue marks")
    if marks is None:
        marks = reading.notes["cue marks"] = [0] * len(reading.texts)
        of_word = _marks_of_words()
        cue_words = of_word.keys()
        all_words = reading.all_words
        for index in reading.solid:
            line, words = reading.folded[index], all_words[index]
            mark = UNCUT if not line.isascii() and (UNSPACED.search(line) or "İ" in reading.bare[index] or "ı" in line) else 0
            if not cue_words.isdisjoint(words):
                n_symbols = 0
                for word in cue_words & words:
                    bits = of_word[word]
                    mark |= bits
                    n_symbols += bits & ICON != 0
                if n_symbols < LEAST_NAMES:
                    mark &= ~ICON
            # What has a comma like a sentence is no run of symbols' names.
            if len(line) >= LONG_CHARS and ", " not in line and max(map(len, words), default=0) >= LONG_CHARS:
                mark |= LONG_WORD
            marks[index] = mark
    return marks


@cache
def _marks_of_words() -> dict[str, int]:
    from cleaner.rules.credits import contributor_words, photo_words  # noqa: PLC0415  (these ask for the marks themselves)
    from cleaner.rules.icons import NAMES  # noqa: PLC0415
    from cleaner.rules.summaries import machine_words  # noqa: PLC0415

    marks: dict[str, int] = {}
    groups: tuple[tuple[int, Iterable[str]], ...] = (
        (FORM, cues("form_person").keys),
        (ACT, cues("form_act").keys),
        (THING, cues("form_thing").keys),
        (TERMS, cues("form_terms").keys),
        (SOURCE, cues("source").keys),
        (CAPTION, cues("caption", "marks").keys),
        (MEDIA, cues("caption", "media").keys),
        (CONTRIBUTORS, contributor_words()[1]),
        (PHOTO, photo_words()),
        (MACHINE, machine_words()),
        (ICON, NAMES),
    )
    for mark, words in groups:
        for word in words:
            marks[word] = marks.get(word, 0) | mark
    return marks
