from dataclasses import replace

import pytest

from cleaner.release.cards.drafts import drafts_of
from cleaner.release.cards.fingerprint import FACTS, LENGTH, fingerprint
from cleaner.release.cards.questions import every


def prints(facts):
    drafts = drafts_of(facts)
    return {f"{s.key}.{q.key}": fingerprint(facts, s, q, drafts.get(f"{s.key}.{q.key}", "")) for s, q in every()}


def test_fingerprints_are_short_and_told_apart(facts):
    """Each question has its own, so that one pasted at the wrong place is noticed."""
    found = prints(facts)
    assert len(set(found.values())) == 57
    assert {len(one) for one in found.values()} == {LENGTH}


CHANGES = {
    "name": {"name": "other"},
    "licence": {"license": None},
    "size": {"rows": {"articles": 20, "removals": 14, "fields": 7, "rejections": 0, "duplicates": 1}, "publishers": {"P": 20}},
    "inputs": {"inputs_by_suffix": {".txt": 7, ".html": 1}},
    "publishers": {"publishers": {"Mossgate Times": 7}},
    "languages": {"languages": {"en": 6, "fr": 1}},
    "licences": {"declared_licenses": {"CC-BY-4.0": 1}},
    "dates": {"first_day": "2029-01-01"},
    "people": {"known": {"authors": 0}},
    "kinds": {"removed_by_kind": {"navigation": 7}},
    "takedowns": {"rejected_by_check": {"takedown": 1}},
}
"""Fact → a change of it; with the number of articles, the shares that rest on it change too."""


@pytest.mark.parametrize("fact", FACTS)
def test_what_changes_marks_the_answers_that_rest_on_it(facts, fact):
    """A fact that changes changes the fingerprints of the questions that rest on it."""
    changed = replace(facts, **CHANGES[fact] | ({"known": {**facts.known, "authors": 0}} if fact == "people" else {}))
    before, after = prints(facts), prints(changed)
    assert FACTS[fact](facts) != FACTS[fact](changed)
    for section, question in every():
        if fact in question.rests_on:
            key = f"{section.key}.{question.key}"
            assert before[key] != after[key]


def test_drafts_change_only_with_the_facts_they_rest_on(facts):
    """What a question does not rest on leaves draft and fingerprint as they are: counts and ranks do not make answers stale."""
    changed = replace(
        facts, n_words=1, n_repairs=99, publishers=dict(reversed(facts.publishers.items())), words_bands={}, n_lines=1, version="9.0.0", last_day="2031-12-31"
    )
    assert prints(changed) == prints(facts)


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact not in {"size", "people"}])
def test_a_draft_rests_on_what_it_speaks_of(facts, fact):
    """A draft whose words change with a fact names that fact: otherwise it would go stale and the datasheet could not say why."""
    before, after = drafts_of(facts), drafts_of(replace(facts, **CHANGES[fact]))
    for section, question in every():
        key = f"{section.key}.{question.key}"
        if key in before and fact not in question.rests_on:
            assert before[key] == after[key], key
