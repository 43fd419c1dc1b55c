"""What a compressed file holds, as a plain stream that ends early rather than raise.

`Expanded.fault` says why it ended: the good records before a cut are worth having. What it may expand to is limited,
so that a small file cannot fill the machine.
"""

from __future__ import annotations

import io
import zlib
from typing import IO, Any

import zstandard

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGICS = (b"\x28\xb5\x2f\xfd", *(bytes((0x50 + i, 0x2A, 0x4D, 0x18)) for i in range(16)))
"""A frame, or one of the sixteen kinds of skippable frame (RFC 8878, 3.1.2)."""
MIB = 1024 * 1024
MIN_ALLOWED_BYTES = 64 * MIB
ORDINARY_RATIO = 20
"""Text compresses 3 to 10 times; pages of one site in one file up to about 20 times."""
MAX_RATIO = 100
MAX_BOMB_BYTES = 2048 * MIB


def allowed_bytes(compressed_bytes: int) -> int:
    """How much a file of this size may expand to: 100 times its size up to 2 GiB, beyond that 20 times its size."""
    return max(MIN_ALLOWED_BYTES, min(MAX_RATIO * compressed_bytes, MAX_BOMB_BYTES), ORDINARY_RATIO * compressed_bytes)


class _Gzip:
    """One gzip member; gives out at most 1 MiB at a time."""

    def __init__(self) -> None:
        self._z = zlib.decompressobj(wbits=31)
        self.eof = False

    @property
    def unused_data(self) -> bytes:
        return self._z.unused_data

    def decompress(self, data: bytes) -> bytes:
        out = self._z.decompress(self._z.unconsumed_tail + data, MIB)
        self.eof = self._z.eof
        return out

    @property
    def is_behind(self) -> bool:
        return bool(self._z.unconsumed_tail)


class Expanded(io.RawIOBase):
    """The decompressed bytes of all members or frames of a file, one after the other."""

    def __init__(self, file: IO[bytes], form: str, compressed_bytes: int) -> None:
        self._file = file
        self._form = form
        self._n_in = 0
        self._compressed_bytes = compressed_bytes
        self._decoder: _Gzip | zstandard.ZstdDecompressionObj | None = None
        self._input = b""
        self._output = memoryview(b"")
        self._n_out = 0
        self.fault: tuple[str, str] | None = None
        """(check, evidence) once the stream has ended before its end."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        target = memoryview(buffer).cast("B")
        n_filled = 0
        while n_filled < len(target) and (self._output or self._advance()):
            n = min(len(target) - n_filled, len(self._output))
            target[n_filled : n_filled + n] = self._output[:n]
            self._output = self._output[n:]
            n_filled += n
        return n_filled

    def _advance(self) -> bool:
        """Decompress a little more; False at the end."""
        if self.fault:
            return False
        is_behind = isinstance(self._decoder, _Gzip) and self._decoder.is_behind
        if not self._input and not is_behind:
            # A zstd block of a few bytes can be 128 KiB of text: small bites bound what one call may return.
            self._input = self._file.read(1024 if self._form == "zstd" else 65_536)
            self._n_in += len(self._input)
            if not self._input:
                if self._decoder is not None:
                    self.fault = ("truncated", f"the {self._form} data ends in the middle; {self._n_out} bytes of content were readable")
                return False
        if self._decoder is None:
            if self._n_out and not self._input.strip(b"\0"):  # padding behind the last member, as tar and tapes leave it
                self._input = b""
                return True
            self._decoder = _Gzip() if self._form == "gzip" else zstandard.ZstdDecompressor().decompressobj()
        try:
            out = self._decoder.decompress(self._input)
        except (zlib.error, zstandard.ZstdError) as error:
            self.fault = ("truncated", f"damaged {self._form} data after {self._n_out} bytes of content: {error}")
            return False
        self._input = b""
        if self._decoder.eof:
            self._input = self._decoder.unused_data
            self._decoder = None
        self._n_out += len(out)
        # Where nobody knows the size, as of a web server's answer, what has come so far counts.
        limit = allowed_bytes(max(self._compressed_bytes, self._n_in))
        if self._n_out > limit:
            self.fault = ("too-large", f"expands to more than {limit // MIB} MiB, the limit for a {self._form} file of its size")
            return False
        self._output = memoryview(out)
        return True
