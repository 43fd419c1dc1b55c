"""Copies find one another, strangers don't, and nothing depends on the order in which texts come."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article import RawArticle
from cleaner.corpus.neardup import THRESHOLD, Membership, Sketch, Sketches, clusters, measure, measure_all, similarity
from cleaner.pipeline import clean
from cleaner.read import discover, read_file

RAW = Path(__file__).parents[2] / "raw"
WORDS = [f"{a}{b}{c}" for a in ("fer", "qua", "til", "mor", "san") for b in ("no", "ry", "de", "lum") for c in ("", "s", "th", "ka", "ven")]


def prose(seed: int, n_words: int = 400) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choices(WORDS, k=n_words))


def edited(text: str, share: float, seed: int) -> str:
    """The text with this share of its words changed."""
    chosen = random.Random(seed)
    return " ".join(f"x{chosen.randrange(10**6)}" if chosen.random() < share else word for word in text.split())


def jaccard(one: str, other: str) -> float:
    """Of runs of three words: what the sketches estimate."""
    both = [{tuple(words[i : i + 3]) for i in range(len(words) - 2)} for words in (re.findall(r"\w+", text.lower()) for text in (one, other))]
    return len(both[0] & both[1]) / len(both[0] | both[1])


def of(texts: dict[str, str], dates: dict[str, datetime] | None = None) -> Sketches:
    return Sketches({name: measure(text, (dates or {}).get(name)) for name, text in texts.items()})


@pytest.mark.parametrize("share", [0.0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.5, 1.0])
@pytest.mark.parametrize("n_words", [40, 150, 400, 2000])
def test_the_estimate_is_the_jaccard_similarity(share: float, n_words: int) -> None:
    """Within its standard error: 0.044 for one text at most, and no bias over thirty; so for short texts, too."""
    pairs = [(prose(seed, n_words), edited(prose(seed, n_words), share, seed)) for seed in range(30)]
    errors = [similarity(measure(one), measure(other)) - jaccard(one, other) for one, other in pairs]
    assert abs(sum(errors) / len(errors)) < 0.03
    assert max(map(abs, errors)) < 0.2


@given(st.lists(st.text(max_size=300), max_size=8))
def test_a_sketch_depends_on_its_text_alone(texts: list[str]) -> None:
    """Not on the texts that are measured with it."""
    assert list(measure_all(texts, [None] * len(texts))) == [measure(text) for text in texts]


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=400))
def test_every_text_has_a_sketch(text: str) -> None:
    """Lone surrogates and scripts without spaces, too; it equals itself."""
    assert similarity(measure(text), measure(text)) == 1.0
    assert len(measure(text).minima) in {0, 256}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“I’m here,” said Ida Holm – “now…”", '"I\'m here," said Ida Holm - "now..."'),
        ("The quay\u00a0opens at noon, «they» say today", "THE QUAY opens, at noon «they» say today."),
    ],
)
def test_typography_makes_no_difference(one: str, other: str) -> None:
    """Quotes, dashes, spaces and the case of letters are the copying editor's, not the author's. But only equal texts have 1.0."""
    assert similarity(measure(one), measure(other)) == 0.999


def test_scripts_without_spaces_have_words() -> None:
    """A character each: a change of one leaves most of the text alike."""
    text = "港の新しい水門は来年の春に完成する予定だと市長が月曜日に述べた。工事の費用は国と市が半分ずつ負担する。漁業者の団体は補償を求めて裁判を起こすかどうかを来週決める。"
    assert 0.75 < similarity(measure(text), measure(text.replace("月曜日", "火曜日"))) < 1.0


def test_cluster_members_know_their_canonical_article() -> None:
    """The first published, then the smallest id; exact copies are told from near ones; who is alone is in no cluster."""
    text = prose(1)
    texts = {"d": text, "a": edited(text, 0.03, 1), "c": text, "b": prose(2), "e": edited(prose(3), 0.03, 1), "f": prose(3)}
    dates = {"d": datetime(2024, 5, 1, tzinfo=UTC), "a": datetime(2024, 5, 2, tzinfo=UTC), "c": datetime(2024, 5, 1, 6, tzinfo=UTC)}
    found = clusters(of(texts, dates))
    assert list(found) == ["a", "c", "d", "e", "f"]
    assert {name: one.canonical for name, one in found.items()} == {"a": "d", "c": "d", "d": "d", "e": "e", "f": "e"}
    assert found["c"] == Membership("d", "d", 1.0, is_exact=True)
    assert 0.7 < found["a"].similarity < 1.0
    assert not found["a"].is_exact
    assert "b" not in found


def test_a_date_without_a_zone_is_read_as_utc() -> None:
    """As in the published column; and any date comes before none."""
    text = prose(1)
    dates = {"b": datetime(2024, 5, 1), "c": datetime(2024, 4, 1, tzinfo=UTC)}  # noqa: DTZ001
    assert clusters(of({"a": text, "b": text, "c": text}, dates))["a"].canonical == "c"


@given(st.randoms(use_true_random=False))
def test_any_order_of_shards_gives_the_same_clusters(chosen: random.Random) -> None:
    """Merge is associative and commutative."""
    texts = {f"{n:02}": edited(prose(n % 7, 60), 0.02 * (n // 7), n) for n in range(28)}
    names = list(texts)
    chosen.shuffle(names)
    shards = [of({name: texts[name] for name in names[start : start + 3]}) for start in range(0, len(names), 3)]
    expected = clusters(of(texts))
    while len(shards) > 1:
        one, other = shards.pop(chosen.randrange(len(shards))), shards.pop(chosen.randrange(len(shards)))
        shards.append(one.merge(other))
    assert clusters(shards[0]) == expected
    assert len(expected) > 10


@given(st.data())
def test_an_id_on_both_sides_keeps_one_sketch(data: st.DataObject) -> None:
    """The same one, whichever side it is on."""
    sketch = st.builds(Sketch, st.binary(min_size=1, max_size=2), st.just(b""), st.none() | st.datetimes())
    a, b, c = (Sketches(data.draw(st.dictionaries(st.sampled_from("xyz"), sketch))) for _ in range(3))
    assert a.merge(b) == b.merge(a)
    assert a.merge(b).merge(c) == a.merge(b.merge(c))
    assert a.merge(Sketches()) == a


def test_pairs_are_found_from_the_threshold_on() -> None:
    """Of pairs at or above the threshold the bands may miss one in a hundred; of strangers they join none."""
    texts: dict[str, str] = {}
    for n in range(300):
        texts[f"{n}a"] = prose(n)
        texts[f"{n}b"] = edited(prose(n), 0.01 * (n % 9), n)
    sketches = of(texts)
    found = clusters(sketches)
    alike = [n for n in range(300) if similarity(sketches.by_id[f"{n}a"], sketches.by_id[f"{n}b"]) >= THRESHOLD]
    assert len(alike) > 200
    assert sum(f"{n}b" not in found for n in alike) <= 0.01 * len(alike)
    assert all(one.canonical in {name, name[:-1] + "a"} for name, one in found.items())


def test_a_template_of_many_copies_is_one_cluster() -> None:
    """A bucket of thousands is not compared pair by pair."""
    text = prose(1, 200)
    texts = {f"{n:04}": f"{text} number {n}" for n in range(3000)}
    found = clusters(of(texts))
    assert {one.canonical for one in found.values()} == {"0000"}
    assert len(found) == 3000


def test_texts_without_words_are_alike_only_when_equal() -> None:
    """Nothing is shared by nothing."""
    found = clusters(of({"a": "", "b": "", "c": "—", "d": "…"}))
    assert list(found) == ["a", "b"]


def test_the_wire_copy_in_the_samples_is_found() -> None:
    """Two papers printed one agency's report: another title and spelling, a heading more, a paragraph cut otherwise."""
    files, _ = discover([RAW], root=RAW.parent)
    texts = {}
    for file in files:
        for record in read_file(file):
            outcome = clean(record) if isinstance(record, RawArticle) else record
            if hasattr(outcome, "article"):
                texts[record.source] = outcome.article.text
    found = clusters(of(texts))
    copy = found["raw/meridian-dispatch/tidal-barrier.txt"]
    assert copy.canonical == "raw/harbour-courier/tidal-barrier-vote.txt"
    assert 0.7 < copy.similarity < 0.95
    assert found["raw/inbox/scarrow-head.txt"] == Membership(*["raw/harbour-courier/2019/lighthouse-auction.txt"] * 2, 1.0, is_exact=True)
    assert len(found) == 4
