import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleaner.release.cards.markdown import escape, table, yaml_string

HOSTILE = (
    "[click](javascript:alert(1))",
    "![](https://tracker.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "<https://tracker.example>",
    "https://tracker.example and www.tracker.example",
    "a | b\n# heading\n- item",
    "`code` *bold* __bold__ ~~gone~~",
    "&lt;b&gt;",
    "---\nlicense: mit",
    "$x$ :smile: @somebody #1",
    "\x1b[31mred\u202egnp.exe",
)


def shown(markdown):
    """(the words that a reader sees, the kinds of Markdown in them)"""
    (paragraph, *more) = [token for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown) if token.type == "inline"]
    assert not more
    return "".join(child.content for child in paragraph.children), {child.type for child in paragraph.children}


@pytest.mark.parametrize("text", HOSTILE)
def test_names_stay_words(text):
    """Whatever a page calls itself, the card shows these words and nothing else: no link, picture, HTML or heading."""
    words, kinds = shown("x " + escape(text))
    assert kinds <= {"text", "text_special"}
    plain = " ".join(re.sub("[\x00-\x1f\u202e]", " ", text).split())
    assert words == "x " + plain


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=20))
def test_a_cell_stays_a_cell(text):
    """No text breaks out of its cell: the table has its two columns in every row."""
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(table(("a", "b"), [("`x`", escape(text)), ("y", "z")]))
    assert rendered.count("<td>") == 4
    assert rendered.count("<tr>") == 3


@given(st.text(max_size=20))
def test_yaml_reads_back_one_string(text):
    """A name in the front matter is one string for a YAML reader, whatever is in it."""
    found = yaml.safe_load(f"name: {yaml_string(text)}\nother: 1\n")
    assert list(found) == ["name", "other"]
    assert isinstance(found["name"], str)
