"""One file of a press database is many articles: it is cut where the database says that one ends, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article import RawArticle
from cleaner.pipeline import examine
from cleaner.read import InputFile, read_file
from cleaner.read.bundle import documents_of

MORE = (
    "The keeper of the light said that he had seen it turn round twice off the skerries, and that nobody on board had waved to him.",
    "A new boat is to come in the spring, but the council has not said who will pay for it, and the old one is forty years old.",
)
STORY = "The ferry to Orm came in late on day {n}, and the harbour office could not say why it had, though it was asked three times that day."


def story(n: int) -> str:
    return "\n\n".join(
        [f"The Orm Gazette\n\nMarch {n}, 2024 Monday\n\nFerry {n} comes in late", f"BYLINE: Ida Holm\n\nLENGTH: {80 + n} words", STORY.format(n=n), *MORE]
    )


COUNTED = "".join(f"{n} of 3 DOCUMENTS\r\n\r\n{story(n)}\r\n\r\nLOAD-DATE: March {n}, 2024\r\n\r\n" for n in (1, 2, 3))
ENDED = "".join(f"{story(n)}\n\nLoad-Date: March {n}, 2024\n\nEnd of Document\n\n\n" for n in (1, 2, 3))
CODED = "".join(f"{story(n)}\n\nDocument ORMGAZ00002024030{n}ek34000{n}a\n\n" for n in (1, 2, 3))
NUMBERED = "".join(f"____________________\n\nDocument {n} of 3\n\n{story(n)}\n\n" for n in (1, 2, 3))


def reading(tmp_path: Path, text: str) -> list[RawArticle]:
    (tmp_path / "export.txt").write_bytes(text.encode())
    found = list(read_file(InputFile(tmp_path / "export.txt", "export.txt")))
    assert all(isinstance(one, RawArticle) for one in found)
    return [one for one in found if isinstance(one, RawArticle)]


@pytest.mark.parametrize("text", [COUNTED, ENDED, CODED], ids=["counted", "ended", "coded"])
def test_each_document_is_an_article(tmp_path: Path, text: str) -> None:
    """With its own headline, day and author."""
    found = reading(tmp_path, text)
    assert [one.source for one in found] == ["export.txt#1", "export.txt#2", "export.txt#3"]
    assert b"".join(one.data for one in found) == text.encode()
    for n, one in enumerate(found, 1):
        article = examine(one).article
        assert article is not None
        assert f"day {n}" in article.text
        assert all(f"day {other}" not in article.text for other in (1, 2, 3) if other != n)


def test_what_stands_above_the_first_is_an_input_of_its_own(tmp_path: Path) -> None:
    """A rule, or the list of what was found: it is named, and not left out."""
    found = reading(tmp_path, "Search for: ferry and Orm\n1. Ferry 1 comes in late\n\n" + NUMBERED)
    assert [one.source for one in found] == [f"export.txt#{n}" for n in (1, 2, 3, 4)]
    assert found[0].data.startswith(b"Search for")


@pytest.mark.parametrize(
    "text",
    [
        f"{story(1)}\n\nEnd of Document\n",
        f"1 of 20 DOCUMENTS\n\n{story(1)}",
        f"{STORY}\nDocument 2 of 3\n{STORY}\nDocument 1 of 3\n{STORY}",
        f"Page 1 of 3\n{STORY}\nPage 2 of 3\n{STORY}\nPage 3 of 3",
        f"1 of 3\n{STORY}\n2 of 3\n{STORY}\n3 of 3\nThe document was signed.",
        f"The words End of Document stand here.\n{STORY}\nAnd End of Document here.",
    ],
    ids=["one that ends", "one that counts", "out of order", "pages", "pictures", "in sentences"],
)
def test_other_texts_are_one_article(tmp_path: Path, text: str) -> None:
    """One mark is none, and neither are numbers of pages and pictures."""
    [found] = reading(tmp_path, text)
    assert (found.source, found.data) == ("export.txt", text.encode())


@given(st.lists(st.sampled_from(["1 of 3 DOCUMENTS", "2 of 3 DOCUMENTS", "End of Document", "The quay.", "", " ", "\r"]), max_size=12).map("\n".join))
def test_nothing_is_left_out(text: str) -> None:
    """The documents together are the text, and each has something in it."""
    documents = documents_of(text.encode())
    assert b"".join(documents) == text.encode()
    assert len(documents) == 1 or all(document.strip() for document in documents)
