import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleaner.release.cards.front_matter import dump, parse, split_card

KEYS = st.from_regex(r"[a-z_]{2,8}", fullmatch=True).filter(lambda key: key not in {"no", "on", "off", "yes", "true", "false", "null"})
SCALARS = (
    st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Cn", "Co"]), max_size=12)
)


def values(depth):
    if depth == 0:
        return SCALARS
    return SCALARS | st.lists(SCALARS | mappings(depth - 1), min_size=1, max_size=3) | mappings(depth - 1)


def mappings(depth):
    return st.dictionaries(KEYS, values(depth), min_size=1, max_size=4)


@given(mappings(2))
def test_what_is_written_is_read_the_same_by_all(content):
    """PyYAML and our own reader read back what was written: strings stay strings, even `no`, `1.0` and `~`."""
    text = dump(content)
    assert yaml.safe_load(text) == content
    assert parse(text) == content


@given(st.dictionaries(KEYS, st.text(max_size=20), min_size=1, max_size=3))
def test_no_string_breaks_out(content):
    """Whatever characters a name has, keys stay as they are and every value is a string."""
    for found in (parse(dump(content)), yaml.safe_load(dump(content))):
        assert list(found) == list(content)
        assert all(isinstance(value, str) for value in found.values())


@given(st.text(max_size=60))
def test_other_text_is_refused_or_read(text):
    """Text that is not ours is read or is a ValueError, never anything else."""
    try:
        found = parse(text)
    except ValueError:
        return
    assert isinstance(found, dict)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "line 2: the key 'a' is there twice"),
        ("a: no\n", "line 1: 'no' must be in double quotes"),
        ("a:\n", "a value is missing"),
        ("a: &x 1\n", "must be in double quotes"),
        ('a: "x\n', "is not a quoted string"),
        ("- a\n", "line 1: not a mapping"),
        ("a: 1\n   b: 2\n", "does not belong here"),
    ],
)
def test_yaml_that_is_not_ours_is_refused(text, message):
    """The reader does not guess: the message names the line."""
    with pytest.raises(ValueError, match=message):
        parse(text)


def test_a_card_is_split_at_its_lines():
    """The front matter ends at the first line of three hyphens; a card without one is an error."""
    assert split_card("---\na: 1\n---\n\n# B\n---\n") == ("a: 1\n", "\n# B\n---\n")
    with pytest.raises(ValueError, match="no front matter"):
        split_card("# B\n")
