"""What an agency prints around a story for those who edit it: slugs and notes above, the signs of who wrote it below.

Only lines right above and right below the text are looked at; "and/or" in the middle of one is nobody's sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.article import Verdict
from cleaner.rules.reading import Reading, drop

_REACH, _HEAD_REACH = 8, 8
"""Lines below the last paragraph and above the first."""
_LONGEST_SIGN, _LONGEST_SLUG = 40, 120
_SIGNS = re.compile(
    r"\(?[a-z]{2,4}(?: ?[/+] ?[a-z]{2,4}){1,4} ?/?(?: *//? *[a-z]{2,4})?\)?|[A-Z]{2,5}(?:/[A-Z]{2,5}){1,4}(?: ?//? ?[A-Z]{2,5})?|[A-Z]{2,4}\d?-[A-Z]{2,4}/ ?S\d{2} ?[A-Z]{4}"
    r"|[A-Z][a-z]{1,12}/Fim|Enditem|dpa(?: [a-z]{1,2}[a-z0-9]{1,2}){2,6}|\d{6} [A-Z][a-z]{2} \d{2}|/[A-Za-z-]+(?:wire|Wire)(?:/| -- .{0,20}/)"
    r"|(?:\((?:fotos?|vídeos?|videos?|audio|infografía|gráfico|recursos)\)[\s.]*)+"
)
_SLUGS = re.compile(
    r"Eds: .*|[A-Z]{2}-{1,2}[\w&.-]+(?:-{1,2}[\w&. -]+)+,(?: ?\d\w* Ld-Writethru,)? ?\d{2,4}|\((?:Adds|Updates|Recasts|Corrects|Repeats|Refiles|Rewrites|Writes through|Changes|Fixes) [^()]*\)"
    r"|\([VR]\. '[^']*' delle \d{1,2}[.:]\d{2}\)|[a-z]{3}\d{4} \d [a-z]{2} \d{2,4} dpa \d{4}|URGENT|(?:1ST|2ND|3RD|\dTH) LEAD"
)
_NOTES = re.compile(r"#* ?(?:dpa-Notizblock|dpa-Kontakte)")


def wire_mark(reading: Reading) -> Iterable[Verdict]:
    """A slug or an editor's note above an agency's story ("Eds: UPDATES with quote"), the signs of its writers below ("jmb/clr"), a block of notes."""
    if not reading.prose:
        return
    first, last = reading.place[reading.first_prose], reading.place[reading.last_prose]
    for index in reading.solid[max(0, first - _HEAD_REACH) : first]:
        text = reading.bare[index]
        if len(text) <= _LONGEST_SLUG and reading.is_open(index) and _SLUGS.fullmatch(text):
            yield drop(index, "notice", "wire-mark", "a slug or a note to editors is all there is, above the text")
    notes = next((i for i in reading.solid if i > reading.first_prose and "dpa-" in reading.bare[i] and _NOTES.fullmatch(reading.bare[i])), None)
    if notes is not None:
        last = min(last, reading.place[notes] - 1)
        for index in reading.solid[reading.place[notes] :]:
            if reading.is_open(index):
                yield drop(index, "notice", "wire-mark", f"in or below the agency's notes to editors, which begin on line {notes + 1}", score=0.9)
    for index in reading.solid[last + 1 : last + 1 + _REACH]:
        text = reading.bare[index]
        if len(text) <= _LONGEST_SIGN and reading.is_open(index) and _SIGNS.fullmatch(text):
            yield drop(index, "notice", "wire-mark", "the signs of who wrote and edited the story are all there is, below its last paragraph", score=0.9)
