"""The manifest lists every input, however many, and is read without holding the list."""

import json

import pytest

from cleaner.errors import IntegrityError
from cleaner.read import Tally
from cleaner.release.manifest import FILE_NAME, write_manifest
from cleaner.release.sides import read_manifest


def written(folder, inputs):
    folder.mkdir()
    tally = Tally()
    tally.use("text", "body")
    write_manifest(
        folder / FILE_NAME,
        name="invented-news",
        number="1.0.0",
        counts={"inputs": len(inputs)},
        digests={"articles": "a"},
        digest="b",
        files=[],
        inputs=iter(inputs),
        tally=tally,
        settings={"contract": 'a "quoted" ] name'},
        change={},
    )
    return json.loads((folder / FILE_NAME).read_bytes())


@pytest.mark.parametrize("n", [0, 1, 3])
def test_it_is_json_with_every_input(tmp_path, n):
    """Written piece by piece, it is the text that `json` writes of the whole; read back, all but the inputs is there."""
    inputs = [(f'raw/"{number}" ]\n.txt', None if number else "c" * 64, number or None, "article") for number in range(n)]
    whole = written(tmp_path / "version", inputs)
    assert (tmp_path / "version" / FILE_NAME).read_text("ascii") == json.dumps(whole, indent=1, sort_keys=True) + "\n"
    assert [(one["source"], one["raw_sha256"], one["bytes"], one["outcome"]) for one in whole["inputs"]] == inputs
    assert read_manifest(tmp_path / "version") == whole | {"inputs": []}


def test_one_that_was_cut_short_is_not_read(tmp_path):
    """Wherever it ends, what is left is no manifest."""
    written(tmp_path / "version", [("raw/a.txt", None, 1, "article"), ("raw/b.txt", None, 1, "article")])
    path = tmp_path / "version" / FILE_NAME
    text = path.read_bytes()
    for end in range(0, len(text) - 2, 7):
        path.write_bytes(text[:end])
        with pytest.raises(IntegrityError, match="is not JSON"):
            read_manifest(tmp_path / "version")
