import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.release.pages import are_intact

N = 3_000
TABLE = pa.table(
    {
        "word": [f"word {n % 700}" for n in range(N)],
        "kind": ["ferry", None, "harbour"] * (N // 3),
        "number": pa.array(range(N), pa.int64()),
        "is_new": [n % 3 == 0 for n in range(N)],
        "names": [["Ida"] * (n % 3) for n in range(N)],
        "share": pa.array([{"title": n / N} for n in range(N)], pa.struct([("title", pa.float64())])),
    }
)


def written(**options):
    sink = io.BytesIO()
    pq.write_table(TABLE, sink, row_group_size=1_200, data_page_size=2_000, **options)
    return sink.getvalue()


def chunks(data):
    footer = pq.read_metadata(io.BytesIO(data))
    return [footer.row_group(group).column(number) for group in range(footer.num_row_groups) for number in range(footer.num_columns)]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("compression", ["none", "snappy", "zstd"])
@pytest.mark.parametrize("use_dictionary", [True, False, ["kind"]])
def test_pages_as_they_were_written_are_intact(version, compression, use_dictionary):
    """Pages of either version, of any codec, with statistics in their headers or a dictionary before them."""
    data = written(write_page_checksum=True, data_page_version=version, compression=compression, use_dictionary=use_dictionary)
    assert are_intact(memoryview(data), chunks(data))


def test_no_bit_of_a_page_changes_unseen():
    """Wherever a bit is flipped in a page's bytes, it is not intact any more, and the pages of other columns are."""
    data = written(write_page_checksum=True, compression="zstd")
    for chunk in chunks(data):
        end = (chunk.dictionary_page_offset or chunk.data_page_offset) + chunk.total_compressed_size
        others = [one for one in chunks(data) if one.data_page_offset != chunk.data_page_offset]
        for at in range(end - 12, end, 3):
            for bit in (1, 128):
                changed = bytearray(data)
                changed[at] ^= bit
                assert not are_intact(memoryview(changed), [chunk])
                assert are_intact(memoryview(changed), others)


def test_headers_of_any_bytes_end():
    """A header that is damaged, cut off or none at all is not intact; nothing is raised and nothing goes on for ever."""
    data = written(write_page_checksum=True)
    first = chunks(data)[0]
    start = first.dictionary_page_offset
    for at in range(start, start + 30):
        for byte in range(256):
            changed = bytearray(data)
            changed[at] = byte
            are_intact(memoryview(changed), [first])
    for length in range(start, start + 200):
        assert not are_intact(memoryview(data[:length]), [first])
    for filling in (b"\x00", b"\xff", b"\x1c", b"\x15", b"\x80"):
        assert not are_intact(memoryview(data[:start] + filling * len(data)), [first])


def test_without_checksums_nothing_is_intact():
    """Who wrote no checksums promised nothing: these pages are for a reader that looks at them itself."""
    data = written()
    assert not are_intact(memoryview(data), chunks(data))
