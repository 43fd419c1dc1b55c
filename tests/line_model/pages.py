"""Invented pages for the judge's tests."""

from cleaner.article import Document, Line
from cleaner.line_model.lines import Given
from cleaner.rules.reading import Reading

ARTICLE = """Home
Island life
Weather
Tides
Sign in

Ferry to Orm runs aground in fog

The morning ferry to the island of Orm ran aground on a sandbank on Tuesday, and its forty passengers spent six hours on deck before a tug pulled it free.

Nobody was hurt, the harbour master said, although two crates of early potatoes were lost overboard when the ship listed at low tide.

"We could hear the bell buoy, but we could not see it," said Ines Karlsen, who was travelling to her sister's wedding with a cake on her knees.

A long wait

The company that runs the line said the radar had failed shortly after the ship left the mainland, and that the captain had chosen to go on slowly.

Passengers were given soup, blankets and their fares back. The wedding, Karlsen said, began at sunset, and the cake had survived the day in one piece.

The next ferry sails on Thursday, when the fog is expected to lift. Until then a fishing boat carries the post and the milk to the island.

Most read
Fog again
Tides this week
Old pier to close
About us
Contact
Imprint
"""


def given(text: str, decided: dict[int, int] | None = None) -> Given:
    """A page as the model is told of it; `decided` has line number → code."""
    lines = text.split("\n")
    solid = [i for i, line in enumerate(lines) if line.strip()]
    return Given([lines[i] for i in solid], [i + 1 for i in solid], [(decided or {}).get(i + 1, 0) for i in solid])


def reading(text: str) -> Reading:
    return Reading(Document("page.txt", tuple(Line(no, line) for no, line in enumerate(text.split("\n"), 1))))
