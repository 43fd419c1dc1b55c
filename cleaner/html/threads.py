"""Comments that nothing on the page calls so: elements of one make below the text, each with a button to answer.

Their classes are often a build's, and the words above them a brand's: "Conversation", "Join in".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate

from cleaner.html.boxes import made
from cleaner.rules.reading import Reading

_REPLY = frozenset(
    "reply répondre responder rispondi antworten reageer reageren beantwoorden svara svar svare vastaa odpowiedz odpovědět odpovedať ответить відповісти адказаць "
    "отговори одговори odgovori yanıtla cevapla válasz răspunde απάντηση 답글 답글달기 返信 返信する 回复 回覆 回應 رد پاسخ جواب השב जवाब ตอบกลับ balas".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_BUTTONS, _MOST_WORDS = 40, 6
_LEAST_COMMENTS, _LEAST_SAID_CHARS = 3, 30
_LEAST_TEXT_CHARS, _MOST_BESIDE_CHARS = 200, 200
"""Characters of the text above them, without which the posts are what the page is for; and of what else stands among them."""
_LEAST_CHANCE = 0.5
_STEPS = 8


def threads(reading: Reading, title: int | None) -> Mapping[int, int]:
    """For each open line of such comments how many there are on the page."""
    markup = reading.document.markup
    if title is None:
        return {}
    replies = [(index, m) for index in reading.solid if index > title and _answers(reading.texts[index]) and (m := markup[index]) is not None]
    if len(replies) < _LEAST_COMMENTS:
        return {}
    holders = frozenset(m.around if (m := markup[title]) is not None else ())
    held: dict[int, list[int]] = {number: [] for _, m in replies for number in m.around[: _STEPS + 1] if number not in holders}
    n_chars = dict.fromkeys(held, 0)
    for index in reading.solid:
        m = markup[index]
        for number in m.around if m is not None else ():
            if number in held:
                held[number].append(index)
                n_chars[number] += len(reading.texts[index])
    kin: dict[tuple[int, str], set[int]] = {}
    for index, m in replies:
        for step in range(min(_STEPS, len(m.around) - 1)):
            number = m.around[step]
            if number not in held:
                break
            if n_chars[number] - len(reading.texts[index]) >= _LEAST_SAID_CHARS:
                kin.setdefault((m.around[step + 1], made(m.names[step])), set()).add(number)
                break
    told = list(accumulate((len(reading.texts[i]) if i > title and reading.document.chances[i] >= _LEAST_CHANCE else 0 for i in reading.solid), initial=0))
    out: dict[int, int] = {}
    for (parent, _), comments in kin.items():
        if len(comments) < _LEAST_COMMENTS:
            continue
        lines = {index for number in comments for index in held[number]}
        if told[reading.place[min(lines)]] < _LEAST_TEXT_CHARS:
            continue
        beside = [index for index in held.get(parent, ()) if index not in lines]
        if sum(len(reading.texts[index]) for index in beside if reading.document.chances[index] >= _LEAST_CHANCE) <= _MOST_BESIDE_CHARS:
            lines.update(beside)
        out |= dict.fromkeys((index for index in lines if reading.is_open(index)), len(comments))
    return out


def _answers(text: str) -> bool:
    """Whether a line is buttons, the first or last of which answers: "Reply", "Like Reply 14"."""
    words = _WORD.findall(text.casefold()) if len(text) <= _LONGEST_BUTTONS else []
    return 0 < len(words) <= _MOST_WORDS and not _REPLY.isdisjoint((words[0], words[-1]))
