"""Damaged offsets in an Arrow file are noticed before anybody follows them."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import ipc

from cleaner.article import RawArticle, Rejection
from cleaner.read import InputFile, read_file
from cleaner.read.columnar import checked


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary()])
def test_an_offset_beyond_the_buffer_is_not_followed(kind: pa.DataType) -> None:
    """Arrow itself would read what stands there in memory, or end the process."""
    good = pa.array(["The lamp", "The quay"], kind)
    offsets = bytearray(good.buffers()[1].to_pybytes())
    width = len(offsets) // 3 if kind != pa.large_string() else 8
    offsets[width : 2 * width] = (10**6).to_bytes(width, "little")
    bad = pa.Array.from_buffers(kind, 2, [None, pa.py_buffer(bytes(offsets)), good.buffers()[2]])
    with pytest.raises(pa.ArrowInvalid):
        checked(pa.record_batch({"text": bad}))
    assert checked(pa.record_batch({"text": good})).num_rows == 2


def test_bytes_that_are_no_utf8_are_no_damage() -> None:
    """Also in a dictionary."""
    text = pa.array([b"caf\xe9"]).view(pa.string())
    assert checked(pa.record_batch({"text": text, "title": pa.DictionaryArray.from_arrays(pa.array([0]), text)})).num_rows == 1


def test_damaged_files_never_end_the_process(tmp_path: Path) -> None:
    """Some hundred of them, a few bytes of each changed."""
    memory = io.BytesIO()
    table = pa.table({"text": [f"The lamp was lit {n} times." for n in range(40)], "title": pa.array(["A", "B"] * 20).dictionary_encode()})
    with ipc.new_stream(memory, table.schema) as writer:
        writer.write_table(table, max_chunksize=10)
    path = tmp_path / "a.arrows"
    for seed in range(300):
        chance = random.Random(seed)
        data = bytearray(memory.getvalue())
        for _ in range(chance.randint(1, 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        assert all(isinstance(one, RawArticle | Rejection) for one in read_file(InputFile(path, "a.arrows")))
