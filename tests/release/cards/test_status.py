import json
from dataclasses import replace

import pytest

from cleaner.errors import IntegrityError
from cleaner.release.cards.answers import NO_ANSWERS, About, Answer, Answers, load_answers
from cleaner.release.cards.status import State, datasheet_status, facts_of_version, render_status, status_json


def item(status, key):
    return next(one for one in status.items if one.key == key)


def test_at_least_36_are_prefilled(facts):
    """Without anybody's help, figures or drafts say something to 36 questions or more; 12 need a person, and nothing is confirmed."""
    status = datasheet_status(NO_ANSWERS, facts)
    assert len(status.items) == 57
    assert sum(one.is_prefilled for one in status.items) >= 36
    assert not [one for one in status.items if one.state in {State.CONFIRMED, State.UNCONFIRMED, State.STALE}]


def test_an_answer_becomes_stale_and_is_kept(facts):
    """When the facts below a confirmed answer change, it stays where it is and is flagged until it is confirmed again."""
    expected = item(datasheet_status(Answers({"composition.people": Answer("Yes, the board.")}), facts), "composition.people").fingerprint
    answers = Answers({"composition.people": Answer("Yes, the board.", expected)})
    assert item(datasheet_status(answers, facts), "composition.people").state is State.CONFIRMED
    changed = replace(facts, publishers={**facts.publishers, "Mossgate Times": 1})
    stale = item(datasheet_status(answers, changed), "composition.people")
    assert (stale.state, stale.text, stale.confirmed) == (State.STALE, "Yes, the board.", expected)
    again = Answers({"composition.people": Answer("Yes, the board.", stale.fingerprint)})
    assert item(datasheet_status(again, changed), "composition.people").state is State.CONFIRMED


def test_a_draft_is_confirmed_by_its_fingerprint(facts):
    """`confirmed` alone accepts the draft as it stands; when what it says changes, it is stale."""
    draft = item(datasheet_status(NO_ANSWERS, facts), "uses.could_serve")
    assert draft.state is State.DRAFT
    answers = Answers({"uses.could_serve": Answer("", draft.fingerprint)})
    assert item(datasheet_status(answers, facts), "uses.could_serve").state is State.CONFIRMED
    assert item(datasheet_status(answers, replace(facts, languages={"fi": 7})), "uses.could_serve").state is State.STALE


def test_an_answer_without_fingerprint(facts):
    """It counts; where it rests on facts it is said that nobody will be told when they change."""
    answers = Answers({"motivation.purpose": Answer("Ploughs."), "collection.consent": Answer("No.")}, About(published="2031-05-01"))
    status = datasheet_status(answers, facts)
    assert (item(status, "motivation.purpose").state, item(status, "collection.consent").state) == (State.CONFIRMED, State.UNCONFIRMED)
    assert item(status, "distribution.date").state is State.COUNTED
    assert not {"motivation.purpose", "collection.consent", "distribution.date"} & {one.key for one in status.needed}
    _, unbound = render_status(status, "datasheet.toml").split("Answered, but not bound to the facts.")
    assert f"[collection]\nunconfirmed  {item(status, 'collection.consent').question.text}\n             consent.confirmed = " in unbound
    assert "purpose" not in render_status(status, "datasheet.toml")


def test_the_page_lists_what_is_needed(facts):
    """Open, drafted and stale questions are listed with the fingerprint to paste; every state is counted; JSON says the same."""
    answers = Answers({"uses.not_for": Answer("Bets.", "0" * 12)})
    status = datasheet_status(answers, facts)
    text = render_status(status, "datasheet.toml")
    assert f'not_for.confirmed = "{item(status, "uses.not_for").fingerprint}"   # was {"0" * 12}' in text
    assert "[about]\nopen         From when on?\n             published = 2031-05-01   # the day" in text
    assert text.endswith("57 questions: 16 counted, 20 draft, 1 stale, 13 open, 7 empty\n")
    assert len(status.needed) == 34
    told = json.loads(json.dumps(status_json(status)))
    assert told["counts"] == {"counted": 16, "draft": 20, "stale": 1, "open": 13, "empty": 7}
    assert [one["key"] for one in told["questions"]] == [one.key for one in status.items]


def test_what_the_page_prints_is_the_file(facts, tmp_path):
    """The headings and lines of the page, as they stand, are an answers file after which nothing is left to do."""
    text = render_status(datasheet_status(NO_ANSWERS, facts), "papers/datasheet.toml", is_new=True)
    assert "Write into papers/datasheet.toml, which is not there yet, each line under its heading in brackets." in text
    path = tmp_path / "datasheet.toml"
    path.write_text("\n".join(line for line in text.splitlines() if line.startswith(("[", " "))), encoding="utf-8")
    after = datasheet_status(load_answers(path), facts)
    assert not after.needed
    assert "Write into" not in render_status(after, "datasheet.toml")


def test_facts_come_from_a_version(version, facts):
    """A published version says its own facts; a folder that is none is an error with the file's name."""
    assert facts_of_version(version) == facts
    (version / "stats.json").write_text('{"facts": {}}', encoding="utf-8")
    with pytest.raises(IntegrityError, match=r"stats\.json: does not hold the figures"):
        facts_of_version(version)
    with pytest.raises(IntegrityError, match="cannot be read"):
        facts_of_version(version / "data")
