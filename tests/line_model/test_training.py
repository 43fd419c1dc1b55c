"""From pages to weights: labels, groups, styles, and the whole command on an invented corpus."""

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.errors import UsageError
from cleaner.line_model import load
from tests.line_model.pages import ARTICLE, given
from train.__main__ import main, train
from train.crops import crops
from train.dumps import Dump
from train.fit import Settings
from train.gold import label_lines, snippet_labels
from train.pages import Page, fold_of, load_pages
from train.renderings import STYLES, render

for library in ("lightgbm", "resiliparse", "inscriptis", "html2text", "tld"):
    pytest.importorskip(library, reason="a training dependency")

PLACES = ["Orm", "Skerry", "Holm", "Vik", "Sund", "Nes", "Tarn", "Fell", "Beck", "Garth"]
TINY = Settings(first_trees=6, second_trees=4, rough_trees=3, threads=1)


def html(place: str) -> str:
    body = [line.replace("Orm", place) for line in ARTICLE.split("\n") if len(line) > 100]
    menu = "".join(f"<li><a href='/{i}'>{word} {place}</a></li>" for i, word in enumerate(["Home", "Weather", "Tides", "Sign in", "Contact"] * 3))
    text = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return f"<html><head><title>x</title></head><body><nav><ul>{menu}</ul></nav><article><h1>Ferry to {place}</h1>{text}</article><footer><ul>{menu}</ul></footer></body></html>"


@pytest.fixture
def corpora(tmp_path):
    """Ten pages of ten publishers, half of them with a gold body, the others with snippets."""
    for name, places in (("gold", PLACES[:5]), ("snippets", PLACES[5:])):
        folder = tmp_path / "corpora" / name
        (folder / "html").mkdir(parents=True)
        rows = []
        for place in places:
            (folder / "html" / f"{place}.html.gz").write_bytes(gzip.compress(html(place).encode(), mtime=0))
            row = {"id": place, "url": f"https://{place.lower()}-news.com/a", "html": f"html/{place}.html.gz", "lang": "en"}
            if name == "gold":
                row["paragraphs"] = [line.replace("Orm", place) for line in ARTICLE.split("\n") if len(line) > 100]
            else:
                row |= {"with": ["could not see it"], "without": ["Sign in"]}
            rows.append(row)
        (folder / "pages.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return tmp_path / "corpora"


def test_labels_follow_the_gold() -> None:
    """Paragraphs, a heading between them and the pieces of a broken sentence are body; a menu with the same word is not."""
    lines = ["Fog", "Menu", "Fog lay on the sound all day.", "Fog", "The harbour master", ", Olav Brekke,", "told us that nothing moved.", "More"]
    gold = ["Fog lay on the sound all day.", "Fog", "The harbour master, Olav Brekke, told us that nothing moved."]
    assert label_lines(lines, gold) == [0, 0, 1, 1, 1, 1, 1, 0]


def test_a_teaser_is_not_the_paragraph_it_copies() -> None:
    """Of two copies the one in the gold's order is body."""
    lines = ["Seals came ashore on Sunday to rest.", "Ferry fares will rise in May.", "Nobody was told in time.", "Seals came ashore on Sunday to rest."]
    assert label_lines(lines, lines[1:]) == [0, 1, 1, 1]


def test_snippets_put_labels_right() -> None:
    """What must be there is, what must not be there is not; a snippet of a long paragraph does not damn it."""
    lines = ["Share this page now", "The ferry to Orm left an hour late.", "Home"]
    assert snippet_labels(lines, [1.0, 0.0, 0.0], ["ferry to Orm left"], ["Share this page"]) == [0.0, 1.0, 0.0]


def test_cuts_hold_the_text_and_little_else() -> None:
    """Every cut begins and ends within a few lines of the body, and is numbered from its first line."""
    page = Page("invented", "1", "orm", Path("none"), paragraphs=("x",))
    told = given(ARTICLE)
    labels = tuple(1.0 if len(text) > 100 or text == "A long wait" else 0.0 for text in told.texts)
    cuts = list(crops(Dump(page, style, told, labels, ("x",), 1.0) for style in STYLES))
    assert len(cuts) == 2
    for cut in cuts:
        assert cut.given.numbers[0] == 1
        assert len(cut.given.texts) == len(cut.labels) == len(cut.given.decided) < len(labels)
        assert 4 <= sum(cut.labels) <= sum(labels)


def test_a_publisher_is_one_group(tmp_path) -> None:
    """By registered domain or by name, across corpora; an archived copy belongs to its site."""
    rows = {
        "a": [
            {"id": "1", "url": "https://www.orm-gazette.co.uk/x", "publisher": "Orm Gazette", "html": "x"},
            {"id": "2", "url": "https://skerry.net/y", "html": "x"},
        ],
        "b": [
            {"id": "3", "url": "https://web.archive.org/web/2019/https://news.orm-gazette.co.uk/z", "html": "x"},
            {"id": "4", "url": "https://ormgazette.com/", "publisher": "Orm Gazette", "html": "x"},
        ],
    }
    for name, several in rows.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "pages.jsonl").write_text("\n".join(map(json.dumps, several)), "utf-8")
    groups = {page.id: page.group for page in load_pages(tmp_path)}
    assert groups["1"] == groups["3"] == groups["4"] != groups["2"]
    assert fold_of(groups["1"], 5) == fold_of(groups["4"], 5)


@pytest.mark.parametrize("style", STYLES)
def test_each_style_prints_the_text(style) -> None:
    """All six hold the paragraphs; none holds a script's code."""
    page = html("Orm").replace("</body>", "<script>let hidden = 1</script></body>")
    text = render(page, style)
    assert "ran aground on a sandbank" in text
    assert "hidden" not in text


def test_a_page_that_no_renderer_reads_is_empty() -> None:
    """One bad page does not end a training."""
    assert all(isinstance(render("", style), str) for style in STYLES)


def test_the_whole_training(corpora, tmp_path) -> None:
    """From a folder to weights that judge and a card with figures; the same again gives the same bytes, by any number of threads and with stricter figures."""
    train(corpora, tmp_path / "one", TINY)
    train(corpora, tmp_path / "two", replace(TINY, threads=3), figures=False)
    assert (tmp_path / "one" / "weights.npz").read_bytes() == (tmp_path / "two" / "weights.npz").read_bytes()
    train(corpora, tmp_path / "three", replace(TINY, nested=True))
    assert (tmp_path / "one" / "weights.npz").read_bytes() == (tmp_path / "three" / "weights.npz").read_bytes()
    assert "had not seen the fold's pages either" in (tmp_path / "three" / "CARD.md").read_text("utf-8")
    card = (tmp_path / "one" / "CARD.md").read_text("utf-8")
    assert all(word in card for word in ("data digest", "rmain", "subheadings", "trained without snippets", "seed: 1"))
    assert len(load(tmp_path / "one" / "weights.npz").judge([given(ARTICLE)])[0].chances) > 10


def test_an_outsider_uses_what_they_trained(corpora, tmp_path) -> None:
    """Train on one's own pages, name the weights in the settings, build: the manifest records their digest, and they judge."""
    train(corpora, tmp_path / "weights", TINY, figures=False)
    workspace = tmp_path / "workspace"
    (workspace / "raw").mkdir(parents=True)
    (workspace / "raw" / "ferry.txt").write_text(ARTICLE, "utf-8")
    (workspace / "clean.toml").write_text('line_model = "../weights/weights.npz"\n', "utf-8")
    built = run(workspace, "build", "--version", "1.0.0")
    assert built.returncode == 0, built.stderr
    manifest = json.loads((workspace / "dataset" / "1.0.0" / "manifest.json").read_text("utf-8"))
    (workspace / "clean.toml").write_text("", "utf-8")
    assert run(workspace, "build", "--version", "2.0.0").returncode == 0
    other = json.loads((workspace / "dataset" / "2.0.0" / "manifest.json").read_text("utf-8"))
    assert len(manifest["settings"]["line_model_sha256"]) == 64
    assert other["settings"]["line_model_sha256"] is None
    assert manifest["logical_digest"] != other["logical_digest"]


@pytest.mark.parametrize(("content", "says"), [(None, "line_model: 'mine.npz' does not exist"), (b"not a model", "mine.npz: it is no line model")])
def test_a_wrong_file_of_weights_is_one_line(tmp_path, content, says) -> None:
    """Found before the work begins, for a build and for an explanation, with the exit code of a wrong use."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "ferry.txt").write_text(ARTICLE, "utf-8")
    (tmp_path / "clean.toml").write_text('line_model = "mine.npz"\n', "utf-8")
    if content is not None:
        (tmp_path / "mine.npz").write_bytes(content)
    for arguments in (("build",), ("explain", "raw/ferry.txt")):
        refused = run(tmp_path, *arguments)
        assert refused.returncode == 2
        assert says in refused.stderr
        assert "Traceback" not in refused.stderr
    assert not (tmp_path / "dataset").exists()


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "cleaner", *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_a_folder_without_corpora_says_what_is_missing(tmp_path, capsys) -> None:
    """One line, and the exit code of a wrong use."""
    assert main([str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "no pages.jsonl" in capsys.readouterr().err


def test_one_publisher_is_not_enough(corpora, tmp_path) -> None:
    """Without a second group nothing can be said of unseen publishers."""
    path = corpora / "gold" / "pages.jsonl"
    path.write_text(path.read_text("utf-8").split("\n")[0], "utf-8")
    (corpora / "snippets" / "pages.jsonl").unlink()
    with pytest.raises(UsageError, match="one group"):
        train(corpora, tmp_path / "out", TINY)
