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


def test_what_follows_the_end_of_a_page_is_in_it() -> None:
    """As a browser has it: a piece of the page that closes the whole of it too early does not hide the rest."""
    for end in ("</body></html>", "</html>", "</body>", "</BODY>\n</HTML >\n"):
        tree, limits = parse(f"<html><body><main><p>salt</p>{end}<div><p>rope</p></div> tar</main></body></html>")
        assert ["".join(element.itertext()).strip() for element in tree.iter("p")] == ["salt", "rope"]
        assert "".join(tree.find(".//main").itertext()).endswith("rope tar")
        assert limits == ""


def test_scripts_below_the_end_leave_the_page_as_it_is() -> None:
    """Counters and tags stand there on every other page, and a script may write the end of another one."""
    page = "<html><body><p>salt</p><script>write('</body></html>')</script></body></html>"
    for below in ("<script>let a = '<p>rope</p>'</script>", "<noscript>rope</noscript>", "\n<!-- <p>rope</p> -->\n"):
        tree, _ = parse(page + below)
        assert [element.text for element in tree.iter("p")] == ["salt"]
        assert tree.find(".//script").text == "write('</body></html>')"


def test_a_noscript_ends_where_it_is_closed() -> None:
    """Though what it opens is still open: a browser that runs scripts does not look into it."""
    tree, _ = parse("<html><body><noscript><div id='gate'></noscript><div><p>salt</p></div><noscript><img src='dot'></noscript><p>rope</p></body></html>")
    assert [element.getparent().tag for element in tree.iter("p")] == ["div", "body"]
    kept, _ = parse("<html><body><noscript><p>needs scripts</p><img src='dot'></noscript><p>rope</p></body></html>")
    assert kept.find(".//noscript/p").text == "needs scripts"


def test_the_inside_of_a_web_component_is_shown() -> None:
    """A template is none when it is declared to be the component's inside."""
    tree, _ = parse("<html><body><quay-text><template shadowrootmode='open'><p>salt</p></template></quay-text><template><p>rope</p></template></body></html>")
    assert [element.getparent().tag for element in tree.iter("p")] == ["div", "template"]


def test_noscripts_that_are_never_closed_cost_no_more_than_others() -> None:
    """Each is in the one before: whoever looks for the end of each, or into each, reads the page a thousand times."""
    tree, _ = parse("<html><body>" + "<noscript><p>salt" * 20_000 + "<p>rope</p></body></html>")
    assert "".join(tree.itertext()) == "salt" * 20_000 + "rope"
