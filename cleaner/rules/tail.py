"""What stands around the text: rubrics above the headline, and lists, notes and comments below the last paragraph.

These rules judge by position and by what their neighbours are, so they run after those that know a line by
itself, and they say less than certain scores.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate, takewhile

from cleaner.article import Fate, Verdict
from cleaner.dates import find_dates
from cleaner.rules.headings import numbered_entry
from cleaner.rules.names import is_person, tells_role
from cleaner.rules.page_lines import is_house
from cleaner.rules.pieces import pieces
from cleaner.rules.reading import Reading, drop, ends_sentence, fold, is_signed_off, keep, width_of
from cleaner.rules.role_words import cues, role_words

_LEAST_TEXT_CHARS = 600
"""Prose above a comment marker or list before what follows is called the end: a counter above the text is no end."""

_LEAST_CHARS_OF_SIGNED = 300
"""The same above a note that names the byline's author: that says more than its place."""

_ABOVE_TITLE = 12
"""Lines above the headline that position alone may call a rubric or menu. Longer menus say what they are by other signs."""
_ENTRY = re.compile(r"\s*(?:[•*▪◦]|\d{1,2}[.):]?)\s*\S")
_TWO_SENTENCES = re.compile(r"""[^\W\d_]{3}[.!?؟]["'”’»)]?\s+[^\W\d_]\w""")
_TWO_SENTENCES_CHARS = 50
"""Two sentences as long as this are a short paragraph: Hebrew says in fifty characters what English says in seventy."""
_MOST_ENTRIES = 40
_TALLY = re.compile(r"[\s(\[·|]*\d[\d.,km]*[\s)\]]*$|^\d[\d.,km]*\s+")
"""A count before or behind a button: "Like 12", "3 Reply"."""


def _prose_chars_before(reading: Reading, index: int) -> int:
    return sum(len(reading.texts[i]) for i in reading.prose if i < index and reading.fate(i) in (None, Fate.KEEP))


def comment_thread(reading: Reading) -> Iterable[Verdict]:
    """All below a comment marker, when the text is above it and what follows looks like readers' comments."""
    prose = [i for i in reading.prose if reading.fate(i) in (None, Fate.KEEP)]
    chars = list(accumulate((len(reading.texts[i]) for i in prose), initial=0))
    least = max(_LEAST_TEXT_CHARS, 0.3 * chars[-1])
    # With most of the text above it: a counter above the text heads nothing.
    shown = [(i, chars[bisect_left(prose, i)]) for i in sorted(reading.verdicts) if _names_comments(reading, i)]
    marker = next((i for i, above in shown if above >= least), None)
    if marker is None:  # below a short text only what is surely a thread is one
        marker = next((i for i, above in shown if above >= max(_LEAST_SHORT_TEXT_CHARS, 0.3 * chars[-1])), None)
        marker = None if marker is None or not _is_surely_thread(reading, marker) else marker
    if marker is None:
        return
    below = [i for i in reading.open_lines() if i > marker]
    evidence = _comment_evidence(reading, [i for i in reading.solid if i > marker], below)
    if not below or not evidence:
        return
    for index in below:
        yield drop(index, "comments", "comment-thread", f"below the comment marker on line {marker + 1}, with {evidence}", score=0.85)


def _names_comments(reading: Reading, index: int) -> bool:
    return reading.verdicts[index][0].kind == "comments" and cues("thread").search(reading.folded[index], reading.words(index)) is not None


def _is_surely_thread(reading: Reading, marker: int) -> bool:
    """Whether several lines below a marker answer or report a comment, and several say when one was written."""
    after = [i for i in reading.solid if i > marker]
    dates = sum(len(reading.bare[i]) < 90 and bool(find_dates(reading.bare[i], language=reading.language)) for i in after)
    return dates >= _LEAST_DATED and _answers(reading, after) >= _LEAST_ANSWERED


_LEAST_SHORT_TEXT_CHARS, _LEAST_DATED, _LEAST_ANSWERED = 150, 2, 3


def _answers(reading: Reading, after: list[int]) -> int:
    """How many lines are nothing but what answers or reports a comment."""
    # The whole line: "Reply", "Report comment (2)". A teaser may well hold the word "like" or "share".
    return sum(len(reading.bare[i]) < 60 and cues("reply").fullmatch(_TALLY.sub("", reading.folded[i])) for i in after)


def _comment_evidence(reading: Reading, after: list[int], below: list[int]) -> str:
    """What makes the lines after a marker a thread, in words; empty when nothing does. `below` are those still open."""
    replies = _answers(reading, after)
    dates = sum(len(reading.bare[i]) < 90 and bool(find_dates(reading.bare[i], language=reading.language)) for i in below)
    numbered = sum(re.match(r"\s*(?:\d{1,4}[.)]|#\d+)\s", reading.texts[i]) is not None for i in below)
    if not any(map(reading.looks_like_prose, below)):
        return "no paragraph behind it"
    if replies >= 2:
        return f"{replies} lines that answer or report a comment"
    if dates >= 2:
        return f"{dates} short lines with a date"
    return f"{numbered} numbered entries" if numbered >= 3 else ""


def related_list(reading: Reading) -> Iterable[Verdict]:
    """The teasers below a title such as "Related articles": short lines that are no sentences, up to the next prose."""
    # A rubric such as "More news" above the headline is the title of no list.
    headline = max((i for i, said in reading.verdicts.items() if said[0].kind == "title"), default=-1)
    titles = [
        i
        for i, said in reading.verdicts.items()
        if said[0].rule in {"related-list-title", "most-read-title"} and i > headline and not (i < reading.first_prose and _is_button(reading, i))
    ]
    if not titles:
        return
    last = len(reading.texts)
    below = reading.solid[reading.place[min(titles)] + 1 :]
    ends = [*(i for i in below if _ends_list(reading, i)), last]
    is_end = frozenset(ends)
    entries = [i for i in below if reading.is_open(i) and i not in is_end]
    following = list(range(len(entries) + 1))
    for title in sorted(titles):
        end = ends[bisect_right(ends, title)]
        run: list[int] = []
        at = _open_from(following, bisect_right(entries, title))
        while at < len(entries) and entries[at] < end and len(run) < _MOST_ENTRIES:
            run.append(entries[at])
            at = _open_from(following, at + 1)
        if end < last:
            run = _block(reading, title, run)
        elif run and _ENTRY.match(reading.texts[run[0]]):  # a numbered list ends where the numbers do
            run = list(takewhile(lambda i: _ENTRY.match(reading.texts[i]), run))
        if end < last and len(run) > 1 and not ends_sentence(reading.bare[run[0]]):
            # "The ferry company said so." below teasers that are no sentences is a paragraph of the text again.
            run = [run[0], *takewhile(lambda i: not _is_short_paragraph(reading, i), run[1:])]
        if end < last and len(run) > 1 and _is_shouted(reading, run, end):
            run.pop()
        for entry in run:
            following[bisect_left(entries, entry)] += 1
            yield drop(entry, "promo", "related-list", f'a short line below "{reading.bare[title][:40]}" on line {title + 1}', score=0.85)


def _is_button(reading: Reading, index: int) -> bool:
    """Whether a title of one word, such as "More", stands among the buttons that share the page: two of the three lines above it are such."""
    place = reading.place[index]
    above = [said[0].kind for i in reading.solid[max(0, place - 4) : place] if (said := reading.verdicts.get(i))]
    return reading.n_words(index) == 1 and above.count("share") >= 2


def _is_shouted(reading: Reading, run: list[int], paragraph: int) -> bool:
    """Whether the last line of a list stands right above a paragraph and is the only one in capitals: that paragraph's heading."""
    *teasers, last = [reading.bare[i] for i in run]
    return last.isupper() and not any(map(str.isupper, teasers)) and reading.neighbour(run[-1], 1) == paragraph


def _is_short_paragraph(reading: Reading, index: int) -> bool:
    """Whether a line ends as a sentence does that tells something; teasers ask and call."""
    text = reading.bare[index]
    return width_of(text) >= _LEAST_PARAGRAPH_CHARS and ends_sentence(text) and text[-1] not in "?!…"


_LEAST_PARAGRAPH_CHARS = 40
_LONGEST_TEASER = 90


def _ends_list(reading: Reading, index: int) -> bool:
    """Whether no list of teasers goes on beyond the line: it is kept or taken, or reads like a sentence."""
    if not reading.is_open(index):
        return reading.fate(index) is not Fate.DROP
    text = reading.bare[index]
    if numbered_entry(reading, index) or index in pieces(reading):
        return True
    if len(text) > _LONGEST_TEASER and text[-1] in ":：":
        return True  # it tells what the list below it is of
    if reading.looks_like_prose(index) or not ends_sentence(text) or text.endswith(("?", "!")):
        return reading.looks_like_prose(index)
    return width_of(text) > _LONGEST_TEASER or (len(text) >= _TWO_SENTENCES_CHARS and _TWO_SENTENCES.search(text) is not None)


def _open_from(following: list[int], at: int) -> int:
    """The first place from `at` on that no list has taken: `following` leads there, in steps that are made longer each time."""
    found = at
    while following[found] != found:
        found = following[found]
    while following[at] != found and at != found:
        following[at], at = found, following[at]
    return found


def _block(reading: Reading, title: int, run: list[int]) -> list[int]:
    """Of a list within the text, the entries that surely belong to it: bullets and lines without a blank line between.

    What stands apart above a paragraph may be that paragraph's heading; only one whole teaser may stand apart.
    """
    block: list[int] = []
    above = title
    for index in run:
        listed = reading.texts[index].lstrip()[:1] in "•*▪◦‣"
        if not (listed or reading.is_adjacent(index, above) or (not block and reading.n_words(index) >= 6)):
            break
        block.append(index)
        above = index
    return block


def author_bio(reading: Reading) -> Iterable[Verdict]:
    """The note about the author below the text: it opens with the byline's name and "is", "writes", …; or the role on the line below the byline."""
    for index in [i for i in reading.prose if reading.is_open(i)][-1:]:
        text = reading.bare[index]
        if (
            len(text) <= _LONGEST_UNNAMED
            and (said := _UNNAMED.match(text))
            and _is_of_writer(text, said)
            and _prose_chars_before(reading, index) >= _LEAST_CHARS_OF_SIGNED
        ):
            yield drop(index, "author_bio", "author-bio", "the last paragraph tells who the writer is", score=0.85)
    for index in reading.open_lines()[-6:]:
        if _REACHED.match(reading.bare[index]) and _prose_chars_before(reading, index) >= _LEAST_CHARS_OF_SIGNED:
            yield drop(index, "author_bio", "author-bio", "it says below the text where a person can be reached", score=0.9)
    authors = {value for said in reading.verdicts.values() for v in said for field, value in v.reads if field in {"authors", "contributors"}}
    if not authors:
        return
    for above in [i for i, said in reading.verdicts.items() if said[0].kind == "byline"]:
        below = reading.neighbour(above, 1)
        if below is not None and reading.is_open(below) and (what := _of_the_author(reading.bare[below], authors)):
            yield drop(below, "author_bio", "author-bio", f"{what} of the byline on line {above + 1}, right below it", score=0.85)
    last = frozenset(reading.open_lines()[-_MOST_LAST:])
    for index in reading.open_lines():
        if _goes_on(reading, index) if index in last else not _ends_text(reading, index):
            continue
        text = reading.bare[index]
        name, start = next(((a, at) for a in authors if (at := _begins_with(text, a)) is not None), ("", 0))
        if not name or _prose_chars_before(reading, index) < _LEAST_CHARS_OF_SIGNED:
            continue
        behind = text[start + len(name) :]
        role = behind.startswith(",") and not start and index in last  # "Jane Doe, a reporter since 2010, covers …"
        if not fold(behind) or role or re.match(rf"(?:{'|'.join(map(re.escape, role_words('bio')))})(?!\w)", fold(behind)):
            yield drop(index, "author_bio", "author-bio", f"a note below the text about {name}, whom the byline names", score=0.9)


_MOST_LAST, _MOST_BEFORE_NAME = 6, 4


def _begins_with(text: str, name: str) -> int | None:
    """Where an author's name stands at a text's beginning, behind up to four words of who that is: "Our correspondent Ada Ruiz covers …"."""
    at = text.casefold().find(name.casefold())
    if at < 0 or (at and (not text[at - 1].isspace() or len(text[:at].split()) > _MOST_BEFORE_NAME or any(mark in text[:at] for mark in '.,:;!?"“„'))):
        return None
    return at if at == 0 or fold(text[at + len(name) :]) else None


def _is_of_writer(text: str, said: re.Match[str]) -> bool:
    """Whether a sentence that begins with "The writer is a …" tells what the person does, and nothing of a work."""
    return _OCCUPIED.search(text, said.end("who")) is not None and _OF_A_WORK.search(text) is None


def _goes_on(reading: Reading, index: int) -> bool:
    """Whether two paragraphs stand right below: the text goes on, and its author is in it."""
    below = reading.neighbour(index, 1)
    second = reading.neighbour(below, 1) if below is not None else None
    return all(i is not None and reading.is_open(i) and reading.looks_like_prose(i) for i in (below, second))


def _ends_text(reading: Reading, index: int) -> bool:
    """Whether a line is prose with something else than prose below it, behind most of the page's prose."""
    if not reading.looks_like_prose(index):
        return False
    below = reading.neighbour(index, 1)
    n_above = bisect_left(reading.prose, index)
    return n_above >= _MOST_ABOVE_SHARE * len(reading.prose) and (below is None or not reading.is_open(below) or not reading.looks_like_prose(below))


_MOST_ABOVE_SHARE = 0.5
_UNNAMED = re.compile(
    r"(?P<who>(?:The )?(?:writer|author|columnist))(?: is (?:a|an|the|our|based|currently)| was (?:a|an|the)|s are| teaches| works| heads)\s", re.IGNORECASE
)
_LONGEST_UNNAMED = 320
_OF_A_WORK = re.compile(r"\b(?:book|novel|memoir|biography|pages?|prose|poems?|readers?|plot|chapters?)\b", re.IGNORECASE)
"""A review speaks of "the author" too: "The author is a historian, and the best pages of her book …"."""
_OCCUPIED = re.compile(
    r"\b(?:retired|former|senior|associate|assistant|freelance|independent|visiting|contributing|managing|executive|professor|lecturer|teacher|teaches|journalist"
    r"|reporter|correspondent|editor|columnist|writer|author|novelist|poet|historian|economist|lawyer|attorney|advocate|physician|doctor|nurse|scientist|engineer"
    r"|researcher|scholar|fellow|analyst|consultant|adviser|advisor|director|founder|president|chair(?:man|woman)?|minister|secretary|ambassador|diplomat|student"
    r"|member|officer|expert|specialist|based|lives|works (?:at|for|as|in|with)|heads|s are)\b",
    re.IGNORECASE,
)
"""What a note says that a writer is or does; "The writer is a strange animal" is the text's."""
_REACHED = re.compile(
    r"[^.]{3,60} (?:can|may) be (?:reached|contacted) (?:at|on|by|via) (?:email at )?(?:\S+@\S|@\w|\(?\+?\d(?:[ ()./\u2010-\u2013-]{0,2}\d){5})\S*[^.]{0,60}\.?$",
    re.IGNORECASE,
)
"""At an address or a telephone number: an island can be reached by 7 ferries a day."""


def _of_the_author(text: str, authors: Iterable[str]) -> str | None:
    """What a line below a byline tells of a person of it; None when it tells nothing."""
    if tells_role(text):
        return "the role of the person"
    if is_house(text):
        return "the house of the person"
    introduced = _INTRODUCED.match(text)
    if introduced is not None and any(author.split()[-1:] == [introduced["name"]] for author in authors):
        return f"it tells who {introduced['name']} is, a person"
    return None


_INTRODUCED = re.compile(r"(?:Mr|Ms|Mrs|Mx|Dr|Prof|Professor)\.?\s+(?P<name>[^\W\d_][\w'’\-]+)\s+(?:is|was|covers|writes|teaches|has|served|reports)\s")


def publisher_blurb(reading: Reading) -> Iterable[Verdict]:
    """What a publisher says of itself in the last lines, with the label of its picture above."""
    last = reading.solid[-8:]
    for place, index in enumerate(last):
        if not reading.is_open(index) or not reading.looks_like_prose(index) or _prose_chars_before(reading, index) < _LEAST_TEXT_CHARS:
            continue
        found = cues("about").all(reading.folded[index], reading.words(index))
        above = [
            i for i in last[max(0, place - 3) : place] if reading.fate(i) is Fate.DROP and reading.verdicts[i][0].kind in {"media_label", "publisher_blurb"}
        ]
        credited = any(reading.fate(i) is Fate.TAKE and reading.verdicts[i][0].kind == "credit" for i in last[:place])
        name = reading.neighbour(index, -1)
        named = name is not None and reading.n_words(name) in range(1, 6) and reading.folded[index].startswith(reading.folded[name] + " ")
        needed = 0 if named and (above or credited) else 1 if above or credited or named else 2
        if len(found) < needed:
            continue
        seen = ", ".join([f'"{cue}"' for cue in found[:3]] + (["its name stands on the line above"] if named else []))
        where = f", below the media label on line {above[-1] + 1}" if above else ""
        yield drop(index, "publisher_blurb", "publisher-blurb", f"it speaks of the publisher: {seen}{where}", score=0.6 + 0.1 * min(3, len(found)))
        # The publisher's name between the picture's label and the blurb.
        for other in last[:place]:
            text = reading.bare[other]
            if reading.is_open(other) and ((above and other > above[-1]) or (named and other == name)) and len(text.split()) <= 5 and not ends_sentence(text):
                reads = () if is_person(text) else (("publisher", text),)
                yield drop(
                    other, "publisher_blurb", "publisher-blurb", f"a name above what the publisher says of itself on line {index + 1}", score=0.8, reads=reads
                )


def above_title(reading: Reading) -> Iterable[Verdict]:
    """Short lines above the headline: rubrics, menus, breadcrumbs."""
    title = reading.headline
    if title is None or title > reading.last_prose or any(i < title and reading.fate(i) in (None, Fate.KEEP) for i in reading.prose):
        return
    for index in reading.open_lines():
        if index >= title:
            return
        if reading.place[title] - reading.place[index] > _ABOVE_TITLE:
            continue
        text = reading.bare[index]
        if len(text) <= 60 and not ends_sentence(text) and not reading.looks_like_prose(index):
            yield drop(index, "navigation", "above-title", f"a short line that is no sentence, above the title on line {title + 1}", score=0.75)


def below_text(reading: Reading) -> Iterable[Verdict]:
    """Short lines below the last paragraph that are no sentences, when chrome is among or above them."""
    kept = [i for i in reading.prose if reading.fate(i) in (None, Fate.KEEP)]
    if not kept or _prose_chars_before(reading, kept[-1] + 1) < _LEAST_TEXT_CHARS:
        return
    end = kept[-1]
    chrome = [i for i in reading.verdicts if i > end and reading.fate(i) is Fate.DROP]
    if not chrome:
        return
    first = min(chrome)
    for index in reading.open_lines():
        text = reading.bare[index]
        if index > first and len(text) <= 90 and (not ends_sentence(text) or len(text.split()) <= 4):
            because = f"a short line below the text's last paragraph (line {end + 1}) and below chrome on line {first + 1}"
            yield drop(index, "navigation", "below-text", because, score=0.7)


_END = re.compile(
    r"[(（【\[]\s*(?:完|全文完|끝|ends?|END|ENDS|Ende|конец|koniec|fin|FIN)\s*[)）】\]]|ENDS?|[-–—~*]{1,3}\s*(?:ends?|END|ENDS|30)\s*[-–—~*]{1,3}|#\s?#\s?#"
)
_LONGEST_END = 12
_LEAST_SAID = 12
"""Characters of a sentence above the mark; Chinese says much in as many."""


def end_mark(reading: Reading) -> Iterable[Verdict]:
    """The mark that ends a text, "（完）", "-ends-", "###"; sentences between the text's first paragraph and the mark stay."""
    signed = [i for i in reading.solid if i > reading.first_prose and is_signed_off(reading.bare[i])]
    if len(signed) == 1 and reading.is_open(signed[0]):
        yield keep(signed[0], "body", "end-mark", "a sentence with the sign of who wrote the text behind it")
    marks = [i for i in reading.open_lines() if len(reading.bare[i]) <= _LONGEST_END and i > reading.first_prose and _END.fullmatch(reading.bare[i])]
    if len(marks) != 1:
        return
    (end,) = marks
    yield drop(end, "notice", "end-mark", "a mark that ends a text")
    for index in reading.open_lines():
        if reading.first_prose <= index < end and len(reading.bare[index]) >= _LEAST_SAID and ends_sentence(reading.bare[index]):
            yield keep(index, "body", "end-mark", f"a sentence above the mark on line {end + 1}, which ends the text")
