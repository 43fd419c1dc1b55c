"""Rows of Arrow batches as records, one at a time. Strings are taken as bytes, since nobody has checked that they are UTF-8."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from cleaner.article import RawArticle, Rejection
from cleaner.read.compressed import MIB, allowed_bytes
from cleaner.read.content import Content
from cleaner.read.record import raw_article


class Budget:
    """How many bytes of text a file may expand to, as for a compressed file of its size."""

    def __init__(self, stored_bytes: int) -> None:
        self.limit = allowed_bytes(stored_bytes)
        self._n_bytes = 0

    def spend(self, n_bytes: int) -> None:
        self._n_bytes += n_bytes

    @property
    def is_spent(self) -> bool:
        return self._n_bytes > self.limit

    @property
    def evidence(self) -> str:
        return f"expands to more than {self.limit // MIB} MiB, the limit for a file of its size"


def text_columns(schema: Any, wanted: list[str]) -> list[str]:
    """The wanted columns of strings or bytes: those that may repeat something long."""
    import pyarrow as pa  # noqa: PLC0415

    types = (pa.types.is_string, pa.types.is_binary, pa.types.is_large_string, pa.types.is_large_binary)
    return [name for name in wanted if any(is_type(schema.field(name).type) for is_type in types)]


def checked(batch: Any) -> Any:
    """The batch, if its offsets and indices stay within its buffers.

    Arrow trusts what an IPC file says of itself: a damaged offset reads other memory of this process, or ends it.

    Raises:
        pa.ArrowInvalid: They do not.
    """
    for column in batch.columns:
        _as_bytes(column).validate(full=True)
    return batch


def _as_bytes(column: Any) -> Any:
    """The column with strings as bytes: whether they are UTF-8 is asked value by value, and is no damage."""
    import pyarrow as pa  # noqa: PLC0415

    column.validate()
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices, _as_bytes(column.dictionary), safe=False)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return column.view(pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary())
    return column


def articles_of(batch: Any, first: int, content: Content, budget: Budget) -> Iterator[RawArticle | Rejection]:
    """The rows of a batch; the first one is row `first` of the file.

    Raises:
        pa.ArrowException: An index leads out of its dictionary.
    """
    columns = [(name, _getter(batch.column(number))) for number, name in enumerate(batch.schema.names)]
    for row in range(batch.num_rows):
        source, where = f"{content.source}#{first + row}", f"row {first + row}"
        record: dict[str, Any] = {}
        is_utf8 = True
        for name, get in columns:
            value = get(row)
            if isinstance(value, _Text):
                try:
                    record[name] = value.data.decode("utf-8")
                except UnicodeDecodeError:
                    is_utf8 = False
                    record[name] = value.data.decode("utf-8", "surrogateescape")
                budget.spend(len(value.data))
            else:
                record[name] = value
                budget.spend(len(value) if isinstance(value, bytes) else 0)

        def reject(check: str, evidence: str, source: str = source, where: str = where, record: dict[str, Any] = record) -> Rejection:
            return Rejection(source, check, f"{where}: {evidence}", *_digest(record))

        yield raw_article(record, source, content, reject, is_utf8=is_utf8)


def one_line(error: BaseException) -> str:
    """The library's complaint, as evidence may show it."""
    text = (str(error).splitlines() or [type(error).__name__])[0]
    return "".join(c if c.isprintable() else " " for c in text)[:160]


class _Text:
    """The bytes of a string."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


def _getter(column: Any) -> Callable[[int], Any]:
    """Row → the value, with a string as `_Text`; None where a value fits into no Python object, such as a date beyond the year 9999."""
    import pyarrow as pa  # noqa: PLC0415

    if pa.types.is_dictionary(column.type):
        indices, of_dictionary = column.indices, _getter(column.dictionary)
        # Raises where an index is none of the dictionary's. A Parquet file may hold such: Arrow does not look, and takes -1 for the last one.
        pa.DictionaryArray.from_arrays(indices, pa.nulls(len(column.dictionary)))
        return lambda row: None if (place := indices[row].as_py()) is None else of_dictionary(place)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        if pa.types.is_string_view(column.type):
            column = column.cast(pa.large_string())
        as_bytes = column.view(pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary())
        return lambda row: None if (data := as_bytes[row].as_py()) is None else _Text(data)
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)

    def get(row: int) -> Any:
        try:
            return column[row].as_py()
        except (ValueError, OverflowError):
            return None

    return get


def _digest(record: dict[str, Any]) -> tuple[str, int]:
    """The digest and size of the row's strings; a row has no bytes of its own."""
    data = "\x1f".join(f"{name}\x1e{value}" for name, value in record.items() if value is not None).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest(), len(data)
