"""What the tool proposes to say where a person must decide: question → a draft in plain words.

A draft says only what follows from how the tool works and from the coarse facts the question rests on, so that it
stays the same, and confirmed, for as long as those do. Where the tool cannot know, the draft says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cleaner.release.cards.facts import Facts
from cleaner.release.cards.fingerprint import FACTS
from cleaner.release.cards.languages import language_name
from cleaner.release.cards.markdown import escape, number, span

_FEW = 6
"""Names in a draft; a longer list is in the figures."""


def drafts_of(facts: Facts) -> dict[str, str]:
    """`section.key` → the tool's draft, as Markdown."""
    return {key: draft(facts) for key, draft in _DRAFTS.items()}


def _selection(facts: Facts) -> str:
    return (
        f"It holds every article that could be made of the inputs ({_kinds_of_file(facts)}), {_size(facts)}; what was left out is listed in"
        " `rejections` and `duplicates`. The inputs are a part of what the publishers printed, chosen by whoever collected the pages; nobody has checked"
        " that they stand for the whole."
    )


def _confidential(_: Facts) -> str:
    return (
        "The articles were published for anyone to read, so nothing in them should be confidential. The tool does not look for letters, drafts or pages behind"
        " a login that may have been among the inputs."
    )


def _offensive(_: Facts) -> str:
    return (
        "Yes, as news does: articles report on wars, crimes, accidents and disputes, and quote what people said. Nothing was filtered by what it says, and"
        " readers' comments that were part of a page may be left in a text."
    )


def _subpopulations(facts: Facts) -> str:
    people = " Authors are named in `authors`." if FACTS["people"](facts) else ""
    return (
        f"No column marks age, gender, origin or any other group.{people} Languages ({_languages(facts)}) and publishers are marked; they say where an"
        " article was printed, not whom it speaks of."
    )


def _people(facts: Facts) -> str:
    named = "most" if FACTS["people"](facts) > 5 else "some" if FACTS["people"](facts) else "few or none"
    return (
        f"Yes. Articles speak of people by name and quote them, and {named} of them name their authors (`authors`); captions and credits name photographers."
        " With the addresses of the pages and other sources more can be learnt of them. Names were not removed or changed."
    )


def _sensitive(_: Facts) -> str:
    return (
        "Articles may tell of people's origin, beliefs, health, sexual orientation, finances, politics or crimes, as far as the publishers printed it. The tool"
        " neither marks nor removes such passages."
    )


def _mechanism(facts: Facts) -> str:
    return (
        f"Pages were saved by programs, as {_kinds_of_file(facts)}, and read by `article-cleaner`, which checks what it reads: bytes that are no text, broken records"
        " and pages without an article are rejected with a reason. Which programs saved them, and when, is not known to the tool."
    )


def _sampling(facts: Facts) -> str:
    return (
        f"The pages ({_publishers(facts)}) were taken as they were found: {_size(facts)}. No random sample was drawn. The tool itself picks nothing: it takes"
        " every input, and leaves out duplicates and what fails a check."
    )


def _directness(facts: Facts) -> str:
    return f"From others: it was taken from pages of publishers ({_publishers(facts)}), not from the people that the articles speak of."


def _revocation(facts: Facts) -> str:
    taken = " There are such already." if facts.n_takedowns else ""
    return (
        "Whoever wants an article taken out can ask those named under “How can these people be reached?”. Its id, address or host is then added to the list"
        f" of takedowns, and every later version leaves it out and counts it.{taken} Versions that are published already stay as they are, but can be withdrawn."
    )


def _raw_data(facts: Facts) -> str:
    return (
        f"The inputs ({_kinds_of_file(facts)}) are not part of the dataset. `manifest.json` has the SHA-256 of each, so that a kept copy can be recognised. The lines of"
        " a plain text can be put together again from `articles`, `removals` and `fields`."
    )


def _could_serve(facts: Facts) -> str:
    return (
        "Training and testing language models; search; summaries and headlines; telling languages apart; finding names; studies of how news is reported."
        f" For these it has {_size(facts)} ({_languages(facts)}) with title, date and publisher, where known. The ledger (`removals`, `fields`) can train and"
        " test programs that tell an article from the page around it."
    )


def _consequences(facts: Facts) -> str:
    years = FACTS["dates"](facts)
    time = f" and their time ({span(years[0], years[1])})" if years[0] else ""
    return (
        f"The articles show the world as their publishers ({_publishers(facts)}) saw it, in their languages ({_languages(facts)}){time}; other views are missing."
        " Lines were judged by rules that know some languages and publishers better than others, so what is left of page chrome, and what was lost of texts, is not"
        " spread evenly. Users can look both up in `removals` and weigh or filter by `publisher`, `language` and `confidence`."
    )


def _not_for(facts: Facts) -> str:
    licence = f"The licence ({escape(facts.license)}) is for the collection" if facts.license else "No licence is stated, and none could be for the articles"
    return (
        "To look up or judge single persons; as a record of facts, since articles err and are corrected later; to republish the publishers' articles."
        f" {licence}: the publishers' rights are not the dataset's to give."
    )


def _recipients(facts: Facts) -> str:
    if facts.license:
        return f"Nothing in the files keeps it from being given to anybody under {escape(facts.license)}. Whom it was given to is not known to the tool."
    return "No licence is stated, so it should not be given to others yet. Whom it was given to is not known to the tool."


def _channel(facts: Facts) -> str:
    return (
        f"As a folder of Parquet files with this datasheet, a card (`README.md`) and `croissant.json`. Name ({escape(facts.name)}) and version identify it, and the"
        " digests in `manifest.json` prove it. The tool knows of no DOI."
    )


def _rights(facts: Facts) -> str:
    declared = (
        f"Pages declare these licences: {_few(list(facts.declared_licenses))}."
        if facts.declared_licenses
        else "No page declares a licence that would say otherwise."
    )
    return f"The articles are works of their authors and publishers, who hold the rights. {declared} The tool knows of no fees."


def _regulation(facts: Facts) -> str:
    return (
        "The tool knows of none for newspaper articles as such. Rules on personal data, and on text and data mining, apply where the dataset is made and used, and"
        f" where the publishers and the people are; the languages ({_languages(facts)}) hint at which these may be."
    )


def _updates(_: Facts) -> str:
    return (
        "Every build is a new version with a number that says how much changed, and a `CHANGELOG.md` that says what. There is no schedule that the tool knows of;"
        " `LATEST` names the newest version."
    )


def _retention(facts: Facts) -> str:
    people = "Authors and persons in the news were" if FACTS["people"](facts) else "Persons in the news were"
    taken = " Such requests have been met." if facts.n_takedowns else ""
    return f"{people} promised no limit that the tool knows of. What is taken down is left out of every later version.{taken}"


def _contributions(_: Facts) -> str:
    return (
        "Whoever has the inputs can add pages, or rules for a publisher (one small file with examples that are tests), and build again; `clean diff` shows what"
        " became of every article. Who accepts contributions to this dataset, and checks them, is not known to the tool."
    )


def _publishers(facts: Facts) -> str:
    names = _few(list(facts.publishers))
    if not names:
        return "publishers unknown"
    return names + ("; some pages do not name theirs" if sum(facts.publishers.values()) < facts.n_articles else "")


def _languages(facts: Facts) -> str:
    return _few([language_name(code) for code in facts.languages]) or "languages unknown"


def _size(facts: Facts) -> str:
    """What is certain for as long as the first digit stays."""
    count = FACTS["size"](facts)
    return f"{count:,} or more articles" if count else "no articles"


def _kinds_of_file(facts: Facts) -> str:
    return _few([suffix or "files without a suffix" for suffix in facts.inputs_by_suffix]) or "files"


def _few(names: list[str]) -> str:
    """By name, not by count: a draft must not change when two publishers swap ranks."""
    ordered = sorted(names)
    shown = ", ".join(escape(name) for name in ordered[:_FEW])
    return shown + (f" and {number(len(ordered) - _FEW, 'other')}" if len(ordered) > _FEW else "")


_DRAFTS: Mapping[str, Callable[[Facts], str]] = {
    "composition.selection": _selection,
    "composition.confidential": _confidential,
    "composition.offensive": _offensive,
    "composition.subpopulations": _subpopulations,
    "composition.people": _people,
    "composition.sensitive": _sensitive,
    "collection.mechanism": _mechanism,
    "collection.sampling": _sampling,
    "collection.directness": _directness,
    "collection.revocation": _revocation,
    "preprocessing.raw_data": _raw_data,
    "uses.could_serve": _could_serve,
    "uses.consequences": _consequences,
    "uses.not_for": _not_for,
    "distribution.recipients": _recipients,
    "distribution.channel": _channel,
    "distribution.rights": _rights,
    "distribution.regulation": _regulation,
    "maintenance.updates": _updates,
    "maintenance.retention": _retention,
    "maintenance.contributions": _contributions,
}
