"""A page with two articles gives the first; the second is in the ledger, with the reason."""

from __future__ import annotations

from cleaner.article import Examined, Fate, RawArticle
from cleaner.pipeline import examine


def story(name: str, tag: str = "article") -> str:
    paragraphs = "".join(
        f"<p>Part {n} of the {name}: the harbour master thanked the masons for their patience on Monday, and the town for its bread and its songs.</p>"
        for n in "one two three four five six".split()
    )
    return f"<{tag}><h1>The {name} of Fernholt is open</h1>{paragraphs}</{tag}>"


def result(body: str) -> Examined:
    return examine(RawArticle(f"<html lang=en><head><title>The quay of Fernholt is open</title></head><body>{body}</body></html>".encode(), "a.html", "html"))


def test_the_second_article_is_not_part_of_the_first() -> None:
    """The headline that the page's title repeats tells which is which."""
    for body in (story("quay") + story("bridge"), story("bridge") + story("quay")):
        examined = result(body)
        assert examined.article is not None
        assert examined.article.title == "The quay of Fernholt is open"
        assert "bridge" not in examined.article.text
        assert examined.article.text.count("of the quay") == 6
        dropped = [line.verdicts[0] for line in examined.lines if line.fate is Fate.DROP]
        assert {verdict.kind for verdict in dropped} == {"other_article"}
        assert 'headline "The bridge of Fernholt is open"' in dropped[0].because


def test_one_article_in_pieces_stays_whole() -> None:
    """Pieces without a headline of their own, and teasers without a text of theirs, are nothing else."""
    examined = result(story("quay") + story("bridge").replace("h1", "h3"))
    assert examined.article is not None
    assert "of the bridge" in examined.article.text


def test_a_short_report_above_another_article_is_the_page_s() -> None:
    """It is the one that the title repeats; two short ones are told apart by nothing."""
    short = "<article><h1>The quay of Fernholt is open</h1><p>{}</p><p>{}</p></article>".format(
        *[f"Part {n} of the quay: the masons were thanked on Monday for their patience, and the town for its bread and its songs." for n in "one two".split()]
    )
    examined = result(short + story("bridge"))
    assert examined.article is not None
    assert "bridge" not in examined.article.text
    assert examined.article.text.count("of the quay") == 2
    examined = result(short.replace("quay", "pier") + short.replace("quay", "lock"))
    assert examined.article is not None
    assert "of the lock" in examined.article.text


def test_a_short_second_article_is_told_by_its_make_and_its_byline() -> None:
    """Each in elements of the same classes, the second in a wrapper of its own, as the next story that a page loads."""
    told = "".join(
        f"<p>Part {n} of the {{0}}: the masons were thanked on Monday for their patience, and the town for its bread.</p>" for n in "one two three four".split()
    )

    def part(name: str, byline: str = "<div class=byline><a class=author>Ida Holm</a> <span>09:05, 24 Apr 2031</span></div>") -> str:
        return (
            f"<div class=art-main id=post-{len(name) + 40}><h1>The {name} of Fernholt is open</h1>{byline}<div class=art-body>{told.format(name)}</div></div>"
        )

    examined = result(f"<main>{part('quay')}<div class=next>{part('bridge')}</div></main>")
    assert examined.article is not None
    assert "bridge" not in examined.article.text
    assert examined.article.text.count("of the quay") == 4
    assert "signed or dated" in next(line for line in examined.lines if "of the bridge" in line.text).verdicts[0].because
    chapters = f"<main>{part('quay')}{part('bridge', '')}</main>"
    examined = result(chapters)
    assert examined.article is not None
    assert "of the bridge" in examined.article.text
