"""A tar or zip of pages is read as its files would be; what is dangerous in it is refused by name."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard

from cleaner.article import RawArticle, Rejection
from cleaner.read import InputFile, Tally, read_file

PAGE = b"<!DOCTYPE html><html><body><p>The ferry came in.</p></body></html>"
MEMBERS = {
    "news/a.html": PAGE,
    "news/b.txt": b"The ferry came in.\n",
    "news/c.jsonl": b'{"text": "one"}\n{"text": \n{"text": "three"}\n',
    "news/d.txt.gz": gzip.compress(b"The ferry left.\n"),
    "news/.hidden.txt": b"x",
    "news/e.pdf": b"%PDF-1.7",
}


def tar_of(members: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zip_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


KINDS = [
    ("p.tar", tar_of),
    ("p.tar.gz", lambda m: gzip.compress(tar_of(m))),
    ("p.tgz", lambda m: gzip.compress(tar_of(m))),
    ("p.tar.zst", lambda m: zstandard.compress(tar_of(m))),
    ("p.zip", zip_of),
]


def reading(tmp_path: Path, name: str, data: bytes, **kwargs) -> list[RawArticle | Rejection]:
    (tmp_path / name).write_bytes(data)
    return list(read_file(InputFile(tmp_path / name, name), **kwargs))


@pytest.mark.parametrize(("name", "pack"), KINDS)
def test_members_are_read_like_files(tmp_path: Path, name: str, pack) -> None:
    """Named `archive#member`, records in them `archive#member#n`; hidden ones are counted, not read."""
    tally = Tally()
    found = reading(tmp_path, name, pack(MEMBERS), tally=tally)
    assert [(one.source.removeprefix(name), getattr(one, "check", "article")) for one in found] == [
        ("#news/a.html", "article"),
        ("#news/b.txt", "article"),
        ("#news/c.jsonl#1", "article"),
        ("#news/c.jsonl#2", "bad-record"),
        ("#news/c.jsonl#3", "article"),
        ("#news/d.txt.gz", "article"),
        ("#news/e.pdf", "binary"),
    ]
    assert [one.data for one in found if isinstance(one, RawArticle)] == [PAGE, b"The ferry came in.\n", b"one", b"three", b"The ferry left.\n"]
    assert tally.skipped == {"a hidden file in an archive": 1}


@pytest.mark.parametrize(("name", "pack"), KINDS)
@pytest.mark.parametrize(
    ("member", "check"),
    [
        ("../a.txt", "unsafe-name"),
        ("news/../../a.txt", "unsafe-name"),
        ("/etc/a.txt", "unsafe-name"),
        ("..\\a.txt", "unsafe-name"),
        ("C:\\a.txt", "unsafe-name"),
        ("inner.zip", "nested-archive"),
        ("inner.tar.gz", "nested-archive"),
    ],
)
def test_dangerous_members_are_refused(tmp_path: Path, name: str, pack, member: str, check: str) -> None:
    """By name, and their neighbours come through."""
    bad, good = reading(tmp_path, name, pack({member: b"The ferry.\n", "b.txt": b"The quay.\n"}))
    assert isinstance(bad, Rejection)
    assert (bad.check, bad.source.startswith(f"{name}#")) == (check, True)
    assert isinstance(good, RawArticle)


@pytest.mark.parametrize(("name", "pack"), KINDS)
@pytest.mark.parametrize("inner", [tar_of, zip_of])
def test_an_archive_by_another_name_is_not_opened_either(tmp_path: Path, name: str, pack, inner) -> None:
    """Its first bytes say what it is."""
    [found] = reading(tmp_path, name, pack({"pages": inner(MEMBERS)}))
    assert isinstance(found, Rejection)
    assert found.check == "nested-archive"


def test_links_in_a_tar_are_not_followed(tmp_path: Path) -> None:
    """They are rejections, as devices are."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE), ("c.txt", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    found = reading(tmp_path, "p.tar", out.getvalue())
    assert [getattr(one, "evidence", None) for one in found] == ["a link, not a file", "a link, not a file", "a device or pipe, not a file"]


def test_a_cut_tar_keeps_its_whole_members(tmp_path: Path) -> None:
    """The member it ends in is a rejection, even when its beginning reads well; the archive says so too."""
    data = tar_of({f"{n}.txt": b"The quay of Fernholt. " * 200 for n in range(5)})
    cut = data.find(b"The quay", data.find(b"4.txt")) + 1000
    for name, packed in (("p.tar", data[:cut]), ("p.tar.gz", gzip.compress(data, 0)[: cut + 20])):
        *good, member, last = reading(tmp_path, name, packed)
        assert [one.source for one in good if isinstance(one, RawArticle)] == [f"{name}#{n}.txt" for n in range(4)]
        assert [one.check for one in (member, last) if isinstance(one, Rejection)] == ["truncated", "truncated"]
        assert (member.source, last.source) == (f"{name}#4.txt", name)


def test_a_damaged_zip_member_costs_itself(tmp_path: Path) -> None:
    """Its checksum finds it; a zip without its table of contents gives one rejection."""
    data = bytearray(zip_of({f"{n}.txt": b"The quay of Fernholt, number %d." % n for n in range(3)}))
    at = data.find(b"1.txt") + 12
    data[at] ^= 0xFF
    found = reading(tmp_path, "p.zip", bytes(data))
    assert [getattr(one, "check", "article") for one in found] == ["article", "truncated", "article"]
    [found] = reading(tmp_path, "p.zip", bytes(data)[:-30])
    assert isinstance(found, Rejection)
    assert found.check == "truncated"


def test_an_encrypted_member_is_a_rejection(tmp_path: Path) -> None:
    """Nobody is asked for a password."""
    data = bytearray(zip_of({"a.txt": b"The quay."}))
    for at in (data.find(b"PK\x03\x04") + 6, data.find(b"PK\x01\x02") + 8):
        data[at] |= 1
    [found] = reading(tmp_path, "p.zip", bytes(data))
    assert isinstance(found, Rejection)
    assert (found.check, found.evidence) == ("unreadable", "it is encrypted")


def test_a_bomb_in_an_archive_is_not_unpacked(tmp_path: Path) -> None:
    """Neither in one member nor in many; the members before it come through."""
    members = {"0.txt": b"The quay.\n"} | {f"{n}.txt": b"a" * 12_000_000 for n in range(1, 9)}
    for name, pack in KINDS[1:]:
        first, *others = reading(tmp_path, name, pack(members))
        assert isinstance(first, RawArticle)
        assert any(isinstance(one, Rejection) and one.check == "too-large" for one in others)
        assert sum(isinstance(one, RawArticle) for one in others) <= 5


@pytest.mark.parametrize(("name", "pack"), KINDS)
def test_an_empty_archive_is_a_rejection(tmp_path: Path, name: str, pack) -> None:
    assert [getattr(one, "check", None) for one in reading(tmp_path, name, pack({}))] in (["empty"], ["binary"])
