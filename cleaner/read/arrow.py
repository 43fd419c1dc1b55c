"""An Arrow IPC file or stream, batch by batch: each row is a record.

Batches are as large as their writer made them, and one that is compressed is expanded whole; only the columns that
are used are.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.article import RawArticle, Rejection
from cleaner.read.columnar import Budget, articles_of, checked, one_line
from cleaner.read.content import Content
from cleaner.read.record import listed, wanted_columns


def read(content: Content) -> Iterator[RawArticle | Rejection]:
    """The rows in order. Row n is named `source#n`, from 1. A damaged batch ends the file."""
    import pyarrow as pa  # noqa: PLC0415 - 0.1 s that other formats need not pay
    from pyarrow import ipc  # noqa: PLC0415

    is_file = content.head.startswith(b"ARROW1")
    if is_file and (content.expanded or content.is_archived):
        yield content.rejection("unknown-format", "an Arrow file inside another compression or archive; unpack it")
        return
    first = 1
    budget = Budget(content.n_bytes or 0)
    try:
        reader = ipc.open_file(content.stream) if is_file else ipc.open_stream(content.stream)
        names = reader.schema.names
        wanted, has_text = wanted_columns(names, content.fields)
        if not has_text:
            yield Rejection(content.source, "bad-record", f"no text or html column; it has: {listed(names)}; name the column in the settings")
            return
        if is_file:  # a stream cannot be opened again
            content.stream.seek(0)
            reader = ipc.open_file(content.stream, options=ipc.IpcReadOptions(included_fields=[names.index(name) for name in wanted]))
        for batch in (reader.get_batch(number) for number in range(reader.num_record_batches)) if is_file else reader:
            for item in articles_of(checked(batch.select(wanted)), first, content, budget):
                first += 1
                yield item
                if budget.is_spent:
                    yield Rejection(content.source, "too-large", f"{budget.evidence}; {first - 1} rows before")
                    return
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:  # a damaged size asks for more memory than there is
        check, evidence = content.fault or ("truncated", one_line(error))
        yield Rejection(content.source, check, f"{evidence}; {first - 1} whole rows before", raw_bytes=content.n_bytes)
        return
    if content.fault:
        check, evidence = content.fault
        yield Rejection(content.source, check, f"{evidence}; {first - 1} whole rows before")
    elif first == 1:
        yield Rejection(content.source, "empty", "no row in the file", raw_bytes=content.n_bytes)
