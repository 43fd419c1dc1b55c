"""The model file: what is written is read, what is no model is refused, and verdicts do not depend on the batch."""

import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from cleaner.errors import UsageError
from cleaner.line_model import load
from cleaner.line_model.model import BUILT_IN, MOST_LINES, built_in, read_model
from tests.line_model.pages import ARTICLE, given


def test_the_built_in_model_is_small() -> None:
    """At most 1 MB in the wheel."""
    assert BUILT_IN.stat().st_size < 1_000_000


def test_what_is_written_is_read(tmp_path) -> None:
    """A copy says the same of every line, and writing it again gives the same bytes."""
    path, again = tmp_path / "one.npz", tmp_path / "two.npz"
    built_in().save(path)
    copy = load(path)
    copy.save(again)
    assert path.read_bytes() == again.read_bytes()
    (ours,), (theirs,) = built_in().judge([given(ARTICLE)]), copy.judge([given(ARTICLE)])
    assert np.array_equal(ours.chances, theirs.chances)


def test_a_batch_changes_nothing() -> None:
    """One by one or together, in any order: the same probabilities."""
    pages = [given(ARTICLE), given("Menu\nHome"), given(""), given(ARTICLE.replace("ferry", "train"))]
    alone = [built_in().judge([page])[0].chances.tolist() for page in pages]
    assert [judged.chances.tolist() for judged in built_in().judge(pages)] == alone
    assert [judged.chances.tolist() for judged in built_in().judge(pages[::-1])] == alone[::-1]


def test_nothing_to_judge_is_no_error() -> None:
    """No documents, or none with a line."""
    assert built_in().judge([]) == []
    assert built_in().judge([given("\n\n")])[0].chances.tolist() == []


def test_a_document_of_very_many_lines_is_judged_in_pieces() -> None:
    """Each line has a probability and a reason, and the last piece is judged like the first lines of a page."""
    line = "The ferry was late again, and nobody on the quay was surprised."
    (judged,) = built_in().judge([given("\n".join([line] * (MOST_LINES + 7)))])
    assert len(judged.chances) == MOST_LINES + 7
    assert "p(body)" in judged.because(MOST_LINES + 6, 300, kept=False)[1]
    assert np.array_equal(judged.chances[MOST_LINES:], built_in().judge([given("\n" * MOST_LINES + "\n".join([line] * 7))])[0].chances)


def test_a_file_that_was_written_again_is_read_again(tmp_path) -> None:
    """A file is read once, and once more after it changed."""
    path = tmp_path / "weights.npz"
    built_in().save(path)
    first = load(path)
    assert load(path) is first
    replace(built_in(), threshold=999, name="another").save(path)
    assert (load(path).threshold, load(path).name) == (999, "another")


def test_a_missing_file_says_what_to_do(tmp_path) -> None:
    """What, where, and the next step."""
    with pytest.raises(UsageError, match=r"no such file.*python -m train"):
        load(tmp_path / "none.npz")


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\0" * 18, b"not a model", BUILT_IN.read_bytes()[:5000]])
def test_what_is_no_model_is_refused(tmp_path, content) -> None:
    """Garbage, an empty archive, half a file: one sentence, no traceback."""
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"weights\.npz: it is no line model"):
        read_model(path)


def rewritten(tmp_path, **changed):
    path = tmp_path / "weights.npz"
    with np.load(BUILT_IN) as stored:
        arrays = {key: stored[key] for key in stored.files} | changed
    np.savez(path, **arrays)
    return path


def test_a_model_of_another_format_is_refused(tmp_path) -> None:
    """A later layout is not guessed at."""
    with pytest.raises(UsageError, match="format 99, this version reads"):
        read_model(rewritten(tmp_path, format=np.array(99)))


def test_a_model_of_other_features_is_refused(tmp_path) -> None:
    """Thresholds on other features would be nonsense without an error; it says so when it is read, not page by page."""
    with np.load(BUILT_IN) as stored:
        names = stored["first_names"][::-1]
    with pytest.raises(UsageError, match=r"weights\.npz: its first look was trained on other features"):
        read_model(rewritten(tmp_path, first_names=names))


def test_a_model_cannot_run_code(tmp_path) -> None:
    """Pickled objects in the file are refused, not loaded."""
    content = io.BytesIO()
    np.lib.format.write_array(content, np.array([print], dtype=object), allow_pickle=True)
    path = tmp_path / "weights.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("format.npy", content.getvalue())
    with pytest.raises(UsageError, match="no line model"):
        read_model(path)
