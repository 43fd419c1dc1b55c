"""The lint of `README.md` and `DATASHEET.md`: what the card configures and counts, and whether every question is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pyarrow as pa

from cleaner.release.cards.card import CARD_NAME
from cleaner.release.cards.counted import balance
from cleaner.release.cards.datasheet import DATASHEET_NAME
from cleaner.release.cards.front_matter import parse, split_card
from cleaner.release.cards.markdown import escape
from cleaner.release.cards.published import Finding, Published, footer_value
from cleaner.release.cards.questions import every

_TABLE_ROW = re.compile(r"^\| `(\w+)` \| `([^`]+)/` \| ([\d,]+) \|", re.MULTILINE)
_COLUMN_ROW = re.compile(r"^\| `(\w+)` \| `[^`]+` \| (?:yes|no) \|", re.MULTILINE)


def check_card(version: Published) -> Iterator[Finding]:
    """Everything in the card that does not match the Parquet files."""
    try:
        head, body = split_card(version.text(CARD_NAME))
        content = parse(head)
    except (OSError, ValueError) as error:
        yield _finding("front matter", f"cannot be read ({error})")
        return
    for key in ("pretty_name", "license", "size_categories", "configs", "dataset_info"):
        if not content.get(key):
            yield _finding(key, "is missing or empty")
    yield from _check_name(version, content, body)
    yield from _check_configs(version, _maps(content.get("configs")))
    yield from _check_infos(version, _maps(content.get("dataset_info")))
    yield from _check_body(version, body)


def check_datasheet(version: Published) -> Iterator[Finding]:
    """Questions that the datasheet does not ask, and a title of another version."""
    try:
        lines = version.text(DATASHEET_NAME).splitlines()
    except (OSError, ValueError) as error:
        yield Finding(DATASHEET_NAME, "", f"cannot be read ({error})")
        return
    asked = {re.sub(r"^### \d+\. ", "", line) for line in lines if line.startswith("### ")}
    for section, question in every():
        if question.text not in asked:
            yield Finding(DATASHEET_NAME, section.title, f"the question {question.text!r} is missing")
    name, number = _footers(version)
    title = f"# Datasheet of {escape(name or '')} {number}"
    if name is not None and (lines or [""])[0] != title:
        yield Finding(DATASHEET_NAME, "title", f"is not {title!r}")


def _finding(where: str, problem: str) -> Finding:
    return Finding(CARD_NAME, where, problem)


def _footers(version: Published) -> tuple[str | None, str | None]:
    schema = version.schema("articles") if "articles" in version.files else None
    return footer_value(schema, "dataset"), footer_value(schema, "dataset_version")


def _check_name(version: Published, content: Mapping[str, Any], body: str) -> Iterator[Finding]:
    name, number = _footers(version)
    if name is not None and content.get("pretty_name") != " ".join(name.split()):
        yield _finding("pretty_name", f"{content.get('pretty_name')!r} is not the {name!r} of the Parquet files")
    if number is not None and f"Version {number}. " not in body:
        yield _finding("", f"does not say that this is version {number}")


def _check_configs(version: Published, configs: list[Mapping[str, Any]]) -> Iterator[Finding]:
    names = [str(config.get("config_name")) for config in configs]
    for table in version.folders:
        if names.count(table) != 1:
            yield _finding("configs", f"the table {table} is there {names.count(table)} times, not once")
    for number, config in enumerate(configs):
        where, name = f"configs[{number}]", names[number]
        paths = [str(one.get("path")) for one in _maps(config.get("data_files"))]
        if name not in version.files:
            yield _finding(f"{where}.config_name", f"{name!r} is no table of this version")
        elif len(paths) != 1 or not all(fnmatchcase(file.path, paths[0]) for file in version.files[name]):
            yield _finding(f"{where}.data_files", f"{paths} does not match the files of {name}")
        elif any(fnmatchcase(file.path, paths[0]) for table, files in version.files.items() if table != name for file in files):
            yield _finding(f"{where}.data_files", f"{paths} matches files of other tables too")
    if [name for name, config in zip(names, configs, strict=True) if config.get("default")] != ["articles"]:
        yield _finding("configs", "articles must be the one default")


def _check_infos(version: Published, infos: list[Mapping[str, Any]]) -> Iterator[Finding]:
    names = [str(info.get("config_name")) for info in infos]
    for table in version.folders:
        if names.count(table) != 1:
            yield _finding("dataset_info", f"the table {table} is there {names.count(table)} times, not once")
    for number, info in enumerate(infos):
        schema = version.schema(names[number]) if names[number] in version.files else None
        if schema is None:
            continue
        where, table = f"dataset_info[{number}]", names[number]
        features = {str(one.get("name")): one for one in _maps(info.get("features"))}
        for name in schema.names:
            if name not in features:
                yield _finding(f"{where}.features", f"the column {name!r} of {table} is missing")
            elif _feature_type(features[name]) != schema.field(name).type:
                yield _finding(f"{where}.features", f"{name!r} is not the {schema.field(name).type} of {table}")
        for name in features.keys() - set(schema.names):
            yield _finding(f"{where}.features", f"{name!r} is no column of {table}")
        for split in _maps(info.get("splits")):
            if split.get("num_examples") != version.rows(table):
                yield _finding(f"{where}.splits", f"num_examples is {split.get('num_examples')}, and {table} has {version.rows(table)} rows")
        size = sum((version.folder / file.path).stat().st_size for file in version.files[table])
        if info.get("download_size", size) != size:
            yield _finding(f"{where}.download_size", f"is {info['download_size']}, and the files of {table} have {size} bytes")


def _feature_type(feature: Mapping[str, Any]) -> pa.DataType | None:
    simple = {
        **{name: pa.type_for_alias(name) for name in ("string", "int32", "int64", "float64", "bool")},
        "timestamp[us, tz=UTC]": pa.timestamp("us", tz="UTC"),
    }
    if "list" in feature:
        inner = simple.get(str(feature["list"]))
        return None if inner is None else pa.list_(inner)
    if "struct" in feature:
        parts = [(str(part.get("name")), simple.get(str(part.get("dtype")))) for part in _maps(feature["struct"])]
        return None if any(type_ is None for _, type_ in parts) else pa.struct(parts)
    return simple.get(str(feature.get("dtype")))


def _check_body(version: Published, body: str) -> Iterator[Finding]:
    stated = {name: (folder, int(rows.replace(",", ""))) for name, folder, rows in _TABLE_ROW.findall(body)}
    for table, folder in version.folders.items():
        expected = (folder, version.rows(table))
        if stated.get(table) != expected:
            yield _finding("Tables", f"the row of {table} states {stated.get(table)}, and it is {expected}")
        schema = version.schema(table)
        part = body.partition(f"\n### {table}\n")[2].partition("\n#")[0]
        columns = _COLUMN_ROW.findall(part)
        if schema is not None and columns != schema.names:
            wrong = sorted(set(columns) ^ set(schema.names))
            yield _finding(f"Tables, {table}", "lists other columns than the Parquet files" + (f": {', '.join(wrong)}" if wrong else " or another order"))
    rows = {table: version.rows(table) for table in ("articles", "duplicates", "rejections") if table in version.files}
    # Until 2.0.0 the sum was written in the plural alone.
    plural = f"{sum(rows.values()):,} inputs = " + " + ".join(f"{count:,} {table}" for table, count in rows.items())
    if balance(rows) not in body and plural not in body:
        yield _finding("", f"does not state the balance: {balance(rows)}")


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
