"""Records of press databases and extractors: a text between labelled lines, "Section: News", "Length: 512 words", "Load-Date: …".

The labels are believed together or not at all: one "Section:" is a word of a sentence or of a menu. With several, one of
them such as only a database prints, each says what stands behind it; so does each line of a head that is fenced by "---".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from cleaner.article import Fate, Verdict
from cleaner.dates import find_dates, is_date_line
from cleaner.role_model import bare
from cleaner.rules.names import NEWSROOM_WORDS, is_person, split_names
from cleaner.rules.reading import Reading, drop, fold, take

_LEAST_LABELS, _LEAST_SURE = 4, 2
_LONGEST_LABEL = 40
_LONGEST_FENCED, _LEAST_FENCED = 60, 3
"""Lines of a head between two fences."""
_FENCES = frozenset({"---", "+++"})
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w.-]{0,30})\s*[:=]\s*(?P<value>.*)")
_CODES: Mapping[str, str] = MappingProxyType(
    {"HD": "title", "BY": "author", "PD": "date", "LP": "text", "TD": "text", "ART": "caption"}
    | dict.fromkeys("SE WC SN SC LA CY CO IN NS RE PUB AN ED PG CR ET IPC IPD RF CLM VOL".split(), "other")
)
"""Of the fields of a record, two or three capitals in front of each."""
_CODE = re.compile(r"(?P<code>[A-Z]{2,3})(?:\s+(?P<value>\S.*))?")
_CODES_THAT_SHOW, _LEAST_CODES = frozenset({"HD", "LP", "WC"}), 5
_COUNT = re.compile(r"\(?\s*\d[\d.,]*\s*(?:words?|wörter|mots|palabras|parole|palavras|woorden|ord|tegn|zeichen|字)\s*\)?", re.IGNORECASE)
_LENGTHS = frozenset({"length", "länge", "longueur", "longitud", "lunghezza", "lengte", "textlänge"})
_SOURCES = frozenset({"quelle", "source", "publication info", "publication", "bron", "fuente", "fonte", "källa", "來源", "来源"})
"""Labels of where the text was printed, and often on which day."""
_IDENTITY = re.compile(r"Document [A-Z]{3,}[0-9a-zA-Z]{12,}|\d+ of \d+ DOCUMENTS|Page \d+ of \d+|PressReader\.com \+.*")
_EDITION = re.compile(r"(?:[\w ;:,]{0,60}\b)?(?:edition|hauptausgabe|ausgabe|édition|edición|edizione|editie|upplaga)(?: \d{1,3})?", re.IGNORECASE)
_MOST_SOURCE_WORDS = 6
_BEHIND_NAME = re.compile(r"\s*[;,|(].*$")


@cache
def _labels() -> tuple[Mapping[str, str], frozenset[str]]:
    """Label → what stands behind it; and the labels that nothing but records have."""
    table = tomllib.loads(files("cleaner.rules").joinpath("record_labels.toml").read_text("utf-8"))
    sure = frozenset(table.pop("only_records"))
    roles = dict.fromkeys(sure, "other")
    for role in ("other", "value_below", "author", "date", "title", "subtitle", "text", "caption"):
        roles |= dict.fromkeys(table[role], role)
    return roles, sure


def record_field(reading: Reading) -> Iterable[Verdict]:
    """A labelled line of a database's record ("Length: 512 words", "Byline: Ada Ruiz"), or of a head between two lines of "---"."""
    if (fenced := _fenced(reading)) is not None:
        yield from _of_head(reading, fenced)
    said = _of_codes(reading) or _of_labels(reading)
    if not said:
        return
    is_titled = False
    for index, (role, start) in said.items():
        if reading.is_open(index):
            yield from _told(reading, index, "other" if role == "title" and is_titled else role, start, said)
        is_titled = is_titled or role == "title"  # each is looked for in all lines, and a record has one
    yield from _around(reading, said)


def _of_labels(reading: Reading) -> dict[int, tuple[str, int]]:
    """The labelled lines of a record: index → what stands behind the label, and where; empty when the document is none."""
    roles, sure = _labels()
    folded = reading.folded
    # Asked of every line of every document: one set for all, and most end here.
    if sure.isdisjoint([line.partition(":")[0] for line in folded]):
        return {}
    said: dict[int, tuple[str, int]] = {}
    seen: set[str] = set()
    for index in reading.solid:
        label = folded[index].partition(":")[0].rstrip()
        role = roles.get(label) if len(label) <= _LONGEST_LABEL else None
        if role is None:
            continue
        text = reading.bare[index]
        at = next((place for place, char in enumerate(text) if char in ":："), -1)
        if at < 0 and label not in sure and role not in {"text", "caption", "value_below", "subtitle"}:
            continue  # "Section" alone may be a heading
        if label in _LENGTHS and _COUNT.fullmatch(text[at + 1 :].strip()) is None:
            continue  # "Length: 320 pages" is of a book
        seen.add(label)
        said[index] = role, at + 1 if at >= 0 else len(text)
    n_sure = len(seen & sure)
    return said if n_sure >= _LEAST_SURE or (n_sure and len(seen) >= _LEAST_LABELS) else {}


def _of_codes(reading: Reading) -> dict[int, tuple[str, int]]:
    """The same of a record whose labels are codes: "HD", "WC", "LP"."""
    if _CODES_THAT_SHOW.isdisjoint([text[:2] for text in reading.bare]):
        return {}
    said: dict[int, tuple[str, int]] = {}
    for index in reading.solid:
        text = reading.bare[index]
        match = _CODE.fullmatch(text) if text[:2].isupper() else None
        if match is not None and match["code"] in _CODES:
            said[index] = _CODES[match["code"]], match.end("code")
    codes = {reading.bare[index][:end] for index, (_, end) in said.items()}
    return said if len(codes) >= _LEAST_CODES and len(codes & _CODES_THAT_SHOW) >= _LEAST_SURE else {}


def _told(reading: Reading, index: int, role: str, start: int, said: Mapping[int, tuple[str, int]]) -> Iterable[Verdict]:
    """What one labelled line is: its value moves into a field, the text behind it stays, and the rest is of the database."""
    text, value = reading.bare[index], reading.bare[index][start:].strip()
    label = text[:start].strip(" :：")
    because = f'"{label}" in front, as in a database\'s record of {len(said)} labelled lines'
    below = reading.neighbour(index, 1)
    own = below if below is not None and below not in said and reading.is_open(below) else None
    if role == "text" and value and text[:start] in reading.texts[index]:
        offset = reading.texts[index].find(text[:start])
        yield Verdict(index + 1, Fate.DROP, "notice", "record-field", because, start=0, end=offset + start, score=0.95)
        yield Verdict(index + 1, Fate.KEEP, "body", "record-field", "the text behind its label", start=offset + start, end=None, score=0.95)
        return
    if role in {"author", "date", "title", "subtitle", "caption"}:
        at, shown = (index, value) if value else (own, reading.bare[own]) if own is not None else (None, "")
        if at is not None:
            taken = list(_taken(reading, at, role, shown, because if at == index else f"below its label on line {index + 1}"))
            yield from taken
            if taken and at == index:
                return
    dates = [date for date in find_dates(value, language=reading.language) if date.tells_day] if fold(label) in _SOURCES else []
    yield drop(index, "notice", "record-field", because, score=0.8, reads=(("published_at", dates[0].text),) if len(dates) == 1 else ())
    if role == "value_below" and own is not None and not value:
        yield drop(own, "notice", "record-field", f"what stands behind its label on line {index + 1}")


def _taken(reading: Reading, index: int, role: str, value: str, because: str) -> Iterable[Verdict]:
    text = reading.bare[index]
    if role == "author":
        if names := record_names(value):
            reads = tuple(("authors", name) for name in names)
            yield take(index, "authors", "record-field", because, value="", text=text, kind="byline", reads=reads, score=0.98)
    elif role == "date":
        dates = [date for date in find_dates(value, language=reading.language) if date.tells_day]
        if len(dates) == 1:
            yield take(index, "published_at", "record-field", because, value="", text=text, kind="date", reads=(("published_at", dates[0].text),), score=0.96)
    elif role == "title":
        again = next((i for i in reading.open_lines() if i != index and reading.folded[i] == fold(value)), None)
        if again is None:
            yield take(index, "title", "record-field", because, value=value, text=text, score=0.95)
        else:
            yield take(
                again,
                "title",
                "record-field",
                f"line {index + 1} names it as the title",
                value=bare(reading.bare[again])[0],
                text=reading.shown[again],
                score=0.95,
            )
            yield drop(index, "title", "record-field", f"the title of line {again + 1} again, behind its label")
    elif role == "subtitle":
        yield take(index, "subtitle", "record-field", because, value=value, text=text, score=0.9)
    else:
        yield take(index, "captions", "record-field", because, value=value, text=text, kind="caption", score=0.9)


def record_names(value: str) -> tuple[str, ...]:
    """The persons behind a record's label: their house and role cut off, the family name in front turned round.

    >>> record_names("Lorna Eskdale, The Carrow Gazette"), record_names("Holloway, Renée"), record_names("Dale Krupnik; Staff writer")
    (('Lorna Eskdale',), ('Renée Holloway',), ('Dale Krupnik',))
    """
    value = value.removeprefix("By ").removeprefix("BY ").strip("\"' ")
    persons: list[str] = []
    for part in value.split(";"):
        family, _, first = part.strip().partition(",")
        if first and " " not in family.strip() and is_person(f"{first.strip()} {family.strip()}"):
            persons.append(f"{first.strip()} {family.strip()}")
        else:
            persons += split_names(part.strip()) or split_names(_BEHIND_NAME.sub("", part).strip())
    return tuple(dict.fromkeys(persons))


def _around(reading: Reading, said: Mapping[int, tuple[str, int]]) -> Iterable[Verdict]:
    """What a record prints without a label: how many words, its identity, the edition, the paper above the day."""
    first_text = next((index for index, (role, _) in said.items() if role == "text"), reading.first_prose)
    owners = {word for i in reading.solid if "rights" in reading.folded[i] or "copyright" in reading.folded[i] for word in reading.words(i) if len(word) > 3}
    for index in reading.solid:
        if not reading.is_open(index) or index in said:
            continue
        text = reading.bare[index]
        if len(text) > _LONGEST_FENCED:
            continue
        if _COUNT.fullmatch(text) or _IDENTITY.fullmatch(text):
            yield drop(index, "notice", "record-field", "a count of words or a document's identity is all there is, in a database's record")
        elif index < first_text and _EDITION.fullmatch(text):
            yield drop(index, "notice", "record-field", "the edition of the paper, in a database's record")
        elif index < first_text and len(text.split()) <= _MOST_SOURCE_WORDS and (below := reading.neighbour(index, 1)) is not None:
            words = reading.words(index)
            is_paper = not NEWSROOM_WORDS.isdisjoint(words) or not owners.isdisjoint(words)
            if is_paper and is_date_line(reading.bare[below], reading.language) is not None:
                yield drop(
                    index, "notice", "record-field", f"the paper, above the day on line {below + 1}, in a database's record", reads=(("publisher", text),)
                )


def _fenced(reading: Reading) -> list[int] | None:
    """The lines of a head that is fenced by "---", from the first line of the document; None when there is none."""
    if not reading.solid or reading.bare[reading.solid[0]] not in _FENCES:
        return None
    fence = reading.bare[reading.solid[0]]
    for place, index in enumerate(reading.solid[1 : _LONGEST_FENCED + 2], 1):
        if reading.bare[index] == fence:
            inside = reading.solid[1:place]
            n_keys = sum(_KEY.fullmatch(reading.bare[i]) is not None for i in inside)
            return inside if n_keys >= _LEAST_FENCED and 2 * n_keys >= len(inside) else None
    return None


def _of_head(reading: Reading, inside: list[int]) -> Iterable[Verdict]:
    roles, _ = _labels()
    yield drop(reading.solid[0], "notice", "record-field", "the fence of a head")
    yield drop(reading.solid[len(inside) + 1], "notice", "record-field", "the fence of a head")
    for index in inside:
        match = _KEY.fullmatch(reading.bare[index])
        key, value = (match["key"].lower(), match["value"].strip().strip("\"'")) if match else ("", "")
        role = roles.get(key, "other")
        because = f'"{key}" in a head that is fenced' if key else "in a head that is fenced"
        taken = list(_taken(reading, index, role, value.strip("[]"), because)) if value and role in {"author", "date", "title", "subtitle"} else []
        reads = (("url", value),) if key in {"url", "link", "permalink"} and value.startswith("http") else ()
        yield from taken or [drop(index, "notice", "record-field", because, reads=reads)]
