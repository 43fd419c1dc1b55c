"""article-cleaner: raw scraped articles in, a published dataset out.

Nothing is silently deleted: every line of every article gets exactly one fate, and every fate has a reason.

`clean_text` and `clean_html` clean one input in memory; the command `clean build` makes a published version, which
`load`, `iterate` and `version` read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.load import iterate, load, version  # the function, not the module of its name, is `cleaner.load`

if TYPE_CHECKING:
    from cleaner.article import Examined

    __version__: str

__all__ = ["__version__", "clean_html", "clean_text", "iterate", "load", "version"]


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import metadata  # noqa: PLC0415  (0.07 s to import)

    try:
        return metadata.version("article-cleaner")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return "0+unknown"


def clean_text(data: str | bytes, *, source: str | None = None, url: str | None = None) -> Examined:
    r"""One plain-text dump of a page, cleaned: the article, what was removed, what was repaired, and every line's fate.

    `data` is text or the bytes as they came; bytes are decoded (BOM, UTF-8, then detection) and each repair is
    recorded. `source` names the input in ids and messages; `url`, where the page came from, makes the id stable
    and finds the publisher's own rules.

    Bad data is no exception: `article` is None then, and `rejection` says why.

    >>> dump = '''Skip to main content
    ...
    ... Tide gates on the Orrin close for the first time
    ...
    ... By Mara Lindqvist
    ...
    ... The new tide gates at the mouth of the Orrin closed on Tuesday night, six hours before the storm reached the coast.
    ...
    ... Engineers had tested the gates only in calm water, and the harbour master said nobody slept until the wind had turned.
    ...
    ... Advertisement
    ... '''
    >>> page = clean_text(dump, source="tide-gates.txt")
    >>> page.article.title
    'Tide gates on the Orrin close for the first time'
    >>> page.article.authors
    ('Mara Lindqvist',)
    >>> page.article.text.split("\n\n")[0][:38]
    'The new tide gates at the mouth of the'
    >>> [(removal.line, removal.kind, removal.text) for removal in page.removals]
    [(1, 'navigation', 'Skip to main content'), (11, 'advertisement', 'Advertisement')]
    >>> clean_text("Advertisement", source="ad.txt").rejection.check
    'no-article'
    """
    return _examine(data, "text", source, url)


def clean_html(data: str | bytes, *, source: str | None = None, url: str | None = None) -> Examined:
    r"""One HTML page, cleaned: as `clean_text`, with the page's markup as evidence for the metadata.

    >>> html = '''<html lang="en"><head><title>Ferry is late | Courier</title><meta property="og:title" content="Ferry is late"></head>
    ... <body><nav><a href="/">Home</a></nav><article><h1>Ferry is late</h1>
    ... <p>The first ferry of the season reached Port Ansel two days late on Sunday, with ice on her rails and all aboard well.</p>
    ... <p>Her captain, Ivo Brandt, said the ice had never been as thick in the forty years that he has sailed the northern route.</p>
    ... </article></body></html>'''
    >>> page = clean_html(html, source="ferry.html")
    >>> page.article.title, page.article.language
    ('Ferry is late', 'en')
    >>> len(page.article.text.split("\n\n"))
    2
    """
    return _examine(data, "html", source, url)


def _examine(data: str | bytes, kind: str, source: str | None, url: str | None) -> Examined:
    from cleaner.article import RawArticle  # noqa: PLC0415  (keeps `import cleaner`, and so `clean --help`, fast)
    from cleaner.pipeline import examine  # noqa: PLC0415

    as_text = isinstance(data, str)
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return examine(RawArticle(raw, source or f"<{kind}>", kind, url, charset="utf-8" if as_text else None))
