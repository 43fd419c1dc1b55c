"""What the settings ask for of the rows: values alone, so that a build can be told without loading what does the work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageWishes:
    """What is wanted of HTML pages."""

    page_types: tuple[str, ...] = ("article",)
    """The kinds of pages that become articles; one that surely is of another kind is a rejection."""
    standfirst_in_text: bool = False
    """Whether the standfirst stays in the text as well as in `subtitle`."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What an article's column must be, for the article to be published."""

    column: str
    least: float | None = None
    most: float | None = None
    among: tuple[str, ...] | None = None

    @property
    def wanted(self) -> str:
        """What it keeps, in words.

        >>> Filter("n_words", least=100).wanted, Filter("language", among=("en", "de")).wanted
        ('at least 100', 'en, de')
        """
        if self.among is not None:
            return ", ".join(self.among)
        bounds = [f"{word} {bound:g}" for word, bound in (("at least", self.least), ("at most", self.most)) if bound is not None]
        return " and ".join(bounds)


@dataclass(frozen=True, slots=True)
class Extras:
    """What is asked for. Nothing, by default."""

    quality: bool = False
    """Whether the `quality_*` columns are filled."""
    pii: str | None = None
    """`count` fills `n_emails` and `n_phones`; `redact` puts a placeholder in the place of each as well."""
    filters: tuple[Filter, ...] = ()
