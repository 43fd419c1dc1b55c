"""What a contract said, for programs: one result a check, with counts and the ids of some failing rows, never their words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from cleaner import __version__
from cleaner.checking import CheckCount, Checked
from cleaner.terminal import json_safe, reveal

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(checked: Sequence[Checked]) -> str:
    """One object, with a result for each path and in it one for each check."""
    results = [
        {
            "path": str(one.path),
            "contract": one.contract,
            "files": one.n_files,
            "rows": one.n_rows,
            "good": one.is_good,
            "checks": [
                {"column": count.column, "check": count.check, "holds": not count.n_failed, "failed": count.n_failed, "samples": count.samples}
                for count in one.counts
            ],
        }
        for one in checked
    ]
    return json_safe(json.dumps({"good": all(one.is_good for one in checked), "results": results}, indent=1, ensure_ascii=False)) + "\n"


def as_junit(checked: Sequence[Checked]) -> str:
    """A suite for each path and a case for each check, as test dashboards read them."""
    suites = []
    for one in checked:
        counts = _counts(one)
        cases = "".join(_case(one, count) for count in counts)
        n_failed = sum(count.n_failed > 0 for count in counts)
        suites.append(f'<testsuite name={_quoted(str(one.path))} tests="{len(counts)}" failures="{n_failed}" errors="0" skipped="0">\n{cases}</testsuite>\n')
    return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n' + "".join(suites) + "</testsuites>\n"


def as_sarif(checked: Sequence[Checked]) -> str:
    """SARIF 2.1.0: a rule for each check, a result for each that fails."""
    failed = [(one, count) for one in checked for count in _counts(one) if count.n_failed]
    rules = sorted({count.name for one in checked for count in _counts(one)})
    driver = {
        "name": "article-cleaner",
        "version": __version__,
        "informationUri": "https://pypi.org/project/article-cleaner/",
        "rules": [{"id": name, "shortDescription": {"text": name}} for name in rules],
    }
    results = [
        {
            "ruleId": count.name,
            "ruleIndex": rules.index(count.name),
            "level": "error",
            "message": {"text": _message(one, count)},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(one)}}}],
        }
        for one, count in failed
    ]
    log = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json_safe(json.dumps(log, indent=1, ensure_ascii=False)) + "\n"


def as_github(checked: Sequence[Checked]) -> str:
    """Workflow commands of GitHub Actions: an error for each check that fails, a notice for each path that is good."""
    return "".join(f"{line}\n" for one in checked for line in _commands(one))


def _commands(one: Checked) -> Iterator[str]:
    place = f"file={_property(str(one.path))}"
    if one.is_good:
        yield f"::notice {place},title=contract::{_data(f'{one.n_rows:,} rows, {len(one.counts)} checks hold: {one.contract}')}"
    for count in _counts(one):
        if count.n_failed:
            yield f"::error {place},title={_property(count.name)}::{_data(_message(one, count))}"


def _counts(one: Checked) -> tuple[CheckCount, ...]:
    """The checks; that there are rows at all is one of them."""
    return one.counts if one.n_rows else (*one.counts, CheckCount(None, "there are rows", 1))


def _message(one: Checked, count: CheckCount) -> str:
    contract = one.contract if "contract" in one.contract else f"contract {one.contract}"
    return f"{_failing(one, count)} {count.name!r} of the {contract}" + (f": {'; '.join(count.samples)}" if count.samples else "")


def _failing(one: Checked, count: CheckCount) -> str:
    return f"{count.n_failed:,} of {one.n_rows:,} rows fail" if count.is_of_rows else "fails"


def _case(one: Checked, count: CheckCount) -> str:
    head = f"  <testcase classname={_quoted(one.contract)} name={_quoted(count.name)}"
    if not count.n_failed:
        return head + "/>\n"
    return f"{head}>\n    <failure message={_quoted(_failing(one, count))}>{escape(reveal('; '.join(count.samples)))}</failure>\n  </testcase>\n"


def _quoted(text: str) -> str:
    # XML has no way to write most control characters, not even escaped.
    return quoteattr(reveal(text))


def _uri(one: Checked) -> str:
    from urllib.parse import quote  # noqa: PLC0415

    return quote(one.path.as_posix().encode("utf-8", "surrogateescape"))


def _data(text: str) -> str:
    return reveal(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


REPORTS: Mapping[str, Callable[[Sequence[Checked]], str]] = {"json": as_json, "junit": as_junit, "sarif": as_sarif, "github": as_github}
"""`--format` → the report's text."""
