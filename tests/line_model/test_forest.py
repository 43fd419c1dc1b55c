"""Trees as arrays give what walking the trees gives, and what LightGBM gives."""

from random import Random

import numpy as np
import pytest
from hypothesis import given as cases
from hypothesis import settings
from hypothesis import strategies as st

from cleaner.line_model.forest import MOST_LEAVES, SURE_MARGIN, UNIT, Forest, sums_together

N_FEATURES = 5


def random_tree(random, tree: int, feature, threshold, sides, values) -> dict:
    """A tree of 1 to 16 leaves, grown leaf by leaf, in the arrays and as nested dicts."""
    n_leaves = random.randint(1, MOST_LEAVES)
    root: dict = {"leaf": 0}
    leaves = [root]
    for question in range(n_leaves - 1):
        node = leaves.pop(random.randrange(len(leaves)))
        node.update(question=question, feature=random.randrange(N_FEATURES), threshold=random.choice([-1.0, 0.0, 0.5, 2.0]))
        node["yes"], node["no"] = {"leaf": node.pop("leaf")}, {"leaf": question + 1}
        leaves += [node["yes"], node["no"]]

    def bits(node) -> int:
        if "leaf" in node:
            values[tree, node["leaf"]] = node["value"] = random.randrange(-9000, 9000)
            return 1 << node["leaf"]
        yes, no = bits(node["yes"]), bits(node["no"])
        feature[tree, node["question"]], threshold[tree, node["question"]], sides[tree, node["question"]] = node["feature"], node["threshold"], (yes, no)
        return yes | no

    bits(root)
    return root


def random_forest(random, n: int | None = None) -> tuple[Forest, list[dict]]:
    n = random.randint(0, 5) if n is None else n
    shape = (n, MOST_LEAVES)
    feature, threshold, sides, values = np.zeros(shape, np.int16), np.zeros(shape, np.float32), np.zeros((*shape, 2), np.uint16), np.zeros(shape, np.int16)
    trees = [random_tree(random, tree, feature, threshold, sides, values) for tree in range(n)]
    return Forest.of(tuple("abcde"), feature, threshold, sides, values, random.randrange(-99, 99)), trees


def walked(tree: dict, row) -> int:
    while "leaf" not in tree:
        tree = tree["yes"] if row[tree["feature"]] <= tree["threshold"] else tree["no"]
    return tree["value"]


@settings(max_examples=60)
@cases(st.randoms(use_true_random=False), st.integers(0, 600))
def test_margins_are_those_of_walking_the_trees(random, n_lines) -> None:
    """The vectorised sum equals a walk from the root, for any trees and any number of lines."""
    forest, trees = random_forest(random)
    columns = np.random.default_rng(n_lines).choice(np.array([-2, -1, 0, 0.25, 0.5, 1, 2, 3], np.float32), (N_FEATURES, n_lines))
    expected = [forest.bias + sum(walked(tree, columns[:, line]) for tree in trees) for line in range(n_lines)]
    assert forest.margins(columns).tolist() == expected
    assert forest.sums(columns).tolist() == expected
    other, _ = random_forest(random)
    both = sums_together((forest, other), columns)
    assert [sums.tolist() for sums in both] == [expected, other.sums(columns).tolist()]


def test_what_the_first_trees_are_sure_of_is_not_asked_further() -> None:
    """The sum over the first 64 trees, then 128 more, and so on, as long as it is within the bound on either side."""
    forest, trees = random_forest(Random(4), 64 + 128 + 9)
    columns = np.random.default_rng(4).choice(np.array([-2, 0, 0.25, 0.5, 1, 2, 3], np.float32), (N_FEATURES, 400))
    expected, n_asked = [], set()
    for line in range(400):
        total, asked = forest.bias, 0
        for stop in (64, 64 + 128, len(trees)):
            total += sum(walked(tree, columns[:, line]) for tree in trees[asked:stop])
            asked = stop
            if abs(total) > SURE_MARGIN:
                break
        expected.append(total)
        n_asked.add(asked)
    assert n_asked == {64, 64 + 128, len(trees)}
    assert forest.margins(columns).tolist() == expected


@settings(max_examples=30)
@cases(st.randoms(use_true_random=False))
def test_contributions_add_up(random) -> None:
    """The moves along all paths lead from the mean of all leaves to the margin."""
    forest, _ = random_forest(random)
    column = np.array([-1, 0, 0.5, 1, 2], np.float32)
    bits = [int(forest.sides[tree].sum(axis=1).max()) for tree in range(len(forest.feature))]
    start = sum(np.mean([forest.values[tree, leaf] for leaf in range(MOST_LEAVES) if all_ >> leaf & 1]) for tree, all_ in enumerate(bits) if all_)
    start += sum(int(forest.values[tree, 0]) for tree, all_ in enumerate(bits) if not all_)
    end = int(forest.margins(column[:, None])[0]) - forest.bias
    assert sum(forest.contributions(column).values()) == pytest.approx((end - start) / UNIT, abs=1e-6)


def test_wrong_shapes_are_refused() -> None:
    """Arrays that are no forest are an error when they are read."""
    empty = np.zeros((1, 3))
    with pytest.raises(ValueError, match="trees × 16"):
        Forest.of(("a",), empty, empty, empty, empty, 0)
    shape = (1, MOST_LEAVES)
    with pytest.raises(ValueError, match="not there"):
        Forest.of(("a",), np.full(shape, 4, np.int16), np.zeros(shape, np.float32), np.zeros((*shape, 2), np.uint16), np.zeros(shape, np.int16), 0)


def test_a_forest_is_what_lightgbm_trained() -> None:
    """The library and the arrays agree to the rounding of leaf values, on values right at the thresholds too."""
    lightgbm = pytest.importorskip("lightgbm", reason="a training dependency")
    from train.fit import as_forest

    random = np.random.default_rng(3)
    data = random.integers(0, 40, (3000, 6)).astype(np.float32) / 7
    wanted = (data[:, 0] * data[:, 1] > 6) ^ (data[:, 2] > 3)
    options = {"objective": "binary", "num_leaves": MOST_LEAVES, "verbose": -1, "num_threads": 1, "min_data_in_leaf": 5}
    booster = lightgbm.train(options, lightgbm.Dataset(data, wanted.astype(int)), 40)
    forest = as_forest(booster, tuple("abcdef"))
    ours = forest.margins(np.ascontiguousarray(data.T)) / UNIT
    assert np.abs(ours - booster.predict(data, raw_score=True)).max() < 40 / UNIT
