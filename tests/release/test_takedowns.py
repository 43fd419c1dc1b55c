import re

import pytest

from cleaner.errors import UsageError
from cleaner.release.build import BuildRequest, build
from cleaner.release.takedowns import Takedowns, load_takedowns

ID = "0123456789abcdef0123"


@pytest.fixture
def listed(tmp_path):
    """A function: TOML → the path of a takedown list."""

    def write(text):
        path = tmp_path / "takedowns.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_an_entry_stands_for_an_id_a_page_or_a_host(listed):
    """A page is the same one with or without TLS, tracking and last slash; a host stands for all hosts below it and no other."""
    found = load_takedowns(
        listed(
            f'[[takedown]]\nid = "{ID}"\nreason = "the person asked"\n'
            '[[takedown]]\nurl = "https://Lantern.example/a/?utm_source=x"\nreason = "a court order"\n'
            '[[takedown]]\nhost = "Weekly.example"\nreason = "the  publisher\\nasked"\n'
        )
    )
    assert found.reason(ID) == "the person asked"
    assert found.reason("f" * 20, None, "http://lantern.example/a") == "a court order"
    assert found.reason("f" * 20, "https://lantern.example/ab", None) is None
    assert found.reason("f" * 20, "https://www.WEEKLY.example/x") == "the publisher asked"
    assert found.reason("f" * 20, "https://biweekly.example/x") is None
    assert found.reason("f" * 20, "https://[broken/x") is None
    assert load_takedowns(None).is_empty
    assert Takedowns().reason(ID, "https://lantern.example") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[takedown]\n", "is not TOML"),
        ("[[takedowns]]\nid = 'x'\n", "'takedowns' is not known; write [[takedown]] tables"),
        ("[takedown]\nid = 'x'\n", "takedown is not a list of tables; write [[takedown]], with two brackets"),
        ("[[takedown]]\nurll = 'x'\nreason = 'y'\n", "takedown[1]: 'urll' is not known; did you mean 'url'?"),
        ("[[takedown]]\nreason = 'y'\n", "takedown[1]: it names nothing; name one of id, url and host"),
        (f"[[takedown]]\nid = '{ID}'\nhost = 'a.example'\nreason = 'y'\n", "takedown[1]: it names id and host; name one"),
        (f"[[takedown]]\nid = '{ID}'\n", "takedown[1]: it has no reason; say why"),
        (f"[[takedown]]\nid = '{ID}'\nreason = ' '\n", "takedown[1]: reason is empty; write something"),
        ("[[takedown]]\nid = 7\nreason = 'y'\n", "takedown[1]: id is not a text"),
        ("[[takedown]]\nid = 'raw/ferry.txt'\nreason = 'y'\n", "id 'raw/ferry.txt' is not an article's id"),
        ("[[takedown]]\nurl = 'lantern.example/a'\nreason = 'y'\n", "is not an address; write it whole, with https://"),
        ("[[takedown]]\nhost = 'https://lantern.example'\nreason = 'y'\n", "is not a host; write the name alone"),
        ("takedown = ['x']\n", "takedown[1]: is not a table"),
    ],
)
def test_a_list_that_cannot_be_obeyed_is_one_line(listed, text, said):
    """An entry that would silently stand for nothing is an error with file, entry and next step."""
    path = listed(text)
    with pytest.raises(UsageError) as caught:
        load_takedowns(path)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_list_that_is_gone_is_an_error(tmp_path):
    """A list that cannot be read must not let through what is on it."""
    with pytest.raises(UsageError, match="cannot be read"):
        load_takedowns(tmp_path / "gone.toml")


def test_every_build_obeys_the_list(make_raw, listed):
    """What is taken down is a rejection with the reason, in no table, and no copy of it takes its place; the datasheet counts it."""
    root = make_raw(5)
    page = (root / "raw" / "page-0002.txt").read_bytes()
    (root / "raw" / "zz-copy.txt").write_bytes(page)
    request = BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset", name="invented-news")
    first = build(request)
    assert (first.n_articles, first.n_duplicates) == (5, 1)
    row = next(row for row in first.articles.to_pylist() if row["source"] == "raw/page-0002.txt")
    path = listed(f'[[takedown]]\nid = "{row["id"]}"\nreason = "the mayor asked"\n')
    second = build(BuildRequest(inputs=(root / "raw",), root=root, out=root / "dataset", name="invented-news", takedowns=path))
    assert second.version == "2.0.0"
    assert [(one.source, one.check, one.evidence) for one in second.rejections] == [
        ("raw/page-0002.txt", "takedown", "the mayor asked"),
        ("raw/zz-copy.txt", "takedown", "the mayor asked"),
    ]
    assert (second.n_articles, second.n_duplicates, second.n_rejections) == (4, 0, 2)
    assert row["id"] not in second.articles["id"].to_pylist()
    assert not any(row["text"][:60].encode() in file.read_bytes() for file in second.path.rglob("*") if file.is_file())
    assert re.search(r"request: 2", (second.path / "DATASHEET.md").read_text(encoding="utf-8"))
    assert second.diff.removed == (row["id"],)
