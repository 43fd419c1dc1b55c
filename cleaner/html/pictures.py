"""Captions and credits of pictures, by the elements of a figure: what the picture shows, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.article import Fate, Markup, Verdict
from cleaner.html.regions import CREDIT
from cleaner.rules.caption_credits import trailing_credit
from cleaner.rules.names import is_person
from cleaner.rules.reading import Reading, ends_sentence, take

_LEAST_CAPTION = 8
_LEAST_TEXT = 0.45
"""Chance from where on an entry of a list in a figure is one of the text's."""
_SURELY_TEXT = 0.6
"""From this chance a line is text, whatever its class says. Of 213 lines outside <figcaption> whose class speaks of a caption, 31 are text by
the gold of three corpora; the eight of these with a chance above 0.3 are all of one page, which calls its paragraphs so."""
_CAPTION_WORD = re.compile(
    r"(?<![a-z])(?:(?:image|img|photo|media|foto)?captions?|l[eé]gende|bildunterschrift|bildtext|didascalia|piefoto|onderschrift)(?![a-z])"
)


_PICTURE_CAPTION = re.compile(
    r"(?<![a-z])(?<!promo-)(?:(?:image|img|photo|picture|figure|foto|bild)-*(?:captions?|descr?(?:iption)?|legend[ae]?)|pie-(?:de-)?foto|kepalairas|popisek)(?![a-z])"
    r"|(?<![a-z])video-*(?:descr?(?:iption)?|captions?)$"
)
"""Of an element further out, which may hold a credit besides. What is called so of media is as often a film's length."""
_NEAR_WORDS = 4
_LONGEST_CREDIT = 120
_LABELLED = re.compile(r"(?<=[.!?”\")])?\s*\b(?:Credit|Credits|Crédito|Crédit)\s*(?:\.{3}|…|:)\s*(?P<credit>[^.…]{3,80})$")
_BEHIND_SENTENCE = re.compile(
    r"(?<=[.!?”»\")])\s+(?P<credit>(?P<name>[^\W\d_a-zß-öø-ÿ][^.!?()]{3,40}?)(?:\s(?:POUR|PARA|FOR|FÜR|PER|for|pour|para|für)\s[^.!?]{3,40})?)$"
)
_OTHER_SCRIPTS = re.compile(r"(?<=[.!?؟。\s])(?P<credit>(?:تصوير|صورة|צילום|Фото|Φωτο(?:γραφία)?|写真|撮影|摄影|攝影|사진|ภาพ)\s*[:：]\s*[^.]{2,60})$")
_IN_BRACKETS = re.compile(r"\((?P<credit>[^()]*\b(?:photos?|photograph|pictures?|images?|fotos?|bild)\b[^()]{2,60})\)\.?$", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[.!?])\((?P<credit>[^()]{3,60})\)$")
_TAKEN = re.compile(
    r"(?:^|[。，\s/／（(])(?:(?:本报|实习)?(?:记者|通讯员|記者)\s*)?[\u4e00-\u9fff]{2,4}(?:[\s/／、]+[\u4e00-\u9fff]{2,4}){0,2}[\s/／]*[摄攝][)）]?$"
    r"|(?:摄影|攝影|撮影|图源|圖源|图片来源|圖片來源|写真提供|写真)[\s:：/／|｜]+\S{2,20}$|(?:供图|供圖|資料照片?|资料图|资料照片)[)）]?$|[=＝][^。=＝]{2,30}(?:撮影|提供|写す)$"
)
"""Whose a picture is at the end of a caption in Chinese or Japanese."""
_LONGEST_TAKEN = 90
_EDGES = " |()[]–—-•·/"
_NEAREST_WORDS = 3
_PARTS = 3


def figure_credits(reading: Reading) -> Iterator[Verdict]:
    """The lines of figures that say whose a picture is: in `<cite>`, or in an element that is called a credit."""
    markup = reading.document.markup
    for index in reading.open_lines() if markup else ():
        m = markup[index]
        if m is None or not m.in_figure or m.in_quote:
            continue
        text = reading.texts[index].strip()
        is_called = m.tag == "cite" or any(CREDIT.search(word) and "caption" not in word for word in m.words[:_NEAREST_WORDS])
        if is_called and len(text) <= _LONGEST_CREDIT and not ends_sentence(text):
            yield take(index, "credits", "html-credit", f"in {_called(m)} of a figure", text=text, kind="credit", score=0.9)


def captions(reading: Reading) -> Iterator[Verdict]:
    """The captions that the markup calls so, before a rule takes the first for the standfirst by its place."""
    markup, chances = reading.document.markup, reading.document.chances
    for index in reading.open_lines() if markup else ():
        m, chance = markup[index], chances[index]
        if m is None:
            continue
        if m.landmark == "figcaption" and not (m.in_list and chance >= _LEAST_TEXT):
            yield from caption(reading, index, "in <figcaption>")
        elif chance < _SURELY_TEXT and (word := _called_caption(m)):
            yield from caption(reading, index, f'called "{word}", below a picture; p(text) {chance:.2f}')
        elif m.n_media_above and not reading.texts[index].isascii() and len(text := reading.texts[index].strip()) <= _LONGEST_TAKEN and _TAKEN.search(text):
            yield from caption(reading, index, "right below a picture, and ends with who took it")


def _called_caption(m: Markup) -> str | None:
    """The class word by which the nearest element that has any, or one that speaks of pictures further out, says that it holds a caption, where a picture is right above."""
    if not m.words or m.heading or m.in_list or not (m.in_figure or m.n_media_above):
        return None
    if _CAPTION_WORD.search(m.words[0]):
        return m.words[0]
    return next((word for word in m.words[:_NEAR_WORDS] if _PICTURE_CAPTION.search(word)), None)


def _called(m: Markup) -> str:
    return f"<{m.tag}>" if m.tag == "cite" else f'an element called "{next(filter(CREDIT.search, m.words))}"'


def caption(reading: Reading, index: int, why: str) -> Iterator[Verdict]:
    """One span, or two when a photo credit stands behind the caption."""
    whole = reading.texts[index]
    m = reading.document.markup[index]
    if m is not None and m.credit and (apart := _set_apart(index, whole, m.credit, why)):
        yield from apart
        return
    credit = trailing_credit(whole)
    start = whole.rindex(credit) if credit else 0
    if not credit and (found := _behind(whole)) is not None:
        start, credit = found
    if credit and len(whole[:start].strip(" |©([")) >= _LEAST_CAPTION:
        start -= whole[:start].endswith(("(", "[", "|", "©"))
        told = (_LABELLED.sub("", whole) if _LABELLED.search(whole) else whole[:start]).strip(" |©([–—-•·")
        yield Verdict(index + 1, Fate.TAKE, "caption", "html-caption", why, 0, start, 0.9, (("captions", told),))
        yield Verdict(index + 1, Fate.TAKE, "credit", "html-caption", f"a photo credit behind a caption, {why}", start, None, 0.9, (("credits", credit),))
    else:
        yield take(index, "captions", "html-caption", why, text=whole, kind="caption", score=0.9)


def _set_apart(index: int, whole: str, said: str, why: str) -> list[Verdict]:
    """The caption and the credit before or behind it, which an element of its own holds; nothing where either is too short to be one."""
    at = whole.rfind(said)
    is_first = whole.startswith(said)
    if at < 0 or not (is_first or whole.endswith(said)):
        return []
    cut = len(said) if is_first else at
    told, credit = (whole[cut:], whole[:cut]) if is_first else (whole[:cut], whole[cut:])
    told, credit = told.strip(_EDGES), credit.strip(_EDGES)
    if len(told) < _LEAST_CAPTION or not 3 <= len(credit) <= _LONGEST_CREDIT:
        return []
    because = f"in an element of its own that is called a credit, {why}"
    starts, ends = ((0, cut), (cut, None)) if is_first else ((cut, 0), (None, cut))
    own = Verdict(index + 1, Fate.TAKE, "credit", "html-caption", because, starts[0], ends[0], 0.9, (("credits", credit),))
    caption = Verdict(index + 1, Fate.TAKE, "caption", "html-caption", why, starts[1], ends[1], 0.9, (("captions", told),))
    return [own, caption] if is_first else [caption, own]


def _behind(text: str) -> tuple[int, str] | None:
    """Where the credit behind a caption begins, and the credit: "Credit...Ida Holm for The Courier", or a person's name behind the last sentence."""
    match = _LABELLED.search(text) or _OTHER_SCRIPTS.search(text) or _IN_BRACKETS.search(text) or _GLUED.search(text)
    if match is None:
        match = _BEHIND_SENTENCE.search(text)
        if match is None or not is_person(match["name"].title() if match["name"].isupper() else match["name"]) or len(match["name"].split()) > _PARTS:
            return None
    return match.start("credit"), match["credit"]
