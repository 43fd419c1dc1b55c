"""The documentation is true: its commands run, and print what it shows."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import INSTALLED, PAGES, ROOT, Page, environment_of, read_page, run_page
from tests.docs.served import served


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """`clean` and `python` that need not import anything; the real ones where processes are not forked."""
    if sys.platform == "linux":
        with served(environment_of(tmp_path_factory.mktemp("home"))) as folder:
            yield folder
    else:
        yield INSTALLED


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_page_shows_is_what_happens(path: Path, tmp_path: Path, commands: Path) -> None:
    """Each block of commands runs, each console block prints what stands there; `make docs` writes what it prints now.

    The README's are the real commands, started as a reader starts them.
    """
    faults, _ = run_page(read_page(path), tmp_path, INSTALLED if path.name == "README.md" else commands)
    assert not faults, "\n\n".join(f"{path.name}:{fault.line}: {fault.what}\n--- shown\n{fault.shown}--- got\n{fault.got}" for fault in faults)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_inside_the_repository_lead_somewhere(path: Path) -> None:
    """A link to a file names one that is there, and one to a heading names one of that page."""
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", read_page(path).text):
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}, target


def test_a_page_that_lies_is_found(tmp_path: Path) -> None:
    """The runner sees a wrong output, a failing command and a broken file, and takes `…` for any lines."""
    page = tmp_path / "page.md"
    page.write_text(
        "```console\n$ echo one; echo two\none\n…\n$ echo three\nfour\n```\n\n```sh\nfalse\n```\n\n```toml\nx =\n```\n\n<!-- docs: not run: a reason -->\n```sh\nfalse\n```\n",
        encoding="utf-8",
    )
    (tmp_path / "run").mkdir()
    faults, text = run_page(read_page(page), tmp_path / "run")
    assert [fault.what.split(":")[0] for fault in faults] == ["prints something else", "ends with exit code 1", "is not toml"]
    assert "$ echo three\nthree\n```" in text


def test_blocks_share_a_folder_and_files_are_written(tmp_path: Path) -> None:
    """A `cd` lasts, a titled block is a file, and setup lines are run but not shown."""
    page = tmp_path / "page.md"
    page.write_text(
        '<!-- docs: setup\nmkdir below\n-->\n```sh\ncd below\n```\n```toml title="a.toml"\nx = 1\n```\n```console\n$ cat a.toml\nx = 1\n```\n', encoding="utf-8"
    )
    (tmp_path / "run").mkdir()
    read = read_page(page)
    assert isinstance(read, Page)
    assert [block.language for block in read.blocks] == ["setup", "sh", "toml", "console"]
    assert run_page(read, tmp_path / "run")[0] == []
