"""A new workspace: the few files that make a folder one, each written only where nothing stands.

The samples are invented, and there to be looked at with `clean explain` before the first build.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cleaner.errors import RefusedError

SETTINGS_FILE = "clean.toml"


@dataclass(frozen=True, slots=True)
class Created:
    """What `create` did, as paths below the folder, in the order of the templates."""

    root: Path
    written: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    """(path, why it was left as it is)"""


def create(root: Path, *, settings: str | None = None) -> Created:
    """Make the folder a workspace. What is there already stays as it is, and is listed.

    `settings` is the name of the file that holds the folder's settings already, such as `pyproject.toml`; None: none does.

    Raises:
        RefusedError: the folder's path is a file, or that of a folder on the way to a template is.
    """
    if root.exists() and not root.is_dir():
        raise RefusedError("is a file, not a folder", where=str(root), hint="name a folder that is empty or does not exist yet")
    written: list[str] = []
    kept: list[tuple[str, str]] = []
    _make_folder(root)
    # Samples among somebody's own articles would be published with them.
    has_input = (root / "raw").is_dir() and any((root / "raw").iterdir())
    for name, text in templates().items():
        path = root / name
        if name == SETTINGS_FILE and settings not in {None, SETTINGS_FILE}:
            kept.append((str(settings), "holds the settings, under [tool.clean]"))
        elif name.startswith("raw/") and has_input:
            kept.append((name, "exists" if path.exists() else "not written: raw/ has files of its own"))
        elif _write_new(path, text):
            written.append(name)
        else:
            kept.append((name, "exists"))
    return Created(root, tuple(written), tuple(kept))


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise RefusedError("a file stands where a folder should be", where=str(path), hint="move it, or choose another folder") from error


def _write_new(path: Path, text: str) -> bool:
    """Write the file unless something, even a dangling link, has its name."""
    _make_folder(path.parent)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


_SETTINGS = """\
# Settings of this workspace. Every key is optional; an unknown one is an error.
name = "my-articles"
# license = "CC-BY-4.0"             # SPDX identifier, for the dataset's card
# description = "What these articles are, in a sentence."
# raw = "raw"                       # the folder of inputs
# out = "dataset"                   # the folder that versions are published in
# contract = "validation/articles.py"
# publishers = "publishers"         # your own publisher files, beside the built-in ones
# datasheet = "datasheet.toml"
# max_rejected_share = 0.5          # the build fails above it
# workers = 2                       # default: as the input and the machine allow
# fields = { text = "story" }       # keys of records whose names are their own
"""

_FERRY = """\
Skip to content
Home
Island life
Weather
Sign in

Ferry to Little Skerrow sails again after eleven weeks

By Odile Brannock
14 March 2031

Share this article

The ferry between Port Aldwin and Little Skerrow sailed again on Friday morning, eleven weeks after a winter storm tore away the pier on the smaller island.

About sixty people stood in the rain to see the Meridian come in, some of them with flasks and one with a trumpet. “We had run out of nearly everything but potatoes,” said Hanne Tolliver, who keeps the island's only shop.

ADVERTISEMENT

The new pier on Little Skerrow rests on steel piles driven nine metres into the sea bed, twice as deep as the old ones. The harbour board put the cost at 2.4 million crowns and said that a third of it had been raised by the islanders themselves.

Engineers had first hoped to reopen the route in January. Divers then found that the storm had moved a bank of gravel into the channel, and dredging took five weeks longer than planned.

The ferry sails twice a day until May, when the summer timetable begins. The first lorry off its ramp, after those eleven weeks, carried flour, paraffin and a piano.

Read more: How the lighthouse keepers of Skerrow spent the winter

Sign up for our weekly newsletter and never miss an island story.

© 2031 The Port Aldwin Lantern. All rights reserved.
"""

_LIBRARY = """\
Advertisement

Menu | News | Culture | Sport | Shop

A village opens a library in its disused signal box

The shelves at Nether Quoyle hold nine hundred books and one railway lever

Tamsin Arkwell, culture reporter
2 September 2031

The signal box at Nether Quoyle closed when the last slow train was taken out of the timetable, and for nineteen years only jackdaws used it.

Since Saturday it has been a library. Volunteers carried nine hundred books up the outside stair in bread crates, and sorted them on the bench where the train register used to lie.

"People keep asking who is in charge," said Ruben Castellane, a retired plumber who built the shelves. "Nobody is. You take a book, you write it down, you bring it back."

A lever with no wires

One of the forty levers was left in place at the wish of the children, who pull it when they borrow a book. It is not connected to anything, and the library opens whether they pull it or not.

The parish council let the village have the disused signal box for a rent of one apple a year, payable in October. The orchard behind the platform, the clerk noted, makes this an easy sum to find.

Follow Tamsin Arkwell on social media

Most read
1. Why the mill pond turned green
2. Bus 14 to stop at the new school
3. Council settles the matter of the geese

Cookie settings | Terms of use | Contact
"""

_CONTRACT = '''\
"""Which articles are good enough for this dataset: a pandera schema, loaded by path.

It starts from the built-in contract, which holds what must be true of every article (ids, digests, counts, dates that
can be), and asks for more. An article that fails is not lost: it becomes a row of `rejections`, with the check it failed.
"""

import pandera.polars as pa

from cleaner.contract import built_in

ARTICLES = built_in(
    # An article without a headline is most often a fragment of one.
    required=["title"],
    # Shorter texts are teasers, captions and "this page has moved".
    columns={"n_words": [pa.Check.ge(40)]},
)
'''

_README = """\
# my-articles

A workspace of [article-cleaner](https://pypi.org/project/article-cleaner/): every line of every article in `raw/` gets
exactly one fate (kept, removed as chrome, or moved into a metadata field), and every fate has a reason.

    clean explain raw/ferry.txt    # every line, with its fate and the reason
    clean build --dry-run          # what a build would give
    clean build                    # publishes dataset/1.0.0
    clean validate dataset/1.0.0   # checks it against the contract

| here | is |
|---|---|
| `clean.toml` | the settings |
| `raw/` | the input: .txt .html .jsonl, plain or compressed, in folders as you like. The two samples are invented: remove them |
| `validation/articles.py` | the contract: which articles are good enough |
| `datasheet.toml` | your answers in the datasheet |
| `dataset/<version>/` | the output, never rewritten |
"""

_GITIGNORE = """\
# Unfinished builds. Published versions are yours to commit or not.
.staging-*
dataset/.lock
# Finished work of earlier builds; it may be removed at any time.
.clean-cache/
__pycache__/
"""


def templates() -> dict[str, str]:
    """Path below the workspace → what `clean init` writes there."""
    from cleaner.release.cards.answers import template  # noqa: PLC0415 - brings pyarrow with it

    return {
        SETTINGS_FILE: _SETTINGS,
        "raw/ferry.txt": _FERRY,
        "raw/library.txt": _LIBRARY,
        "validation/articles.py": _CONTRACT,
        "datasheet.toml": template(),
        "README.md": _README,
        ".gitignore": _GITIGNORE,
    }
