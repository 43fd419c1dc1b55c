"""The credit behind a picture's caption: who took it or owns it, told at the end of a line."""

from __future__ import annotations

import re
from functools import cache

from cleaner.rules.agencies import bracketed, find_agencies
from cleaner.rules.credits import is_photo_credit, names_owner, photo_opening
from cleaner.rules.names import before_role, is_person, split_names
from cleaner.rules.reading import Reading, Remembered, fold
from cleaner.rules.role_words import role_words

LEAST_CAPTION, LEAST_TOLD_WORDS = 12, 4
"""Characters and words of what stands in front of the credit."""
_SENTENCE_MARKS = '.!?”"'
MOST_PAPER_WORDS = 6
_TRAILING_CREDIT = re.compile(
    r"(?<=[.!?”\")।。])\s*(?:[–—-]\s)?[(\[]?(?P<credit>(?:Fot\.\s)?(?:[^.()\[\]!?।。]|\.(?=[a-z]{2,6}\b)){4,80}?)[)\]]?\.?\s*$|\((?P<inner>[^()]{4,80})\)\s*\.?\s*$|\s[|©]\s*(?P<bar>[^|.]{3,80})$"
    r"|\s[–—-]\s(?P<dash>[^–—|/.]{4,40}/[^–—|/.]{2,40})$"
    r"|\s[–—-]\s(?P<kept>RIPRODUZIONE RISERVATA|TUTTI I DIRITTI RISERVATI)$"
    r"|\s[–—-]\s(?P<labelled>(?:[Ff]otos?|[Pp]hotos?|[Ii]mage[mn]?|[Cc]rédit(?:o|os|s)?|[Bb]ild|[Kk]uva): ?[^–—|.:]{2,60})$"
    r"|\s[–—-]\s(?P<picture>(?:[Ii]llustration|[Pp]hotos?|[Aa]rchives?|[Ii]mage|[Cc]apture d['’]écran)\s[^\W\d_a-zß-öø-ÿ][^–—|]{2,40})$"
)
_SLASHED = re.compile(r"(?P<head>(?:[A-Z]{2,12} (?=[A-Z]{4,6}/))?[^\W\d_][\w.]{1,20})\s?/\s?(?P<tail>[^\W\d_a-zß-öø-ÿа-я][^/()\[\]!?]{2,38})$")
"""A house and whom it sent, a word for a picture and whose it is: "EFE/ J.J. Marrero", "Ljósmynd/Aðsend"."""
_GLUED = re.compile(
    r"(?:(?<=[a-zß-öø-ÿа-я.)”\"“»])(?:Bild|Fotos?|Photos?|Image|Kuva|Credit|Picture): ?|(?<=\w) (?:Credit|Picture|Photo|Image|Foto|Bild): |(?<=\w), (?:photo|foto|image|bild): )(?P<owner>\S.{1,140})$"
)
_GLUED_LABELS = ("ild:", "oto:", "otos:", "mage:", "Kuva:", "Credit:", "Picture:")
"""Ends of the words in front of the owner, as far as capitals do not matter."""
_STAFF = re.compile(r"[.,;/|]\s")
"""What stands behind the owner: "Foto: Ada Ruiz. Styling: Tom Okafor."."""
_MOST_OWNER_WORDS = 16
_TAKEN_BY = re.compile(
    r"[（(〈\[【](?P<credit>[^（）()〈〉\[\]【】]{0,24}(?:撮影|提供|写す|摄|攝|摄影|攝影|제공|촬영|자료사진|캡처|캡쳐|网络图片|資料圖片?|资料图片?|網絡圖片|网络截图|视频截图|示意图|示意圖|效果图))[）)〉\]】]\.?$"
)
CREDIT_CHARS = 100
_PHOTO = re.compile(r"(?:photos?|fotos?|bild(?:er)?|images?|archives?)\s+(?P<owner>\S.*)", re.IGNORECASE)
_BY_SURNAME = re.compile(r"(?i:photos?|fotos?)\s+[^\W\d_a-zß-öø-ÿ][\w'’.\-]+(?:[ /][^\W\d_a-zß-öø-ÿ][\w'’.\-]+){0,2}")
"""One to three words with capitals: "(foto Lanfranchi)"."""
_BEFORE_CREDIT = re.compile('[.!?”")(|©/（।。〉\\]】]')
_LABEL_OR_DASH = re.compile("[–—:-]")
_ALSO_BEFORE_CREDIT = re.compile(r"\s[–—-]\s|(?:Bild|Foto|Photo|Image|Kuva|Credit|Picture)s?:|, (?:photo|foto|image|bild):")


def trailing_credit(text: str) -> str | None:
    """The photo credit at the end of a caption, such as "(Photo: AP)" or "… Getty Images", or None.

    >>> trailing_credit("The old pier at dawn. Photo: Ines Karlsen/AFP")
    'Photo: Ines Karlsen/AFP'
    """
    # Nearly all short lines have none of the marks in front of a credit.
    start = max(0, len(text) - CREDIT_CHARS - 1)
    may_end = _BEFORE_CREDIT.search(text, start) or (_LABEL_OR_DASH.search(text, start) and _ALSO_BEFORE_CREDIT.search(text, start))
    return _trailing[text] if may_end else None


_CHINESE_ENDS = frozenset("攝摄影供)）〕")
_OWNS = re.compile(r"[|©/(\[:）〉】／攝摄]| (?:POUR|PARA|FÜR|FOR) |- (?:RIPRODUZIONE|TUTTI) |(?:CONTRIBUTED|FILE|HANDOUT|COURTESY|SUBMITTED) PHOTO")
_OWNER_REACH = 200


def may_own(text: str) -> bool:
    """Whether a line that has no word of a photo's credit may still have one at its end: by a mark in it, or a word for a picture without a colon."""
    is_marked = _OWNS.search(text, max(0, len(text) - _OWNER_REACH)) is not None
    return is_marked or " for " in text or "llustration" in text or "rchive" in text or "apture" in text


def _trailing_credit(text: str) -> str | None:
    if (taken := _TAKEN_BY.search(text, max(0, len(text) - CREDIT_CHARS))) is not None:
        return taken["credit"]
    if (signed := _FOR_PAPER.search(text) if text[-1:] in '»”"' else _CHINESE.search(text) if text[-1:] in _CHINESE_ENDS else None) is not None:
        return signed["credit"]
    match = _TRAILING_CREDIT.search(text, max(0, len(text) - CREDIT_CHARS))
    return (_named_behind(text, match) if match is not None else None) or _slashed(text) or _glued(text)


def _glued(text: str) -> str | None:
    """A word for a picture, a colon and whose it is, right behind the caption without a space: "Ada Ruiz at the gateFoto: Ines Karlsen"."""
    match = _GLUED.search(text) if ":" in text and any(label in text for label in _GLUED_LABELS) else None
    owner = match["owner"].strip() if match is not None else ""
    if match is None or len(owner.split()) > _MOST_OWNER_WORDS:
        return None
    # "Credit:" says enough for any owner, and so does "Ada Ruiz, photo: Archives of the port".
    is_told = "Credit:" in match.group() or match.group().startswith(",")
    is_owner = names_owner(_STAFF.split(owner, maxsplit=1)[0]) or (is_told and owner[0].isupper() and len(owner.split()) <= MOST_PAPER_WORDS)
    return match.group().strip(", ") if is_owner else None


def _slashed(text: str) -> str | None:
    """A house or a word for a picture, a slash and a name at the end of a line."""
    match = _SLASHED.search(text, max(0, len(text) - CREDIT_CHARS)) if "/" in text[-CREDIT_CHARS:] else None
    if match is None or not text[: match.start()].endswith(" "):
        return None
    head, tail = match["head"], match["tail"].strip()
    told = text[: match.start()].rstrip()
    if told.endswith((".", "!", "?", "”", "“")) and head.casefold() in _picture_words():
        return match.group()
    # "The wood burns at Desa Rantau. MERCUSUAR/Wisnu Agung", "… . hvammur.is/Atli Brekkmann"
    is_paper = told.endswith(".") and is_person(tail) and ((head.isupper() and len(head) >= _LEAST_PAPER_CHARS) or _SITE.fullmatch(head) is not None)
    # An agency needs no full stop in front, and of its man no first name: "… del puerto EFE/ J.J. Marrero".
    surname = _INITIALS.sub("", tail)
    is_agency = head.isupper() and bool(find_agencies(head)) and (is_person(tail) or (surname != tail and _SURNAME.fullmatch(surname) is not None))
    return match.group() if is_paper or is_agency else None


_LEAST_PAPER_CHARS = 3


@cache
def _picture_words() -> frozenset[str]:
    return frozenset(role_words("photo", "any"))


_INITIALS = re.compile(r"^(?:[^\W\d_]\.\s?){1,3}")
_SURNAME = re.compile(r"[^\W\d_a-zß-öø-ÿа-я][\w'’\-]+(?: [^\W\d_a-zß-öø-ÿа-я][\w'’\-]+)?")
_GIVEN_PHOTOS = frozenset(f"{word} PHOTO{end}" for word in ("CONTRIBUTED", "FILE", "HANDOUT", "COURTESY", "SUBMITTED") for end in ("", "S"))
_BARE_PHOTO = re.compile(r"(?:[Ff]oto(?:'s)?|[Bb]eeld|[Pp]hotos?|Fot\.|[Kk]uva) (?P<owner>[^\W\d_a-zß-öø-ÿ].*)")
"""A word for a picture and whose it is, without a colon: "Foto Merlijn de Haan"."""
_FOR_PAPER = re.compile(r"(?<=[.!?”\")»]) (?P<credit>[A-ZÀ-Þ][A-ZÀ-Þ'’. -]{4,40} (?:POUR|PARA|PER|FÜR|FOR) [«“\"].{2,30}[»”\"])$")
"""Who took it, and for which paper, all in capitals: "YANN ROPARS POUR « LE QUOTIDIEN »"."""
_CHINESE = re.compile(r"(?<=[。！？」）])(?P<credit>(?:[（(〔])?(?:記者|记者|圖|图|攝影|摄影)[^。！？]{2,20}(?:／|/)?(?:攝影?|摄影?|提供|翻攝)[)）〕]?)$")
"""A Taiwanese paper's: "。記者林品妤／攝影"."""
_SITE = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z]{2,4}")


def _named_behind(text: str, match: re.Match[str]) -> str | None:
    credit = next(group for group in match.groups() if group).strip()
    # "The bridge is closed. © Ole Tammsen"; "© 2031 The Lantern" is the paper's.
    is_owned = credit.startswith("©") and match["credit"] is not None and not text[: match.start()].rstrip().endswith(("。", "।"))
    owner = credit[1:].strip() if is_owned else ""
    is_owner = bool(owner) and (names_owner(owner) or is_photo_credit(owner) is not None)
    # "La maestra, ayer. / JAVIER SOTO"; "The bridge in March. (Edda Holm/The Saltmere Ledger)".
    if credit.startswith("|"):
        credit = credit[1:].strip()
        # "La mercière, hier. | LE COURRIER DE L'ORNE"
        is_named = is_person(credit) or (credit.isupper() and len(credit.split()) <= MOST_PAPER_WORDS and not any(map(str.isdigit, credit)))
        is_owner = is_owner or (is_named and text[: match.start()].endswith("."))
    elif credit.startswith("/"):
        credit = credit[1:].strip()
        is_owner = (credit.isupper() and bool(split_names(credit))) or before_role(credit) is not None
    is_owner = is_owner or _is_of_the_paper(text, match)
    # "The pier on Sunday.Source:Twitter": of a text's source a page speaks with a space.
    is_owner = is_owner or (match["credit"] is not None and credit.lower().startswith("source:") and text[match.start("credit") - 1] in _SENTENCE_MARKS)
    # "(Photo Ouest-Images / Loïc Le Bras)": in brackets the word needs no colon.
    bare = _BARE_PHOTO.fullmatch(credit) if match["credit"] is not None and ":" not in credit else None
    is_owner = is_owner or (bare is not None and is_person(bare["owner"]))
    photo = _PHOTO.match(credit) if match["credit"] is not None and text[match.start("credit") - 1] in "([" else None
    is_owner = is_owner or (match["inner"] is not None and _BY_SURNAME.fullmatch(match["inner"].strip()) is not None)
    is_owner = is_owner or (photo is not None and names_owner(photo["owner"])) or (match["dash"] is not None and names_owner(credit))
    is_owner = is_owner or match["kept"] is not None or match["labelled"] is not None or credit in _GIVEN_PHOTOS or match["picture"] is not None
    return credit if is_owner or is_photo_credit(credit) else None


def _is_of_the_paper(text: str, match: re.Match[str]) -> bool:
    """Whether brackets or a bar behind a sentence have a person and whom the person works for: "(Edda Holm/The Saltmere Ledger)"."""
    credit = match["credit"] or ""
    is_behind = bool(credit) and text[match.start("credit") - 1] in " \u00a0" and not text[: match.start("credit")].rstrip().endswith("..")
    if is_behind and " for " in credit:  # "The gate at noon. Ada Ruiz for The Tarn"
        person, _, paper = credit.partition(" for ")
        return (
            is_person(person)
            and paper[:1].isupper()
            and len(paper.split()) <= MOST_PAPER_WORDS
            and all(word[0].isupper() or word in _SMALL for word in paper.split())
        )
    said = match["bar"] or (credit[1:].strip() if credit.startswith("|") else credit if credit and text[match.start("credit") - 1] == "(" else None)
    if said is None:
        return False
    person, slash, paper = (part.strip() for part in said.partition(next((mark for mark in ("/", ":") if mark in said), " for ")))
    if slash == ":":  # "(The Tarn: Ada Ruiz)"
        person, paper = paper, person
    words = paper.split()
    return bool(slash) and is_person(person) and 0 < len(words) <= MOST_PAPER_WORDS and "/" not in paper and words[0][0].isupper()


_SMALL = frozenset(("of", "the", "and", "&"))
_trailing = Remembered(_trailing_credit)


def is_signed_caption(text: str) -> bool:
    """Whether a sentence stands in front of the copyright sign and a name, as under a picture: "The bridge is closed. © Ole Tammsen"."""
    credit = trailing_credit(text)
    if credit is None or len(text) - len(credit) < LEAST_CAPTION:
        return False
    return credit.startswith("©") or text[: text.rindex(credit)].rstrip().endswith("©")


def says_photo(text: str) -> bool:
    """Whether a credit at the line's end says that it is a picture's: "(Photo: Ada Ruiz)". Then the line may tell as much as a paragraph."""
    credit = trailing_credit(text)
    return credit is not None and photo_opening(credit) is not None


def owned(reading: Reading, index: int) -> str | None:
    """Whose the picture is, at the end of a line between paragraphs: "The gate at low tide. © Ostwald", "… Supplied", or the brackets of the page's captions."""
    text = reading.bare[index]
    if not reading.first_prose < index < reading.last_prose:
        return None
    if (inner := bracketed(reading).get(index)) is not None:
        return inner
    if not text.endswith(_GIVEN) and "©" not in text[-_OWNER_CHARS:]:
        return None
    match = _OWNER.search(text, max(0, len(text) - _OWNER_CHARS))
    if match is None or len(text[: match.start()].split()) < LEAST_TOLD_WORDS:
        return None
    owner = match.group().strip()
    house = fold(owner.strip("© "))
    below: str | None = reading.notes.get("below the text")
    if below is None:
        below = reading.notes["below the text"] = "\n".join(reading.folded[i] for i in reading.solid[-_MOST_LAST:] if i > reading.last_prose)
    # A page that ends two lines so says it of its pictures.
    return None if house in below and _times_owned(reading, owner) < 2 else owner


def _times_owned(reading: Reading, owner: str) -> int:
    """How many lines end with the owner."""
    known: dict[str, int] = reading.notes.setdefault("times owned", {})
    if owner not in known:
        known[owner] = sum(text.endswith(owner) for text in reading.bare)
    return known[owner]


_OWNER_CHARS, _MOST_LAST = 60, 40
_GIVEN = ("Supplied", "Handout", "Submitted", "Contributed", "hoto")
_OWNER = re.compile(r"(?<=[.!?”\")])\s+(?:©\s?[^\W\d_a-zß-öø-ÿа-я][^\d.!?()©]{1,40}|Supplied|Handout|Submitted|Contributed|File [Pp]hoto|Courtesy [Pp]hoto)$")
