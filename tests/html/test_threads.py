"""Comments without a name are told by their make and their buttons."""

from __future__ import annotations

from cleaner.article import Examined, RawArticle
from cleaner.pipeline import examine

TEXT = tuple(
    f"Part {n}: the landlord of the inn has banned muddy boots from the bar, and half of the village no longer speaks to the other half."
    for n in "one two three".split()
)
SAID = (
    "I have been drinking there for thirty years and I was never once asked to take my boots off. What next?",
    "For the record I wiped them. I wiped them twice and he still pointed at the sign, in front of my mother.",
    "Good for him. The flagstones were relaid at his own expense, and nobody offered to help with the cost.",
)


def comment(said: str, button: str = "Reply") -> str:
    return f"<div class=x7 id=c-{len(said)}><b>Walker</b> <span>2 hours ago</span><p>{said}</p><div><button>{button}</button><span>14</span></div></div>"


def result(below: str, text: tuple[str, ...] = TEXT) -> Examined:
    paragraphs = "".join(f"<p>{part}</p>" for part in text)
    return examine(
        RawArticle(f"<html lang=en><body><div><h1>Landlord bans muddy boots</h1><div>{paragraphs}</div></div>{below}</body></html>".encode(), "a.html", "html")
    )


def test_elements_of_one_make_with_a_button_to_answer_are_comments() -> None:
    """With what stands above them, whatever that is called."""
    examined = result(f"<div id=v1><h3>Conversation</h3>{''.join(map(comment, SAID))}</div>")
    assert examined.article is not None
    assert examined.article.text == "\n\n".join(TEXT)
    assert all(line.kind in ("body", "title", "comments") for line in examined.lines if line.verdicts)


def test_other_buttons_and_fewer_elements_say_nothing() -> None:
    """Sections of a text may each have a button that shares them; two answers are no thread."""
    for below in ("".join(comment(said, "Share") for said in SAID), "".join(map(comment, SAID[:2]))):
        examined = result(f"<div id=v1>{below}</div>")
        assert not any("button to answer" in verdict.because for line in examined.lines for verdict in line.verdicts)


def test_posts_below_a_headline_alone_are_what_the_page_is_for() -> None:
    """A forum's page has no other text."""
    examined = result(f"<div id=v1>{''.join(map(comment, SAID))}</div>", ())
    assert not any("button to answer" in verdict.because for line in examined.lines for verdict in line.verdicts)
