from dataclasses import replace
from itertools import count

import pytest

from cleaner.article import Cleaned, Rejection
from cleaner.contract import built_in
from cleaner.errors import IntegrityError
from cleaner.release.arrange import arrange
from cleaner.release.candidates import collect
from cleaner.release.digest import row_digests, table_digest
from cleaner.release.gather import gather, inputs_of
from cleaner.release.shard_rows import Input, part_of
from cleaner.release.spill import SpillWriter
from cleaner.release.tables import Duplicate, arrow_schema, concat


def result(*outcomes):
    """A shard's file of rows by hand: its tables."""
    return part_of(
        [
            Input(one.article.source, one.article.raw_sha256, 100, is_article=True)
            if isinstance(one, Cleaned)
            else Input(one.source, None, 100, is_article=False)
            for one in outcomes
        ],
        [one for one in outcomes if isinstance(one, Cleaned)],
        [one for one in outcomes if isinstance(one, Rejection)],
    )


class Gathered:
    """What becomes of results, each written to a file: decisions, and the rows in order."""

    def __init__(self, folder, results, unread=(), **options):
        paths = []
        for number, tables in enumerate(results):
            paths.append(folder / f"shard-{number}")
            with paths[-1].open("wb") as file:
                writer = SpillWriter(file)
                writer.add(tables)
                writer.close({})
        candidates = collect(paths, folder)
        self.decided = gather(candidates, unread, built_in, contract="built-in contract", **options)
        arranged = arrange(candidates, self.decided, folder)
        tables = {name: concat(name, [part.cast(arrow_schema(name)) for part in arranged.parts(name)]) for name in ("articles", "removals", "fields")}
        self.articles, self.removals, self.fields = tables.values()
        assert arranged.digests == {name: table_digest(row_digests(table)) for name, table in tables.items()}
        self.rejections = [Rejection(**row) for row in self.decided.rejections.to_pylist()]
        self.duplicates = [Duplicate(**row) for row in self.decided.duplicates.to_pylist()]
        self.inputs = list(inputs_of(candidates, self.decided, unread))
        self.repairs_by_step, self.chrome = self.decided.repairs_by_step, arranged.chrome


@pytest.fixture
def gathered(tmp_path):
    numbers = count()

    def make(*results, unread=(), **options):
        folder = tmp_path / f"gathered-{next(numbers)}"
        folder.mkdir()
        return Gathered(folder, results, unread, **options)

    return make


def outcomes(found):
    return {source: outcome for source, _, _, outcome in found.inputs}


def test_every_input_has_one_outcome(make_cleaned, gathered):
    """inputs = articles + duplicates + rejections, and each input is in exactly one of them, with its ledger or its reason."""
    a, b = make_cleaned(1), make_cleaned(2)
    twin = make_cleaned(3, raw_sha256=a.article.raw_sha256)
    bad = make_cleaned(4, n_words=0)
    found = gathered(
        result(a, Rejection("raw/blank.txt", "empty", "0 bytes")), result(b, twin, bad), unread=[Rejection("raw/x.exe", "binary", "an executable")]
    )
    assert outcomes(found) == {
        "raw/x.exe": "rejection",
        a.article.source: "article",
        "raw/blank.txt": "rejection",
        b.article.source: "article",
        twin.article.source: "duplicate",
        bad.article.source: "rejection",
    }
    assert [(one.source, one.check) for one in found.rejections] == [
        ("raw/blank.txt", "empty"),
        (bad.article.source, "contract:n_words.greater_than(0)"),
        ("raw/x.exe", "binary"),
    ]
    assert found.rejections[1].evidence == "n_words: greater_than(0): 0"
    assert found.rejections[1].raw_bytes == 100
    assert set(found.removals["article_id"].to_pylist()) == {a.article.id, b.article.id}
    assert found.repairs_by_step == {"mojibake": 2}


def test_the_first_in_the_order_of_the_input_stays(make_cleaned, gathered):
    """Of inputs with the same bytes the first is the article, whatever shard it came in; the row says why and for whom."""
    first, second = make_cleaned(1, raw_sha256="c" * 64), make_cleaned(2, raw_sha256="c" * 64)
    for found in (gathered(result(first), result(second)), gathered(result(first, second))):
        (duplicate,) = found.duplicates
        assert (duplicate.source, duplicate.duplicate_of, duplicate.duplicate_of_source) == (second.article.source, first.article.id, first.article.source)
        assert duplicate.reason == "same bytes"


def test_the_same_url_is_one_article_and_its_ledger_is_the_first_ones(make_cleaned, gathered):
    """Two fetches of one page share an id: the second is a duplicate, and the ledger holds the first one's lines only."""
    first = make_cleaned(1, url="https://lantern.example/plough")
    again = make_cleaned(2, url="https://lantern.example/plough?utm_source=x", id=first.article.id)
    again = replace(again, removals=tuple(replace(removal, text="of the second fetch") for removal in again.removals))
    found = gathered(result(again and first, again))
    assert [duplicate.reason for duplicate in found.duplicates] == ["same url"]
    assert found.removals["text"].to_pylist() == ["Menu", "Advertisement"]


def test_the_same_bytes_at_two_addresses_are_two_articles(make_cleaned, gathered):
    """Two URLs that served the same bytes stay two articles; a copy without a URL stands behind the first."""
    one = make_cleaned(1, url="https://lantern.example/a", raw_sha256="c" * 64)
    other = make_cleaned(2, url="https://lantern.example/b", raw_sha256="c" * 64)
    copy = make_cleaned(3, raw_sha256="c" * 64)
    found = gathered(result(one, other, copy))
    assert found.articles.num_rows == 2
    assert [duplicate.duplicate_of for duplicate in found.duplicates] == [one.article.id]


def test_a_duplicate_never_stands_behind_a_rejection(make_cleaned, gathered):
    """When the contract turns the first fetch down, the second takes its place, and a third stands behind the second."""
    url = "https://lantern.example/plough"
    bad = make_cleaned(1, url=url, id="d" * 20, n_words=0)
    good = make_cleaned(2, url=url, id="d" * 20)
    third = make_cleaned(3, url=url, id="d" * 20)
    found = gathered(result(bad, good, third))
    assert [outcomes(found)[one.article.source] for one in (bad, good, third)] == ["rejection", "article", "duplicate"]
    assert found.duplicates[0].duplicate_of_source == good.article.source
    assert found.articles["source"].to_pylist() == [good.article.source]


def test_rows_are_ordered_by_publisher_date_and_id(make_cleaned, gathered):
    """Unknown publishers and dates come last; the ledger follows the order of the articles."""
    found = gathered(result(*[make_cleaned(n) for n in range(12)]))
    keys = list(zip(*(found.articles[name].to_pylist() for name in ("publisher", "published_at", "id")), strict=True))
    assert keys == sorted(keys, key=lambda key: (key[0] is None, key[0] or "", key[1] is None, str(key[1]), key[2]))
    assert keys[-1][0] is None
    ids = found.articles["id"].to_pylist()
    assert found.removals["article_id"].to_pylist() == [id_ for id_ in ids for _ in range(2)]
    assert found.fields["article_id"].to_pylist() == ids


def test_how_the_input_was_cut_does_not_matter(make_cleaned, gathered):
    """Any cutting of the input into shards gives the same tables."""
    cleaned = [make_cleaned(n, raw_sha256=f"{n % 5:064}") for n in range(9)]
    whole = gathered(result(*cleaned))
    parts = gathered(result(*cleaned[:4]), result(), result(*cleaned[4:]))
    for name in ("articles", "removals", "fields"):
        assert getattr(whole, name).equals(getattr(parts, name))
    assert (whole.duplicates, whole.rejections, whole.inputs) == (parts.duplicates, parts.rejections, parts.inputs)


def test_counts_that_do_not_agree_stop_the_build(make_cleaned, gathered):
    """An input that got lost between cleaning and publishing is an error, never a smaller dataset."""
    whole = result(make_cleaned(1), make_cleaned(2))
    with pytest.raises(IntegrityError, match="2 articles are there"):
        gathered(whole | {"inputs": whole["inputs"].slice(0, 1)})
    refused = result(make_cleaned(1), Rejection("raw/blank.txt", "empty", "0 bytes"))
    with pytest.raises(IntegrityError, match=r"2 inputs are not 1 articles \+ 0 duplicates \+ 0 rejections"):
        gathered(refused | {"rejections": refused["rejections"].slice(0, 0)})
