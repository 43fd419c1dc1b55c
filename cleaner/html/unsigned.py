"""Who wrote a page whose tags and elements do not say so: a name beside a day, alone below the text, or behind a label.

"Ida Holm | 1 May 2031" under the headline, a name in bold below the last paragraph, "Author: Ida Holm" at the foot. Asked
only where nothing better names anybody. A name alone under the headline is as often a heading: "Best Practices".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaner.article import Markup, Verdict
from cleaner.dates import find_dates, may_hold_day
from cleaner.html.blocks import without_bullet
from cleaner.html.ranking import site_names
from cleaner.html.titles import letters
from cleaner.rules.names import is_person, split_names
from cleaner.rules.reading import Reading, keep, take

_LEAST_CHANCE = 0.5
_BELOW_HEADLINE, _BELOW_TEXT = 6, 2
_LONGEST, _LONGEST_NAME_WORDS = 120, 4
_LAST_LINES = 3
_MARKED = frozenset({"strong", "b", "em", "i"})
_NO_PLACE = frozenset({"nav", "form", "dialog", "figcaption"})
_BETWEEN = " \t\u00a0|,·•–—-/:"
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d(?:\s?(?:Uhr|hrs?|[ap]\.?m\.?))?(?![\d.])|\b(?:Uhr|hrs?)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:autor(?:in)?/autor(?:in)?|autor(?:in(?:nen)?|en|[*:_/]in)?|authors?|auteure?s?|autore|autrice|penulis|автор|作者|撰文)\s*[:：]?\s+"
    r"|(?:text|bericht|redaktion|story|words|texte|texto|testo|tekst|interview|reporter|haber|yazan|muhabir|rozmawiał[a]?)\s*[:：]\s*"
    r"|(?:written|verfasst|geschrieben|text|texte|escrito|publié|rédigé|scritto|skrevet)\s+(?:by|von|de|por|par|da|af|av)\s*[:：]?\s+)(?=[^\W\d_])",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?:作者|記者|记者|撰文)\s*[:：／/]\s*(?P<name>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}(?:[ 　][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,4})?)(?=[\s　|,，]|$)"
)
_BEHIND_NAME = re.compile(r"\s*\([^()]{2,40}\)$")
_ONE = re.compile(r"aut(?:h?or(?:in)?|eure?|ore|rice)\s*[:：]", re.IGNORECASE)
_WIDE = re.compile(r"\s+[^\W\d_]+\s*:\s*(?=\d).*$|\s{3,}|\s*[|•·]\s*|\s*\([^()]*\)\s*$|,\s+[^,]*$")
_PLACE_AND_NAMES = re.compile(r"[（(][^（()）＝=]{1,16}[＝=](?P<names>[^（()）＝=]{2,30})[）)]\s*$")


def unsigned(reading: Reading, title: int | None, text: Sequence[int], taken: set[int]) -> Iterator[Verdict]:
    """Where the page says who wrote it, the surest first."""
    markup = reading.document.markup
    if title is not None:
        yield from _beside(reading, markup, title, taken)
        yield from _label_above(reading, markup, title, taken)
    if text:
        yield from _below(reading, markup, text[-1], taken)
    yield from _at_end(reading, taken)
    yield from _labelled(reading, markup, range(text[0] + 1, text[-1]) if text else range(0), taken)


def _beside(reading: Reading, markup: tuple[Markup | None, ...], title: int, taken: set[int]) -> Iterator[Verdict]:
    """A line below the headline that is a person's name and a day."""
    place = reading.place[title]
    for index in reading.solid[place + 1 : place + 1 + _BELOW_HEADLINE]:
        m, line = markup[index], without_bullet(reading.texts[index])
        if m is None or index in taken or not reading.is_open(index) or len(line) > _LONGEST or m.heading or m.landmark in _NO_PLACE or m.in_figure:
            continue
        days = [date for date in find_dates(line, language=reading.language) if date.tells_day] if may_hold_day(line) else []
        if len(days) != 1:
            continue
        labelled = _WITHIN.search(line)
        name = labelled["name"] if labelled else _CLOCK.sub("", line[: days[0].start] + line[days[0].end :].lstrip(".")).strip(_BETWEEN)
        if (days[0].label and not labelled) or not _is_name(name) or letters(name) in site_names(reading.document.clues, reading.document.url):
            continue
        reads = (("authors", name), ("published_at", days[0].text))
        why = "a person's name and a day right below the headline, and nothing else on the page says who signs"
        yield take(index, "authors", "html-signature", why, value="", text=line, kind="byline", reads=reads, score=0.8)
        return


def _label_above(reading: Reading, markup: tuple[Markup | None, ...], title: int, taken: set[int]) -> Iterator[Verdict]:
    """A person's name near the headline, alone below a line that is a label for who writes: "Words" "Ida Holm"."""
    place = reading.place[title]
    for index in reading.solid[place + 1 : place + 1 + _NEAR_HEADLINE]:
        below = reading.neighbour(index, 1)
        if below is None or below in taken or not reading.is_open(below) or without_bullet(reading.texts[index]).strip(" :：").casefold() not in _LABELS:
            continue
        m, name = markup[below], without_bullet(reading.texts[below])
        if m is not None and m.landmark not in _NO_PLACE and not m.in_figure and _is_name(name):
            why = f'below "{without_bullet(reading.texts[index])}", near the headline, and nothing else on the page says who signs'
            yield take(below, "authors", "html-signature", why, value="", text=name, kind="byline", reads=(("authors", name),), score=0.8)
            return


_NEAR_HEADLINE = 10
_LABELS = frozenset(
    "by|written by|words|words by|text by|story by|author|reporter|von|text|geschrieben von|verfasst von|autor|autorin|par|écrit par|texte|auteur|por|escrito por|texto|autora|di|scritto da|testo|autore|door|tekst|skrevet av|"
    "skrevet af|av|af|skribent|journalist|автор|текст|автор статьи|yazan|yazar|penulis|oleh|kirjoittaja|autorka|szerző|συντάκτης|作者|文|撰文|記者|记者|글|tác giả|כתב|מאת|الكاتب|بقلم|লেখক|लेखक".split(
        "|"
    )
)


def _below(reading: Reading, markup: tuple[Markup | None, ...], last: int, taken: set[int]) -> Iterator[Verdict]:
    """A person's name in bold or italics, alone below the last paragraph."""
    place = reading.place[last]
    for index in reading.solid[place + 1 : place + 1 + _BELOW_TEXT]:
        m, line = markup[index], without_bullet(reading.texts[index])
        if m is None or index in taken or not reading.is_open(index) or m.n_links or m.heading or m.in_list:
            continue
        is_marked = m.tag in _MARKED or m.bold_share == 1
        name = _BEHIND_NAME.sub("", line) if 0 < m.bold_share < 1 else line  # "Minh Anh (after Reuters)", not "Minh Anh (ed.)"
        if (is_marked or name != line) and _is_name(name):
            why = f"a person's name in {'bold' if name != line else f'<{m.tag}>'}, alone below the text, and nothing else on the page says who signs"
            yield take(index, "authors", "html-signature", why, value="", text=line, kind="byline", reads=(("authors", name),), score=0.8)
            return


def _at_end(reading: Reading, taken: set[int]) -> Iterator[Verdict]:
    """The names in brackets behind a place at a Japanese text's end: "（オルム＝佐伯みのり）". The line stays."""
    last = [index for index in reading.open_lines() if index not in taken and reading.document.chances[index] >= _LEAST_CHANCE][-_LAST_LINES:]
    for index in last:
        match = _PLACE_AND_NAMES.search(reading.texts[index])
        names = tuple(name for name in re.split("[、・,]", match["names"]) if is_person(name)) if match else ()
        if names:
            why = "the text ends in brackets with a place and who reports from it"
            yield keep(index, "body", "html-signature", why, score=reading.document.chances[index], reads=tuple(("authors", name) for name in names))
            return


def _labelled(reading: Reading, markup: tuple[Markup | None, ...], within: range, taken: set[int]) -> Iterator[Verdict]:
    """A line before the text or behind it that is a label for who writes and names of persons: "Author: Ida Holm"."""
    for index in reading.solid:
        if index in within:  # there a list may say who wrote a book
            continue
        line = without_bullet(reading.texts[index])
        if index in taken or len(line) > _LONGEST or (label := _LABEL.match(line)) is None or not reading.is_open(index):
            continue
        m = markup[index]
        if m is None or m.region == "comments" or m.landmark in _NO_PLACE:
            continue
        rest = line[label.end() :]
        names = split_names(rest) or split_names(_WIDE.split(rest, maxsplit=1)[0])
        if names:
            if _ONE.match(label[0]):
                names = names[:1]  # "Author: Ida Holm, Head of Bells"
            why = f'behind "{label[0].strip()}", and nothing else on the page says who signs'
            yield take(
                index, "authors", "html-signature", why, value="", text=line, kind="byline", reads=tuple(("authors", name) for name in names), score=0.78
            )
            return


def _is_name(line: str) -> bool:
    words = line.split()
    return len(words) <= _LONGEST_NAME_WORDS and is_person(line) and not any(word.islower() for word in words)
