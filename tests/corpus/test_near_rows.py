"""Clusters from a file of sketches are those of the sketches in memory."""

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from cleaner.corpus import near_rows
from cleaner.corpus.near_rows import NONE, SketchFile, cluster_rows
from cleaner.corpus.neardup import Sketches, clusters, measure_all

WORDS = [f"{a}{b}" for a in ("tide", "bench", "gull", "ferry", "lamp", "choir") for b in ("", "s", "keeper", "house", "song")]
START = datetime(2031, 1, 1, tzinfo=UTC)


def corpus(seed, n):
    """(id, text, date) of texts of which many are copies of others, a few words changed."""
    rng = random.Random(seed)
    rows = []
    for _ in range(n):
        if rows and rng.random() < 0.5:
            words = rng.choice(rows)[1].split()
            for _ in range(rng.randint(0, 6)):
                if words:
                    words[rng.randrange(len(words))] = rng.choice(WORDS)
        else:
            words = rng.choices(WORDS, k=rng.choice((0, 2, 60, 90)))
        date = None if rng.random() < 0.3 else START + timedelta(days=rng.randint(0, 5))
        rows.append((f"{rng.getrandbits(80):020x}", " ".join(words), date))
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_the_same_clusters_as_in_memory(seed, tmp_path, monkeypatch):
    """Whatever the order of the rows and the size of a block, members, canonical articles and similarities agree."""
    monkeypatch.setattr(near_rows, "_ROWS_AT_ONCE", 7)
    monkeypatch.setattr(near_rows, "_BYTES_WAITING", 1000)
    rows = corpus(seed, 80)
    sketches = list(measure_all([text for _, text, _ in rows], [date for _, _, date in rows]))
    expected = clusters(Sketches({id_: sketch for (id_, _, _), sketch in zip(rows, sketches, strict=True)}))
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    file = SketchFile(tmp_path / "sketches")
    for number in order:
        data = sketches[number].minima or bytes(256)
        file.add(np.frombuffer(data, np.uint8).reshape(1, 256))
    late = np.iinfo(np.int64).max
    # Every third row is no article: it is in the file and not among the rows.
    places = [place for place in range(len(order)) if place % 3 or order[place] % 2]
    chosen = [order[place] for place in places]
    expected = clusters(Sketches({rows[number][0]: sketches[number] for number in chosen}))
    canonical, shares = cluster_rows(
        np.array(places),
        np.array([sketches[number].digest for number in chosen], "S16"),
        np.array([bool(sketches[number].minima) for number in chosen]),
        np.array([late if rows[number][2] is None else int(rows[number][2].timestamp()) for number in chosen]),
        np.array([rows[number][0].encode() for number in chosen]),
        file,
    )
    found = {}
    for place, number in enumerate(chosen):
        if canonical[place] != NONE:
            found[rows[number][0]] = (rows[order[canonical[place]]][0], float(shares[place]))
    assert found == {id_: (one.canonical, one.similarity) for id_, one in expected.items()}
    assert len(found) > 10


def test_no_row_is_no_cluster(tmp_path):
    """An empty corpus and a single article have no copies."""
    for n in (0, 1):
        file = SketchFile(tmp_path / f"sketches-{n}")
        file.add(np.zeros((n, 256), np.uint8))
        canonical, shares = cluster_rows(
            np.arange(n), np.array([b"x"] * n, "S16"), np.ones(n, np.bool_), np.zeros(n, np.int64), np.array([b"id"] * n, "S20"), file
        )
        assert (canonical.tolist(), shares.tolist()) == ([NONE] * n, [0.0] * n)
