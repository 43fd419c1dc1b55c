"""One tree from whatever a page is, and in words what that cost."""

from __future__ import annotations

from cleaner.html.parse import declared_charset, flattened, parse


def test_a_declaration_is_found_in_xml_and_meta() -> None:
    """As a page, and as XHTML; text that speaks of charsets declares none."""
    assert declared_charset(b'<?xml version="1.0" encoding="ISO-8859-2"?><html>') == "iso-8859-2"
    assert declared_charset(b"<p>charset=koi8-r</p>") is None


def test_attributes_beyond_counting_are_not_read_and_long_ones_are() -> None:
    """A picture in a data URL is one attribute, however long."""
    picture = f'<img src="data:image/png;base64,{"A" * 9000}">'
    bomb = "<p " + " ".join(f"a{i}=x" for i in range(2000)) + ">salt</p>"
    tree, limits = parse(f"<html><body>{picture}{bomb}</body></html>")
    assert len(tree.find(".//img").get("src")) > 9000
    assert (tree.find(".//p").text, len(tree.find(".//p").attrib)) == ("salt", 0)
    assert limits.startswith("attributes of 1 elements not read")


def test_flattening_keeps_the_text_and_its_breaks() -> None:
    """Below the depth that the parser stands, blocks become breaks and inline tags nothing; what is closed again may nest anew."""
    text, n_tags = flattened("<div>" * 1001 + "rope<b>s</b>" + "</div>" * 1001 + "<p>salt</p>")
    assert n_tags == 4
    assert text.endswith("<br><br>ropes<br><br>" + "</div>" * 1000 + "<p>salt</p>")


def test_a_script_that_writes_tags_is_not_flattened() -> None:
    """Its text is no markup."""
    script = "<script>" + "write('<div>');" * 3000 + "</script>"
    assert flattened(script) == (script, 0)
