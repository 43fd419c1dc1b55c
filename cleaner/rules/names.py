"""Names of persons in a byline: split, cleaned of roles and addresses, and told from newsrooms.

Precision comes first: what is not surely a person's name gives nothing.
"""

from __future__ import annotations

import re
import string
import unicodedata
from itertools import takewhile

NEWSROOM_WORDS = frozenset(
    "news newsroom staff desk editor editors editorial editorials redaktion redakteur redazione redacción redaccion redação redacao redactie rédaction redaction "
    "reporter reporters correspondent correspondents korrespondent agency agencies agence agentur agencia agenzia press presse prensa stampa times post herald "
    "daily tribune gazette journal guardian magazine media tv radio online web digital team teams service services network bureau contributor contributors "
    "admin administrator webmaster author authors autor autoren auteur автор редакция редакции корреспондент newsdesk wire report reports writer writers "
    "founder cofounder co-founder ceo cto coo company inc ltd gmbh llc corporation university institute ministry department office group foundation association committee council newspaper zeitung blatt anzeiger kurier rundschau nachrichten journalist journalists columnist columnista video photo photos foto fotos "
    "korrespondentin redakteurin reporterin journalistin autorin journaliste periodista giornalista jornalista "
    "menu sidebar navigation search icon image logo header footer login homepage bio reviewer reviewed written sponsored erstellt eingestellt veröffentlicht aktuell kommentar kommentare "
    "edition ویب ڈیسک ڈیجیٹل डेस्क ब्यूरो संवाददाता প্রতিবেদক প্রতিনিধি ডেস্ক نیوز podcast podcasts spotify youtube facebook instagram whatsapp telegram tiktok tidings новини новости ведомости известия вести "
    "bbc cnn reuters afp dpa ap cbc abc nbc cbs msnbc npr voa rfe/rl today"
    .split()
)  # fmt: skip
"""Words of a desk, a brand or a role, never of a person: a name that holds one is not taken."""

ROLES = frozenset(
    "reporter correspondent editor journalist columnist writer producer critic redakteur redakteurin korrespondent korrespondentin reporterin journalistin "
    "journaliste rédacteur rédactrice correspondant correspondante periodista redactor redactora corresponsal reportero reportera redattore redattrice giornalista "
    "inviato inviata corrispondente jornalista repórter correspondente verslaggever verslaggeefster redacteur dziennikarz dziennikarka "
    "корреспондент корреспондентка журналист журналистка обозреватель кореспондент muhabir "
    "redaktør kommentator nyhetsreporter toimittaja uutistoimittaja újságíró wartawan novinář novinářka jurnalist redaktor redaktorka skribent".split()
)
"""What a person is who writes."""
_ROLE = re.compile(
    r"\s*(?:,|\||–|—|-\s|\(|/|•|·)\s*(?=.*\b(?:editor|reporter|correspondent|writer|columnist|producer|journalist|chief|director|analyst|fellow|professor|contributor|staff|"
    r"news|redakteur|redaktion|korrespondent|reporterin|redakteurin|rédacteur|correspondant|journaliste|corresponsal|redactor|periodista|corrispondente|inviato|"
    r"корреспондент|редактор|обозреватель|bbc|cnn|times|post|press|for|in|at|of)\b)(?:.{0,80}|[^:]*:.*)$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s+(?:in|at(?:\s+the)?|aus|à|en|from|reporting from|à|da|te|в)\s+[A-ZÀ-ÞА-Я][\w.\-]+(?:[ ,/]+(?:[A-ZÀ-ÞА-Я][\w.\-]+|and|und|et|y|e))*$")
_APART = re.compile(r"\s+[·•|–—]\s+[^·•|]{1,60}$|,\s+(?!(?:and|und|et|y|e|en|og|och|ja)\s)[a-zà-ÿ][^,]{0,60}$|\s*\([^()]*\)$")
"""What stands apart behind the names: a place after a dot, a role in lower case after a comma, a house in brackets."""
_GLUED = re.compile(r"(?:(?<=[^\W\d_])|\s+)(?:Published|Updated|Posted|Last updated|Follow|Share|Contributor|Author|Uhr)\s*[:,]?\s*$|\s+[Ff]or\s+[A-Z]\S.*$")
"""What a dump ran together with the last name: a label of the date, a button; or "for" and the house."""
_CONTACT = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\(?@\w+\)?")
_LONGEST_SHORTENED = 5
"""Of a first name or title that is shortened, with its full stop: "Chas. Lund", "Prof. Ada Ruiz"."""
_SPLIT = re.compile(r"\s*(?:,|;|&|\+|/|、|・|\|)\s*(?:(?:and|And|und|et|y|e|en|и|og|och|ja|i|a)\s+)?|\s+(?:and|And|und|et|y|e|en|и|og|och|ja|i)\s+")
_TOKEN = re.compile(r"[^\W\d_](?:[\w'’.\-]*\w|\.)?\.?")
PARTICLES = frozenset("von van de der den di da del della dos das du la le el al bin ibn ben af zu zur ter ten y e do st".split())
"""Words that a name may hold in lower case."""
_NO_FIRST_NAMES = frozenset(
    "the a an our der die das le la les el los il in on at how what why who en para dans sur pour avec für mit nach på från dla в во на из за".split()
)
_NO_LAST_NAMES = frozenset("von van zu zur der den".split())
"""Particles that are no name of their own: what ends with one is cut off in the middle, "Disko von"."""
_PARTS = re.compile(r"[\s.,\-]+")
_PLAIN = re.compile(r"(?:[^,;&+/、・|@()·•–—:\-]|-(?!\s|$))+")
_JOINTS = frozenset("in at aus à en from da te в and And und et y e и og och ja i for For".split())
"""Words at which `_PLACE`, `_SPLIT` and `_GLUED` cut a text without marks in parts."""
_PLACES = frozenset("in at aus à en from da te в".split())
_FOR = frozenset({"for", "For"})
_BEHIND_GLUED = ":," + "".join(filter(str.isspace, map(chr, range(0x3001))))
_APART_MARK, _ROLE_MARK = re.compile("[·•|–—,(]"), re.compile(r"[,|–—(/•·]|-\s")
_NO_FIRST_WORDS = frozenset(word for word in _NO_FIRST_NAMES | NEWSROOM_WORDS if word.isascii() and word.isalpha())
"""What begins with one of these, a space behind it, begins with no person: whatever is cut off, the first part keeps the word."""
AGO = re.compile(
    r"\s*[|·•,–—-]?\s*(?:(?:published|updated|posted)\s*:?\s*)?(?:\d{1,3}\s*[^\W\d_]{1,8}\s+ago|(?:vor|hace|il\s+y\s+a|há)\s+\d{1,3}\s+[^\W\d_]{1,8})$",
    re.IGNORECASE,
)
"""How long ago, behind the names; a dump may have run it together with the last of them."""
_CASE_BORDER = re.compile(r"(?<=[^\W\d_A-ZÀ-Þ]{3})(?=[A-ZÀ-Þ])")
_DEGREE = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Z][A-Za-z.\-]{1,7}®?")
_DANGLING = frozenset("in In IN for For FOR on On ON at At AT 기자 특파원 記者 记者".split())
"""What a dump leaves in front of a link that it has put on the next line; and the role behind a name in East Asian bylines."""
_BEHIND_NAMES = _DANGLING | {"ago", "Ago", "AGO"}
_OF_ROLE = frozenset("of at for the".split())
_GLUED_WORDS = ("Published", "Updated", "Posted", "updated", "Follow", "Share", "Contributor", "Author", "Uhr")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,8}(?:[ 　][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,6})?")
_MANY_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]\S*(?:\s+\S+){2,}")  # the account and the place beside the name

_VOWEL_SIGNS = re.compile("[" + "".join(sign for sign in map(chr, range(0x0900, 0x1100)) if unicodedata.category(sign)[0] == "M") + "]")
"""Of the scripts of South and Southeast Asia: parts of a word that are no word characters to a regex."""
_FIRST_SIGN = "\u0900"
VIETNAMESE = frozenset("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Trịnh Trương".split())
"""The family names of nine Vietnamese in ten, which stand first."""
CHINESE = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴武戴莫孔向汤湯"
)
"""The family names of nine Chinese in ten, in both scripts, which stand first."""


def has_vowel_signs(text: str) -> bool:
    return not text.isascii() and max(text) >= _FIRST_SIGN and _VOWEL_SIGNS.search(text) is not None


def is_person(name: str) -> bool:
    """Whether the text has the shape of one person's name and no word of a desk or a brand.

    >>> [is_person(n) for n in ("Ada van der Berg", "J. R. Ochoa", "News Desk", "The Harbour Courier", "officials said")]
    [True, True, False, False, False]
    """
    name = name.strip()
    if not 3 <= len(name) <= 60:
        return len(name) == 2 and _CJK.fullmatch(name) is not None
    if not name.isascii() and _CJK.fullmatch(name):
        return True
    tokens = (_VOWEL_SIGNS.sub("", name) if has_vowel_signs(name) else name).split()
    if not 2 <= len(tokens) <= 5 or _MANY_CJK.match(name) or tokens[0].casefold() in _NO_FIRST_NAMES or tokens[-1].casefold() in _NO_LAST_NAMES:
        return False
    if "." in name and any(token.endswith(".") and len(token) > _LONGEST_SHORTENED for token in tokens[:-1]):
        return False  # "Ada Ruiz. Published"
    whole = 0
    last = tokens[-1]
    for token in tokens:
        if token != last and token.casefold().strip(".") in PARTICLES:
            continue
        if (token[0].islower() and token[0].isalpha()) or not (token.isalpha() or _TOKEN.fullmatch(token)):
            return False
        whole += len(token) > 1 and len(token.strip(".")) > 1
    return whole >= 1 and max(map(len, tokens)) > 2 and NEWSROOM_WORDS.isdisjoint(_parts(name.casefold()))


def _parts(folded: str) -> list[str]:
    """What `_PARTS` parts; most names have none of its marks."""
    return _PARTS.split(folded) if "." in folded or "," in folded or "-" in folded else folded.split()


def before_role(text: str) -> tuple[str, str] | None:
    """The name and the role of a byline in which the role stands behind the name; in an East Asian one an address may follow.

    >>> before_role("박소연 기자 soyeon@lantern.example"), before_role("佐伯みのり記者"), before_role("記者会見")
    (('박소연', '기자'), ('佐伯みのり', '記者'), None)
    >>> before_role("Ruth Pell Northern correspondent"), before_role("Harbour correspondent Ruth Pell")
    (('Ruth Pell', 'Northern correspondent'), None)
    """
    match = None if text.isascii() else _BEFORE_ROLE.fullmatch(text)
    if match:
        return match["name"], match["role"]
    if text.endswith(_WRITES) and is_person(name := text.rpartition(" ")[0]):
        return name, text.rpartition(" ")[2]
    words = text.split(maxsplit=_MOST_NAME_AND_ROLE)
    if not 3 <= len(words) <= _MOST_NAME_AND_ROLE or words[-1].lower() not in _WRITERS or not all(word.replace("-", "").isalpha() for word in words[2:]):
        return None
    # "Ada Maria Berg Senior Reporter"; what "Northern" belongs to is not known.
    end = len(words) - 1
    while end > 2 and words[end - 1].lower() in _RANKS:
        end -= 1
    name = " ".join(words[: end if end < len(words) - 1 else 2])
    return (name, text[len(name) :].strip()) if is_person(name) else None


_MOST_NAME_AND_ROLE = 7
_WRITES = (" skrifar", " skrifa")
"""Icelandic papers say that a person "writes"."""
_RANKS = frozenset(
    "senior chief staff deputy trainee junior associate assistant community multimedia digital local news political politics crime court education health business sports".split()
)
"""What stands in front of "reporter"."""
_WRITERS = frozenset("correspondent reporter editor writer columnist critic".split())


def tells_role(text: str) -> bool:
    """Whether a short line says what a person is who writes, and is no sentence: what stands below a byline.

    >>> tells_role("Sports reporter at the Dockside Stadium"), tells_role("Editor's note: a reporter was hurt"), tells_role("Reporters walk out.")
    (True, False, False)
    """
    words = _LETTERS.findall(text.casefold())
    return (
        len(text) <= _ROLE_CHARS
        and len(words) <= _ROLE_WORDS
        and text[-1:] not in ".!?:"
        and "'s" not in text.replace("’", "'")
        and not ROLES.isdisjoint(words[:3])
    )


_LETTERS = re.compile(r"[^\W\d_]+")
_ROLE_CHARS, _ROLE_WORDS, _MOST_PLACE_WORDS = 60, 8, 3
_BEFORE_ROLE = re.compile(
    r"(?:[\uac00-\ud7af]{2,6}\s?=\s?)?(?P<name>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,8}?)\s*(?P<role>(?:선임|수습|인턴)?기자|특파원|(?:本報|本报|特派|実習)?記者|(?:实习|本报)?记者)(?:[\s|=·]*\S+@\S+)?"
)
_LONGEST_CHARS = 2000
"""Of a byline: a hundred names. A record whose author was one letter a hundred thousand times took twenty seconds to split."""


_TASK = re.compile(r"(?P<name>[^()]{4,40}?)\s*\((?P<task>[^\W\d_]{4,12})\)(?:\s*(?:,|/|&|\b(?:e|y|i|et|und|and|en|og|och)\b)\s*|$)", re.IGNORECASE)
_WRITING = frozenset("texto textos testo testi texte textes text texts tekst teksten words reportagem".split())


def by_task(text: str) -> tuple[str, ...]:
    """The writers in a line that says what each person did: "Leonor Quintela (texto) e Rui Salgado (fotografia)".

    >>> by_task("Leonor Quintela (texto) e Rui Salgado (fotografia)"), by_task("Ada Ruiz (Union)")
    (('Leonor Quintela',), ())
    """
    if not text.endswith(")"):
        return ()
    found = list(_TASK.finditer(text))
    if "".join(match.group() for match in found) != text:
        return ()
    names = tuple(match["name"].strip() for match in found if match["task"].casefold() in _WRITING)
    return names if all(map(is_person, names)) else ()


def before_place(text: str) -> tuple[str, ...]:
    """The names in "Rosa Ibarrola | Piedrahonda", what is left of a line that says who, where and when."""
    first, *others = (part.strip() for part in text.split("|"))
    others = [part for part in others if part and not part[0].islower()]  # "h." behind a time
    is_place = len(others) == 1 and len(others[0].split()) <= _MOST_PLACE_WORDS and others[0][:1].isupper()
    return split_names(first) if is_place else ()


def before_capitals(text: str) -> tuple[tuple[str, ...], str] | None:
    """The names and the place of a byline of Turkish agencies, in which a place in capitals stands behind a surname in capitals.

    >>> before_capitals("Deniz KARA/YALIBURNU, (KHA)"), before_capitals("Selma AY-Kemal TAN / YALIBURNU"), before_capitals("Spor/YAZARLAR")
    ((('Deniz KARA',), 'YALIBURNU'), (('Selma AY', 'Kemal TAN'), 'YALIBURNU'), None)
    """
    match = _BEFORE_CAPITALS.fullmatch(text)
    if match is None or not match["place"].isupper():
        return None
    names = [name.strip() for name in _DASHES.split(match["names"])]
    signed = all(is_person(name) and name.split()[-1].isupper() and not name.isupper() for name in names)
    return (tuple(names), match["place"].strip(" ,")) if signed else None


def before_small_letters(text: str) -> str | None:
    """The name in capitals in front of what else a local paper's byline says: "IDA BERG Beacon staff writer".

    >>> before_small_letters("IDA BERG Beacon staff writer"), before_small_letters("NATO troops"), before_small_letters("IDA BERG")
    ('Ida Berg', None, None)
    """
    words = text.split()
    capitals = list(takewhile(str.isupper, words))
    if not 2 <= len(capitals) <= 4 or len(capitals) == len(words) or NEWSROOM_WORDS.isdisjoint(word.casefold() for word in words[len(capitals) :]):
        return None
    name = _case(" ".join(capitals))
    return name if is_person(name) else None


_BEFORE_CAPITALS = re.compile(r"(?P<names>[^/()]{5,60}?)\s*/\s*(?P<place>[^/()]{3,40}?)(?:,?\s*\([^()]{2,12}\))?")
_DASHES = re.compile(r"\s*[-–—]\s*")


def labelled_name(text: str) -> tuple[str, str] | None:
    """The author and the label of a Chinese line that is nothing but labels and what they stand for.

    >>> labelled_name("来源:静港晚报 作者:林晚舟"), labelled_name("来源：静港晚报"), labelled_name("他说:我们走")
    (('林晚舟', '作者'), None, None)
    """
    if text.isascii() or not _LABELS.fullmatch(text):
        return None
    said = (match for match in _LABEL.finditer(text) if match["label"] in _AUTHOR_LABELS and is_person(match["value"]))
    return next(((match["value"], match["label"]) for match in said), None)


_LABEL = re.compile(r"(?P<label>[\u4e00-\u9fff]{1,4})\s*[:：|｜丨]\s*(?P<value>[^\s:：|｜丨]{2,20})")
_ONE_LABEL = r"[\u4e00-\u9fff]{1,4}\s*[:：|｜丨]\s*[^\s:：|｜丨]{2,20}"
_LABELS = re.compile(rf"{_ONE_LABEL}(?:[\s|]+{_ONE_LABEL})*[\s|]*")
_AUTHOR_LABELS = frozenset("作者 记者 記者 撰文 文 文字".split())


def split_names(text: str) -> tuple[str, ...]:
    """The persons in what stands behind "By": all of them, or none if any part is not surely a person.

    >>> split_names("Mara Lindqvist and Tom Okafor, Political Editor")
    ('Mara Lindqvist', 'Tom Okafor')
    >>> split_names("JANE DOE in Port Ansel"), split_names("Tom Okafor at the Dockside Stadium")
    (('Jane Doe',), ('Tom Okafor',))
    >>> split_names("Mara Lindqvist, Tom Okafor, and Ada Ruiz")
    ('Mara Lindqvist', 'Tom Okafor', 'Ada Ruiz')
    >>> split_names("Mara LindqvistNews Reporter"), split_names("Tom Okafor5 hours ago"), split_names("Ada Ruiz, MD, PhD")
    (('Mara Lindqvist',), ('Tom Okafor',), ('Ada Ruiz',))
    >>> split_names("the newsroom staff"), split_names("train on Monday morning"), split_names("a" * 1_000_000)
    ((), (), ())
    """
    if len(text) > _LONGEST_CHARS:
        return ()
    text = _unglued(text)
    words = text.split()
    if not words or words[0].lower() in _NO_FIRST_WORDS:
        return ()
    if _JOINTS.isdisjoint(words) and not words[-1].endswith(_GLUED_WORDS) and _PLAIN.fullmatch(text) and "www." not in text:
        person = _case(_edged(text.strip(" \t,;|-–—:•·()[]")))
        return (person,) if is_person(person) else ()
    return _parted(text)


def _edged(part: str) -> str:
    """A name without the marks at its edges, but for the full stop of a last initial: "Rui Salgado C."."""
    name = part.strip(" .,;:()[]*")
    end = part.find(name) + len(name)
    return f"{name}." if name[-2:-1] == " " and name[-1:].isupper() and part[end : end + 1] == "." else name


def _unglued(text: str) -> str:
    """The text without what is no part of the names behind them: a role run together with the last, how long ago it was, the names again."""
    words = text.split()
    if len(words) < 2:
        return text
    last = words[-1]
    half = len(words) // 2
    if words[0] == words[half] and half > 1 and words[:half] == words[half:]:
        return " ".join(words[:half])
    if words[-2].isdigit() or last in _BEHIND_NAMES:
        return " ".join(words[:-1]) if last in _DANGLING else AGO.sub("", text)
    is_role = last.casefold() in NEWSROOM_WORDS
    if is_role and (at := text.rfind(" The ")) > 0:
        return text[:at]
    if is_role or not last[1:].islower():
        for border in _CASE_BORDER.finditer(text):
            if not NEWSROOM_WORDS.isdisjoint(_PARTS.split(text[border.start() :].casefold())):
                return text[: border.start()]
    return text


def _split_names(text: str, *, look_first: bool = True) -> tuple[str, ...]:
    """The same of any text: what each quick way is held to."""
    return _parted(_unglued(text), look_first=look_first)


def _parted(text: str, *, look_first: bool = True) -> tuple[str, ...]:
    """The persons in a text that is rid of what is behind them. With `look_first` each regex is asked only of a text that has a mark or a word which it needs."""
    if not look_first or "@" in text or "://" in text or "www." in text:
        text = _CONTACT.sub(" ", text)
    elif text.isascii() and not _may_open_with_person(text):
        return ()
    words = text.split()
    if not look_first or text.rstrip(_BEHIND_GLUED).endswith(_GLUED_WORDS) or not _FOR.isdisjoint(words):
        text = _GLUED.sub("", text)
    text = (_APART.sub("", text) if text[-1:] == ")" and text[0] != "(" else text).strip(" \t,;|-–—:•·()[]").lstrip(".")
    if not look_first or _APART_MARK.search(text):
        text = _APART.sub("", text)
    is_placed = not look_first or not _PLACES.isdisjoint(words)
    text = _PLACE.sub("", text) if is_placed else text
    people: list[str] = []
    rest = text
    without_role = _ROLE.sub("", text) if not look_first or _ROLE_MARK.search(text) else text
    for attempt in (text, without_role) if without_role != text else (text,):
        rest = attempt
        parts = [_edged(_PLACE.sub("", part) if is_placed else part) for part in _SPLIT.split(attempt) if part.strip(" .,")]
        # "Ada Ruiz, MD, PhD"; "Ada Ruiz, MDR NORD".
        while len(parts) > 1 and (_DEGREE.fullmatch(parts[-1]) or (parts[-1].isupper() and not parts[0].isupper())):
            parts.pop()
        people = [_case(part) for part in parts]
        if people and all(is_person(person) for person in people):
            return tuple(dict.fromkeys(people))
        # "Ada Ruiz, Tom Okafor, 7 News WTRN"
        if attempt is text and len(people) > 2 and all(map(is_person, people[:-1])) and not NEWSROOM_WORDS.isdisjoint(_PARTS.split(people[-1].casefold())):
            return tuple(dict.fromkeys(people[:-1]))
    # "PA Reporter and Lottie Marsh"
    named = [person for person in people if NEWSROOM_WORDS.isdisjoint(_PARTS.split(person.casefold()))]
    is_headed = len(people) > len(named) > 0 and people.index(named[0]) > 0 and words[0].lower() not in _NO_FIRST_WORDS
    if is_headed and all(map(is_person, named)):
        return tuple(dict.fromkeys(named))
    # "Tom Davies - Associated Press": persons first, then the house they work for.
    kept: list[str] = []
    for person in people or _SPLIT.split(rest):
        if not is_person(person):
            break
        kept.append(person)
    tail = people[len(kept) :]
    if kept and all(any(word.casefold().strip(".,") in NEWSROOM_WORDS or word in _OF_ROLE for word in part.split()) for part in tail):
        return tuple(dict.fromkeys(kept))
    return ()


def _may_open_with_person(text: str) -> bool:
    """Whether the first two words leave it open that a plain text without addresses is names, or a word of a newsroom in it that names stand behind one.

    All that is cut off stands behind the first name, so that this begins with the text's first word, and its second is the text's too.
    """
    first, *others = text.lstrip(_ASCII_MARKS).split(maxsplit=2)[:2] or [""]
    is_open = (first.isalpha() or _TOKEN.fullmatch(first) is not None) and bool(others) and others[0][0].isalpha()
    return is_open or not NEWSROOM_WORDS.isdisjoint(_ASCII_WORD.findall(text.lower()))


_ASCII_MARKS = string.punctuation + string.whitespace
_ASCII_WORD = re.compile("[a-z]+")


def _cased(word: str) -> str:
    if len(word) == 1:
        return word
    return "Mc" + word[2:].capitalize() if word.startswith("Mc") else word[0] + word[1:].lower()


_NOTE_FIGURE = re.compile(r"(?<=[^\W\d_]{2})\d{1,2}(?:,\d{1,2})*$")


def _case(name: str) -> str:
    """A name in capitals, as bylines often are, in the case it would have in a sentence; without the figure of a note behind it."""
    if name[-1:].isdigit():
        name = _NOTE_FIGURE.sub("", name)
    if name.replace("Mc", "MC").isupper() and " " in name:
        return _LETTERS.sub(lambda match: _cased(match.group()), name)
    return name
