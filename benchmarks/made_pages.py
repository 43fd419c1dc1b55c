"""Pages about invented events, as many as one asks for, each with words of its own: input for measuring, not for judging quality.

The same number gives the same page on every machine.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

_TOWNS = ("Port Aldwin", "Nether Quoyle", "Little Skerrow", "Hollin Ford", "Upper Tarn", "Mossgate", "Saint Brannoc", "Wick Harrow")
_PEOPLE = ("Odile Brannock", "Tobias Wrenfield", "Hanne Tolliver", "Ruben Castellane", "Sela Orme", "Mika Dunstan")
_SUBJECTS = ("council", "harbour board", "ferry company", "school", "fire brigade", "choir", "market committee", "lifeboat crew")
_VERBS = ("has bought", "wants to sell", "is looking for", "has repaired", "voted against", "will lend out", "painted", "has counted")
_THINGS = ("a second snow plough", "the old weighbridge", "a boat shed", "three benches", "the bell of the chapel", "a gravel pit", "forty chairs")
_REASONS = (
    "after two winters in which nobody could agree on a price",
    "because the roof had let in rain since the autumn",
    "although the treasurer had asked for patience",
    "which surprised those who had come for the raffle",
    "as the minutes of the last meeting had foreseen",
)
_CHROME_ABOVE = ("Skip to content", "Home", "News", "Sport", "Sign in", "Subscribe", "Search")
_CHROME_BELOW = ("Share this article", "Read more", "Most read", "Newsletter", "Sign up to our newsletter", "Privacy policy", "Contact us")


def page(number: int) -> str:
    """A page as a text dump has it: menu, title, byline, date, paragraphs with an advertisement between them, and a footer."""
    rng = random.Random(number)
    town = rng.choice(_TOWNS)
    name = f"The {town} Lantern"
    paragraphs = [_paragraph(rng, town) for _ in range(rng.randint(4, 14))]
    middle = len(paragraphs) // 2
    lines = [
        *_CHROME_ABOVE,
        "",
        f"{rng.choice(_SUBJECTS).capitalize()} of {town} {rng.choice(_VERBS)} {rng.choice(_THINGS)} ({number})",
        "",
        f"By {rng.choice(_PEOPLE)}",
        f"{rng.randint(1, 28)} March {rng.randint(2020, 2031)}",
        "",
        *(line for text in paragraphs[:middle] for line in (text, "")),
        "ADVERTISEMENT",
        "",
        *(line for text in paragraphs[middle:] for line in (text, "")),
        *_CHROME_BELOW,
        f"© 2031 {name}. All rights reserved.",
    ]
    return "\n".join(lines) + "\n"


def _paragraph(rng: random.Random, town: str) -> str:
    sentences = [
        f"The {rng.choice(_SUBJECTS)} of {rng.choice(_TOWNS)} {rng.choice(_VERBS)} {rng.choice(_THINGS)}, {rng.choice(_REASONS)}.",
        f"“We counted {rng.randint(3, 9000)} of them,” said {rng.choice(_PEOPLE)}, who has lived in {town} for {rng.randint(2, 80)} years.",
        f"It cost {rng.randint(100, 99_999)} crowns, {rng.choice(_REASONS)}.",
        f"On {rng.choice(('Monday', 'Tuesday', 'Friday'))} the {rng.choice(_SUBJECTS)} met in room {rng.randint(1, 400)} and talked of {rng.choice(_THINGS)}.",
    ]
    rng.shuffle(sentences)
    return " ".join(sentences[: rng.randint(2, 4)])


def write_pages(folder: Path, n: int, *, pages_per_file: int = 1, first: int = 0) -> None:
    """`n` pages in `folder`: a text file each, or JSONL files of so many pages with web addresses."""
    folder.mkdir(parents=True, exist_ok=True)
    if pages_per_file == 1:
        for number in range(first, first + n):
            place = folder / f"{number // 1000:04}"
            place.mkdir(exist_ok=True)
            (place / f"page-{number:07}.txt").write_text(page(number), encoding="utf-8")
        return
    for start in range(first, first + n, pages_per_file):
        numbers = range(start, min(start + pages_per_file, first + n))
        rows = ({"url": f"https://host-{number % 7}.example/{number}", "text": page(number)} for number in numbers)
        (folder / f"pages-{start:07}.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
