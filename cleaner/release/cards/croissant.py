"""`croissant.json`: the version in the Croissant 1.1 vocabulary, with the RAI extension, for dataset search and loaders.

The same answers and figures as in the datasheet, as plain text. No clock: `datePublished` is what people stated, else
the day of the newest article, and then the description says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from cleaner.columns import TABLES, Column
from cleaner.release.cards.answers import NO_ANSWERS, Answers
from cleaner.release.cards.card import citation
from cleaner.release.cards.counted import about_table
from cleaner.release.cards.facts import Facts
from cleaner.release.cards.licences import licence_page
from cleaner.release.cards.markdown import number
from cleaner.release.cards.status import State, Status, datasheet_status
from cleaner.release.cards.vocabulary import CONFORMS_TO, CONTEXT, DATA_TYPES, PARQUET
from cleaner.release.parquet import WrittenFile

CROISSANT_NAME = "croissant.json"

_NO_LICENCE = {
    "@type": "CreativeWork",
    "name": "No licence is stated",
    "description": "Nobody has stated a licence for this dataset. The articles are works of their publishers.",
}
_DOUBTS = {State.DRAFT: " (Draft by the tool, not confirmed by a person.)", State.STALE: " (Confirmed against other facts than those of this version.)"}
_KEYS = {"articles": ("id",), "removals": ("article_id", "line", "start"), "duplicates": ("source",)}
"""Table → columns that tell its rows apart."""
_REFERENCES = {("removals", "article_id"), ("fields", "article_id"), ("duplicates", "duplicate_of")}
"""(table, column) whose values are ids of articles."""


def croissant(facts: Facts, folders: Mapping[str, str], answers: Answers = NO_ANSWERS, files: Sequence[WrittenFile] = ()) -> str:
    """The text of `croissant.json`; `folders` maps each table to its folder, `files` are the Parquet files there."""
    status = datasheet_status(answers, facts)
    about = answers.about
    content: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "conformsTo": list(CONFORMS_TO),
        "name": facts.name,
        "description": _description(facts, answers),
        "version": facts.version,
        "license": licence_of(facts.license),
        "citeAs": citation(facts, about),
        "keywords": ["news", "articles", *about.keywords],
        "isLiveDataset": False,
    }
    if published := about.published or facts.last_day:
        content["datePublished"] = published
    if facts.first_day and facts.last_day:
        content["temporalCoverage"] = f"{facts.first_day}/{facts.last_day}"
    if about.url:
        content["url"] = about.url
    if about.creators:
        content["creator"] = [{"@type": "Organization", "name": name} for name in about.creators]
    if facts.languages:
        content["inLanguage"] = sorted(facts.languages)
    content |= _responsible(facts, status)
    content["distribution"] = [*map(_file, files), *(_file_set(name, folders[name]) for name in TABLES if name in folders)]
    content["recordSet"] = [_record_set(name, facts.rows.get(name, 0)) for name in TABLES if name in folders]
    return json.dumps(content, indent=1) + "\n"


def plain(markdown: str) -> str:
    r"""An answer without the marks of Markdown, on one line.

    >>> plain("Pages of **The Lantern**\n\nand `x`; A\\-B &amp; C.")
    'Pages of The Lantern and x; A-B & C.'
    """
    text = re.sub(r"(?<!\\)(\*\*|[`*])", "", markdown)
    text = re.sub(r"\\([\\`*_{}\[\]()#+!|~$:@-])", r"\1", text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(text.split())


def _description(facts: Facts, answers: Answers) -> str:
    text = facts.description or "Articles as text and metadata, made from raw pages."
    text += f" {number(facts.n_articles, 'article')} with {number(facts.n_words, 'word')}, and a ledger that says of every line that was removed or moved why it was."
    if not answers.about.published and facts.last_day:
        text += " Nobody stated when this version was published; datePublished is the day of its newest article."
    return text


def licence_of(identifier: str | None) -> Any:
    """The `license` of a dataset with this SPDX identifier; None: nobody stated one."""
    if identifier is None:
        return _NO_LICENCE
    return licence_page(identifier) or {"@type": "CreativeWork", "name": identifier}


def _responsible(facts: Facts, status: Status) -> dict[str, Any]:
    """The RAI properties, in the spelling of the specification (mlcroissant has two of its own)."""
    by_key = {item.key: item for item in status.items}

    def said(*keys: str) -> str:
        """The answers; one that no person has confirmed, or not for these facts, says so here too."""
        found = [(plain(by_key[key].answer or by_key[key].draft), _DOUBTS.get(by_key[key].state, "")) for key in keys]
        return " ".join(words + doubt for words, doubt in found if words)

    gaps = {name: facts.n_articles - known for name, known in facts.known.items() if known < facts.n_articles}
    missing = ", ".join(f"{name} in {count:,}" for name, count in sorted(gaps.items(), key=lambda item: (-item[1], item[0])))
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in list(facts.removed_by_kind.items())[:10])
    found = {
        "dataCollection": said("collection.mechanism", "collection.sampling", "collection.directness"),
        "dataCollectionType": ["Web Scraping", "Secondary Data Analysis"],
        "dataCollectionMissingData": f"Unknown values are null or empty lists, never guessed. Of {facts.n_articles:,} articles unknown: {missing or 'nothing'}.",
        "dataCollectionRawData": said("preprocessing.raw_data"),
        "dataImputationProtocol": "None. No missing value is filled in.",
        "dataPreprocessingProtocol": [
            f"Decoding and repair of characters, each recorded: {number(facts.n_repairs, 'repair')} in {number(facts.n_articles_repaired, 'article')}.",
            f"Removal of page chrome by named rules, each removed line kept in the table removals: {facts.n_lines_removed:,} of {number(facts.n_lines, 'line')} removed whole.",
            f"Metadata read from text and markup, each value with its place in the table fields: {number(facts.rows['fields'], 'value')}.",
            f"Duplicates of the same bytes or address left out, each listed: {facts.rows['duplicates']:,}.",
            f"Inputs without an article, or against the contract, rejected, each listed with a reason: {facts.rows['rejections']:,}.",
        ],
        "dataManipulationProtocol": "No text is rewritten: lines are kept, removed or moved whole or in spans, and characters are changed by recorded repairs only.",
        "dataAnnotationProtocol": "Every line has one verdict (keep, drop or take) by the first of an ordered list of rules that has an opinion, with evidence."
        + (f" Lines removed, by kind: {kinds}." if kinds else ""),
        "dataAnnotationPlatform": ["article-cleaner"],
        "dataAnnotationAnalysis": ["Each verdict and each value carries a score from 0 to 1; there is one annotator, a program, so no agreement is measured."],
        "annotationsPerItem": "1",
        "annotatorDemographics": ["None: no person annotated."],
        "machineAnnotationTools": ["article-cleaner; manifest.json names its version and those of the libraries it used"],
        "personalSensitiveInformation": [said("composition.people"), said("composition.sensitive")],
        "dataSocialImpact": said("collection.impact", "composition.offensive"),
        "dataBiases": [said("uses.consequences")],
        "dataLimitations": [said("uses.not_for"), "Lines were judged by rules: some chrome is left in texts, and some text was taken for chrome."],
        "dataUseCases": [said("uses.could_serve", "uses.used_for")],
        "dataReleaseMaintenancePlan": said("maintenance.updates", "maintenance.retention", "collection.revocation"),
    }
    return {f"rai:{key}": value for key, value in found.items()}


def _file(file: WrittenFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": f"{number(file.rows, 'row')}.",
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": PARQUET,
        "sha256": file.sha256,
    }


def _file_set(name: str, folder: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{name}-files",
        "name": f"{name}-files",
        "description": f"The files of the table {name}.",
        "encodingFormat": PARQUET,
        "includes": f"{folder}/train-*.parquet",
    }


def _record_set(name: str, rows: int) -> dict[str, Any]:
    content: dict[str, Any] = {"@type": "cr:RecordSet", "@id": name, "name": name, "description": f"{about_table(name)} {number(rows, 'row')}."}
    if name in _KEYS:
        content["key"] = [{"@id": f"{name}/{column}"} for column in _KEYS[name]]
    return content | {"field": [_field(name, column) for column in TABLES[name]]}


def _field(table: str, column: Column) -> dict[str, Any]:
    id_ = f"{table}/{column.name}"
    about = column.description + (f" Unit: {column.unit}." if column.unit else "") + (" May be null." if column.nullable else "")
    content: dict[str, Any] = {"@type": "cr:Field", "@id": id_, "name": column.name, "description": about}
    if column.type.startswith("struct<"):
        parts = (part.split(":") for part in column.type[7:-1].split(","))
        return content | {"subField": [_part(table, column.name, name, type_) for name, type_ in parts]}
    inner = column.type[5:-1] if column.type.startswith("list<") else column.type
    content["dataType"] = DATA_TYPES[inner]
    if inner != column.type:
        content |= {"isArray": True, "arrayShape": "-1"}
    if (table, column.name) in _REFERENCES:
        content["references"] = {"field": {"@id": "articles/id"}}
    return content | {"source": {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": column.name}}}


def _part(table: str, column: str, name: str, type_: str) -> dict[str, Any]:
    """A part of a struct: the loader reads the column and takes the part out by its name."""
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column}/{name}",
        "name": f"{column}/{name}",
        "description": f"`{name}` in `{column}`.",
        "dataType": DATA_TYPES[type_],
        "source": {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": column}, "transform": {"jsonPath": f"$.{name}"}},
    }
