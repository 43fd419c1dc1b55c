"""What a compressed file holds, as a plain stream that ends early rather than raise.

`Expanded.fault` says why it ended: the good records before a cut are worth having. Of a file of many gzip members, as web
archives are, those behind a damaged one are worth having as well: `resume_at_damage` goes on with the next that can be
read. What a file may expand to is limited, so that a small one cannot fill the machine.
"""

from __future__ import annotations

import contextlib
import io
import re
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
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04][\x00-\x0d\xff]", re.DOTALL)
"""How a gzip member begins (RFC 1952, 2.3): deflate, no reserved flags, the extra flags and systems that exist."""
_MEMBER_HEADER_BYTES = 10
_TRIAL_BYTES = 4096
"""Of a member, to be decompressed before it is believed to be one."""
_MOST_TRIALS = 100_000
"""A file made of beginnings of members would else be tried for each."""
_REMEMBERED_BYTES = MIB
"""Of a damaged member, in which the next is looked for: damage is often noticed only there."""
_CRUMB_BYTES, _MOST_CRUMBS_BYTES = 16, 8 * MIB


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

    def copy(self) -> _Gzip:
        twin = _Gzip()
        twin._z = self._z.copy()
        return twin

    def to_the_damage(self, data: bytes) -> bytes:
        """What can be had of data that `decompress` failed on, as far as it goes."""
        data = self._z.unconsumed_tail + data
        out = bytearray()
        with contextlib.suppress(zlib.error):
            for at in range(0, len(data), _CRUMB_BYTES):
                out += self._z.decompress(data[at : at + _CRUMB_BYTES])
                if len(out) > _MOST_CRUMBS_BYTES:
                    break
        return bytes(out)


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
        self.gaps: list[tuple[str, str]] = []
        """(check, evidence) of each damaged stretch that was passed over."""
        self._may_resume = False
        self._n_trials = 0
        self._member = bytearray()  # the last bytes of the file that were given to the decoder
        self._member_at = 0
        self._is_damaged = False

    def resume_at_damage(self) -> None:
        """Go on with the next gzip member where one is damaged; `gaps` then says what was passed over.

        A line break stands in the gap, so that no record reaches over it. For formats that can tell a record from debris.
        """
        self._may_resume = self._form == "gzip"

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
            return self._may_resume and self._is_damaged and self._resume()
        is_behind = isinstance(self._decoder, _Gzip) and self._decoder.is_behind
        if not self._input and not is_behind:
            # A zstd block of a few bytes can be 128 KiB of text: small bites bound what one call may return.
            self._input = self._file.read(1024 if self._form == "zstd" else 65_536)
            self._n_in += len(self._input)
            if not self._input:
                if self._decoder is not None:
                    self.fault = ("truncated", f"the {self._form} data ends in the middle; {self._n_out} bytes of content were readable")
                    # A member that was cut swallows those behind it, as long as their bytes make some sense to it.
                    self._is_damaged = self._form == "gzip"
                    self._decoder = None
                    return self._advance()
                return False
        if self._decoder is None:
            if self._n_out and not self._input.strip(b"\0"):  # padding behind the last member, as tar and tapes leave it
                self._input = b""
                return True
            self._decoder = _Gzip() if self._form == "gzip" else zstandard.ZstdDecompressor().decompressobj()
            self._member_at = self._n_in - len(self._input)
            self._member.clear()
        before = self._decoder.copy() if isinstance(self._decoder, _Gzip) else None
        if before is not None:
            self._member += self._input
            if len(self._member) > 2 * _REMEMBERED_BYTES:
                del self._member[:-_REMEMBERED_BYTES]
        try:
            out = self._decoder.decompress(self._input)
        except (zlib.error, zstandard.ZstdError) as error:
            out = b"" if before is None else before.to_the_damage(self._input)
            is_within = self._give(out)
            self.fault = self.fault or ("truncated", f"damaged {self._form} data after {self._n_out} bytes of content: {error}")
            self._is_damaged = is_within and before is not None
            self._input, self._decoder = b"", None
            return bool(self._output) or self._advance()
        self._input = b""
        if self._decoder.eof:
            self._input = self._decoder.unused_data
            self._decoder = None
        return self._give(out)

    def _give(self, out: bytes) -> bool:
        """Hand out content; False when it is more than may be."""
        self._n_out += len(out)
        # Where nobody knows the size, as of a web server's answer, what has come so far counts.
        limit = allowed_bytes(max(self._compressed_bytes, self._n_in))
        if self._n_out > limit:
            self.fault = ("too-large", f"expands to more than {limit // MIB} MiB, the limit for a {self._form} file of its size")
            return False
        self._output = memoryview(out)
        return True

    def _resume(self) -> bool:
        """Find the next member that can be read; False, and the fault stands, when there is none."""
        data = bytes(self._member[1:])  # not the damaged one itself
        at = 0
        while True:
            found = _MEMBER.search(data, at)
            start = max(len(data) - _MEMBER_HEADER_BYTES + 1, 0) if found is None else found.start()
            if found is None or len(data) - start < _TRIAL_BYTES:
                more = self._file.read(65_536)
                self._n_in += len(more)
                if found is None and not more:
                    break
                if more:
                    data, at = data[start:] + more, 0
                    continue
            self._n_trials += 1
            if self._n_trials > _MOST_TRIALS:
                break
            if _can_be_read(data[start : start + _TRIAL_BYTES]):
                where = f"bytes {self._member_at} to {self._n_in - len(data) + start - 1} of the file"
                assert self.fault is not None
                self.gaps.append((self.fault[0], f"{self.fault[1]}; {where} are damaged, and what follows was read"))
                self._input, self._output = data[start:], memoryview(b"\n")
                self.fault, self._is_damaged = None, False
                return True
            at = start + 1
        self._is_damaged = False
        return False


def _can_be_read(data: bytes) -> bool:
    """Whether a gzip member begins here, going by its first bytes."""
    try:
        decoder = zlib.decompressobj(wbits=31)
        return bool(decoder.decompress(data, MIB)) or decoder.eof
    except zlib.error:
        return False
