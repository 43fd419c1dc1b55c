"""What stands where a headline could and is none: who sends a letter, where a text was printed, the first line of a column."""

from __future__ import annotations

import re

from cleaner.role_model import PageLines

_LETTERHEAD = re.compile(
    r"^(?:[^\W\d_a-zß-öø-ÿ][\w&.'’-]* ){1,5}(?:plc|PLC|Ltd\.?|Limited|Inc\.?|GmbH|GmbH & Co\. KG|AG|SE|S\.A\.|SpA|S\.p\.A\.|B\.V\.|N\.V\.|A/S|ASA|AB|Oyj?|LLC|Corp\.?)$"
    r"|^\d{1,3} THE [A-Z][A-Z&' -]{3,40}$|^THE [A-Z][A-Z&' -]{3,40} \d{1,3}$|^[•*▪] .*[^\W\d_]{2}\.$|\b\d{4}\b.*[,;] (?:page|p\.|pg\.|seite|s\.|pág\.|стр\.) ?[A-Z]?\d{1,3}$"
)
"""Who sends a letter, "Tarn Valley Water plc"; where a text was printed, "…, Monday 6 February 1911, page 3": above the headline, no headline; and no sentence behind a bullet."""
NO_HEADLINE = re.compile(r"[|·>/»&•]|\d{4}")
"""Marks of a menu, and a year."""


def is_passed_over(page: PageLines, place: int) -> bool:
    """Whether a line is a letterhead, stands right above "Press release", or is a column's first: the headline is another."""
    is_sender = place + 1 < page.n and page.folded[place + 1] in _PRESS_RELEASE
    return is_sender or _LETTERHEAD.search(page.texts[place]) is not None or _runs_on(page, place) >= _LEAST_RUN


_PRESS_RELEASE = frozenset(
    "press release|news release|media release|nota de prensa|comunicado de prensa|nota de imprensa|comunicado de imprensa|comunicato stampa|communiqué de presse|pressemitteilung|"
    "presseinformation|medienmitteilung|persbericht|pressmeddelande|pressemeddelelse|pressemelding|lehdistötiedote|komunikat prasowy|tisková zpráva|sajtóközlemény|comunicat de presă|"
    "пресс-релиз|пресреліз|basın bülteni|δελτίο τύπου|siaran pers|thông cáo báo chí|プレスリリース|新闻稿|新聞稿|보도자료|بيان صحفي".split("|")
)


def _runs_on(page: PageLines, place: int) -> int:
    """How many lines right below a line, one after the other, begin in small letters: those of a column, whose first is no headline."""
    n = 0
    while place + n + 1 < page.n and not page.gaps[place + n + 1] and page.texts[place + n + 1][:1].islower() and n < _LEAST_RUN:
        n += 1
    return n


def is_broken(page: PageLines, place: int) -> bool:
    """Whether a headline goes on in the line right below it, in small letters, and a blank line is above and below the two, as in the text of a PDF."""
    if _runs_on(page, place) != 1 or not page.is_open[place + 1] or page.is_prose[place + 1] or page.ends[place] or page.ends[place + 1]:
        return False
    if page.is_by[place + 1] or page.is_date[place + 1] or NO_HEADLINE.search(page.texts[place + 1]) or page.sizes.max() > _WIDEST_COLUMN:
        return False
    is_apart = (place == 0 or page.gaps[place] > 0) and place + 2 < page.n and page.gaps[place + 2] > 0
    return is_apart and page.sizes[place] <= _LONGEST_PIECE and page.sizes[place + 1] <= _LONGEST_PIECE


_LEAST_RUN, _LONGEST_PIECE, MOST_PASSED_OVER, _WIDEST_COLUMN = 2, 70, 3, 110
