"""The lint of `croissant.json`: every file, digest, name, key and column that it states, held against the files."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pyarrow as pa

from cleaner.release.cards.card import CARD_NAME
from cleaner.release.cards.croissant import CROISSANT_NAME, licence_of
from cleaner.release.cards.front_matter import parse, split_card
from cleaner.release.cards.licences import hub_licence
from cleaner.release.cards.published import Finding, Published, footer_value, parse_json, sha256_of
from cleaner.release.cards.status import STATS_NAME
from cleaner.release.cards.vocabulary import CONFORMS_TO, CONTEXT, KEYS, PARQUET, RAI

MIN_RAI_KEYS = 14
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SIZE = re.compile(r"(\d+) B")
_ROWS = re.compile(r"([\d,]+) rows?\.$")
_SIMPLE = {
    "sc:Text": pa.string(),
    "sc:Boolean": pa.bool_(),
    "cr:Int32": pa.int32(),
    "cr:Int64": pa.int64(),
    "cr:Float64": pa.float64(),
    "sc:DateTime": pa.timestamp("us", tz="UTC"),
}


def check_croissant(version: Published) -> Iterator[Finding]:
    """Everything in `croissant.json` that is missing, mistyped, or not so."""
    try:
        content = parse_json(version.text(CROISSANT_NAME))
    except (OSError, ValueError) as error:
        yield _finding("", f"cannot be read as JSON ({error})")
        return
    yield from _check_head(version, content)
    nodes = {"distribution": _nodes(content, "distribution"), "recordSet": _nodes(content, "recordSet")}
    yield from _check_shape(content, nodes)
    yield from _check_ids(content)
    yield from _check_files(version, nodes["distribution"])
    yield from _check_record_sets(version, nodes)


def _finding(where: str, problem: str, hint: str | None = None) -> Finding:
    return Finding(CROISSANT_NAME, where, problem, hint) if hint else Finding(CROISSANT_NAME, where, problem)


def _nodes(content: Mapping[str, Any], key: str) -> list[Any]:
    found = content.get(key)
    return found if isinstance(found, list) else []


def _check_head(version: Published, content: Mapping[str, Any]) -> Iterator[Finding]:
    context = content.get("@context")
    if not isinstance(context, Mapping):
        yield _finding("@context", "is missing")
    else:
        for key, value in CONTEXT.items():
            if context.get(key) != value:
                yield _finding(f"@context.{key}", f"{_show(context.get(key))} is not {_show(value)}")
    if content.get("@type") not in ("Dataset", "sc:Dataset"):
        yield _finding("@type", f"{_show(content.get('@type'))} is not 'Dataset'")
    conforms = content.get("conformsTo")
    missing = [one for one in CONFORMS_TO if one not in (conforms if isinstance(conforms, list) else [conforms])]
    if missing:
        yield _finding("conformsTo", f"does not name {missing[0]}")
    for key in ("name", "description", "version", "license", "citeAs", "distribution", "recordSet"):
        if not content.get(key):
            yield _finding(key, "is missing or empty")
    schema = version.schema("articles") if "articles" in version.files else None
    for key, footer in (("name", "dataset"), ("version", "dataset_version")):
        stated = footer_value(schema, footer)
        if stated is not None and content.get(key) != stated:
            yield _finding(key, f"{_show(content.get(key))} is not the {stated!r} of the Parquet files")
    yield from _check_licence(version, content)
    rai = [key for key in content if isinstance(key, str) and key.startswith("rai:")]
    known = [key for key in rai if key.removeprefix("rai:") in RAI]
    if len(known) < MIN_RAI_KEYS:
        yield _finding("", f"has {len(known)} properties of the RAI extension, and should have {MIN_RAI_KEYS} or more")
    for key in known:
        if not content[key]:
            yield _finding(key, "is empty")


def _check_licence(version: Published, content: Mapping[str, Any]) -> Iterator[Finding]:
    """The licence, held against what statistics and card agree on: where they differ it is one of them that is wrong."""
    try:
        stated = parse_json(version.text(STATS_NAME))["facts"]["license"]
        on_card = parse(split_card(version.text(CARD_NAME))[0])["license"]
    except (OSError, ValueError, KeyError, TypeError):
        return  # the lint of the statistics, or of the card, says so
    if isinstance(stated, str | None) and hub_licence(stated) == on_card and content.get("license") != licence_of(stated):
        yield _finding("license", f"{_show(content.get('license'))} is not {_show(licence_of(stated))}, the licence that {STATS_NAME} states")


def _check_shape(content: Mapping[str, Any], nodes: Mapping[str, list[Any]]) -> Iterator[Finding]:
    """Keys that the vocabulary does not have, and nodes without a name."""
    yield from _check_keys("", content, "Dataset")
    for key, found in nodes.items():
        for number, node in enumerate(found):
            where = f"{key}[{number}]"
            kind = str(node.get("@type", "")).rpartition(":")[2] if isinstance(node, Mapping) else ""
            allowed = {"FileObject", "FileSet"} if key == "distribution" else {"RecordSet"}
            if kind not in allowed:
                yield _finding(f"{where}.@type", f"{kind!r} is not one of {', '.join(sorted(allowed))}")
                continue
            yield from _check_node(where, node, kind)
            if kind == "RecordSet":
                for place, field in _fields(where, node):
                    yield from _check_node(place, field, "Field")


def _check_node(where: str, node: Mapping[str, Any], kind: str) -> Iterator[Finding]:
    yield from _check_keys(where, node, kind)
    for key in ("@id", "name", "description"):
        if not node.get(key):
            yield _finding(f"{where}.{key}", "is missing or empty")


def _check_keys(where: str, node: Mapping[str, Any], kind: str) -> Iterator[Finding]:
    for key in node:
        allowed = RAI if key.startswith("rai:") else KEYS[kind]
        name = key.removeprefix("rai:")
        if name not in allowed or (key.startswith("rai:") and kind != "Dataset"):
            close = difflib.get_close_matches(name, sorted(allowed), n=1)
            prefix = "rai:" if key.startswith("rai:") else ""
            hint = f"did you mean '{prefix}{close[0]}'?" if close else "remove it"
            yield _finding(f"{where}.{key}" if where else key, f"is not a key of {'Croissant RAI' if prefix else f'a {kind}'}", hint)


def _fields(where: str, record_set: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every field and the fields in it, with its place."""
    for number, field in enumerate(_nodes(record_set, "field")):
        if isinstance(field, Mapping):
            place = f"{where}.field[{number}]"
            yield place, field
            yield from ((f"{place}.subField[{i}]", part) for i, part in enumerate(_nodes(field, "subField")) if isinstance(part, Mapping))


def _check_ids(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Every @id once, and every reference to one that is there."""
    stated: list[str] = []
    used: list[tuple[str, str]] = []

    def walk(where: str, value: Any) -> None:
        if isinstance(value, Mapping):
            id_ = value.get("@id")
            if isinstance(id_, str):
                (stated.append(id_) if "@type" in value else used.append((where, id_)))
            for key, inner in value.items():
                if key != "@context":
                    walk(f"{where}.{key}" if where else key, inner)
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                walk(f"{where}[{number}]", inner)

    walk("", content)
    for id_ in sorted({id_ for id_ in stated if stated.count(id_) > 1}):
        yield _finding("", f"the @id {id_!r} is there {stated.count(id_)} times")
    for where, id_ in used:
        if id_ not in stated:
            yield _finding(where, f"names {id_!r}, which is not there")


def _check_files(version: Published, distribution: list[Any]) -> Iterator[Finding]:
    there = {file.path: file for files in version.files.values() for file in files}
    described: set[str] = set()
    for number, node in enumerate(distribution):
        if not isinstance(node, Mapping):
            continue
        where = f"distribution[{number}]"
        if node.get("encodingFormat") != PARQUET:
            yield _finding(f"{where}.encodingFormat", f"{_show(node.get('encodingFormat'))} is not {PARQUET!r}")
        if "includes" in node:
            pattern = str(node["includes"])
            if not any(fnmatchcase(path, pattern) for path in there):
                yield _finding(f"{where}.includes", f"{pattern!r} matches no file")
            continue
        url = node.get("contentUrl")
        if not isinstance(url, str) or url not in there:
            yield _finding(f"{where}.contentUrl", f"{_show(url)} is no Parquet file of this version")
            continue
        described.add(url)
        yield from _check_file(version, where, node, there[url].rows)
    for path in sorted(there.keys() - described):
        yield _finding("distribution", f"{path} is not described")


def _check_file(version: Published, where: str, node: Mapping[str, Any], rows: int) -> Iterator[Finding]:
    path = version.folder / str(node["contentUrl"])
    stated = node.get("sha256")
    if not isinstance(stated, str) or not _SHA256.fullmatch(stated):
        yield _finding(f"{where}.sha256", f"{_show(stated)} is not a SHA-256 in hex")
    elif (found := sha256_of(path)) != stated:
        yield _finding(f"{where}.sha256", f"is {stated[:12]}…, but that of {node['contentUrl']} is {found[:12]}…")
    size = _SIZE.fullmatch(str(node.get("contentSize")))
    if size is None or int(size[1]) != path.stat().st_size:
        yield _finding(f"{where}.contentSize", f"{_show(node.get('contentSize'))} is not the '{path.stat().st_size} B' of {node['contentUrl']}")
    yield from _check_rows(where, node, rows)


def _check_rows(where: str, node: Mapping[str, Any], rows: int) -> Iterator[Finding]:
    stated = _ROWS.search(str(node.get("description")))
    if stated is None or int(stated[1].replace(",", "")) != rows:
        yield _finding(f"{where}.description", f"does not end in '{rows:,} rows.', which the Parquet files hold")


def _check_record_sets(version: Published, nodes: Mapping[str, list[Any]]) -> Iterator[Finding]:
    patterns = {str(node.get("@id")): str(node.get("includes")) for node in nodes["distribution"] if isinstance(node, Mapping) and "includes" in node}
    by_name = {str(node.get("name")): (number, node) for number, node in enumerate(nodes["recordSet"]) if isinstance(node, Mapping)}
    for table in version.folders:
        if table not in by_name:
            yield _finding("recordSet", f"the table {table} is not described")
    for name, (number, node) in by_name.items():
        where = f"recordSet[{number}]"
        schema = version.schema(name) if name in version.files else None
        if name not in version.files:
            yield _finding(f"{where}.name", f"{name!r} is no table of this version")
        elif schema is not None:
            yield from _check_rows(where, node, version.rows(name))
            yield from _check_fields(where, name, node, schema)
            yield from _check_sources(version, where, name, node, patterns)


def _check_fields(where: str, table: str, node: Mapping[str, Any], schema: pa.Schema) -> Iterator[Finding]:
    fields = {str(field.get("name")): (place, field) for place, field in _fields(where, node) if ".subField[" not in place}
    for missing in [name for name in schema.names if name not in fields]:
        yield _finding(f"{where}.field", f"the column {missing!r} of {table} is not described")
    for name, (place, field) in fields.items():
        if name not in schema.names:
            yield _finding(place, f"{name!r} is no column of {table}")
            continue
        type_ = schema.field(name).type
        if pa.types.is_struct(type_):
            parts = [str(part.get("name")).rpartition("/")[2] for part in _nodes(field, "subField") if isinstance(part, Mapping)]
            if parts != [inner.name for inner in type_]:
                yield _finding(f"{place}.subField", f"has other parts than {table}.{name}")
            continue
        is_list = pa.types.is_list(type_)
        if bool(field.get("isArray")) != is_list or (is_list and str(field.get("arrayShape")) != "-1"):
            yield _finding(f"{place}.isArray", f"{table}.{name} is {'a' if is_list else 'no'} list")
        if _SIMPLE.get(str(field.get("dataType"))) != (type_.value_type if is_list else type_):
            yield _finding(f"{place}.dataType", f"{_show(field.get('dataType'))} is not the {type_} of {table}.{name}")


def _check_sources(version: Published, where: str, table: str, node: Mapping[str, Any], patterns: Mapping[str, str]) -> Iterator[Finding]:
    """Every field is read from the column of its own name, in the files of its own table."""
    for place, field in _fields(where, node):
        if _nodes(field, "subField"):
            continue
        source = field.get("source")
        source = source if isinstance(source, Mapping) else {}
        column, files = source.get("extract"), source.get("fileSet")
        column = column.get("column") if isinstance(column, Mapping) else None
        if column != str(field.get("name")).partition("/")[0]:
            yield _finding(f"{place}.source", f"reads the column {_show(column)}, not {_show(field.get('name'))}")
        pattern = patterns.get(str(files.get("@id")) if isinstance(files, Mapping) else "", "")
        if not all(fnmatchcase(file.path, pattern) for file in version.files[table]):
            yield _finding(f"{place}.source.fileSet", f"does not name all files of {table}")


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
