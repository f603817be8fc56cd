"""Imports point one way: from arrays to models, from records to data sets."""

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "keras_recon"
# What each part may import beside itself and the single files of the package.
MAY_IMPORT = {
    "ops": set(),
    "layers": {"ops"},
    "losses": {"ops"},
    "presets": set(),
    "training": set(),
    "models": {"ops", "layers", "losses", "presets", "training"},
    "data": {"ops"},
    "datasets": {"data"},
    "evaluation": {"models"},
    "visualization": set(),
    "exporting": {"evaluation", "models", "ops", "presets"},
    "teachers": {"data"},
    "preparation": {"data", "datasets", "teachers"},
    "search": {"data", "datasets", "models", "presets", "teachers", "visualization"},
    "prediction": {"models", "datasets"},
}
MAY_IMPORT["cli"] = {*MAY_IMPORT}
PURE = ("ops", "layers", "losses", "models")
NOT_IN_PURE = {"tensorflow", "jax", "torch", "h5py", "pathlib", "os", "io", "json"}


def imported(path):
    """Dotted names that a file imports anywhere."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_point_one_way(part):
    for path in (PACKAGE / part).rglob("*.py"):
        names = [name.split(".") for name in imported(path)]
        parts = {name[1] for name in names if name[0] == "keras_recon"} & MAY_IMPORT.keys()
        # What a model hands on to, imported when it is called.
        later = {"exporting", "prediction"} if path.stem in ("backbone", "task") else set()
        assert parts <= {part, *MAY_IMPORT[part]} | later
        if part in PURE:
            assert not {name[0] for name in names} & NOT_IN_PURE, path


def test_readers_of_files_stand_by_themselves():
    # Processes that read in parallel load these modules alone.
    for path in (PACKAGE / "datasets" / "readers").glob("*.py"):
        tree = ast.parse(path.read_text())
        absolute = {
            name.partition(".")[0]
            for node in tree.body
            if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level)
            for name in ([node.module] if isinstance(node, ast.ImportFrom) else names_of(node))
        }
        assert absolute <= {"numpy", *sys.stdlib_module_names}, path
        assert not any(
            isinstance(node, ast.ImportFrom) and node.level > 1 for node in ast.walk(tree)
        )


def names_of(node):
    return [alias.name for alias in node.names]


def test_every_part_has_a_rule_and_none_is_a_circle():
    parts = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert parts == MAY_IMPORT.keys()
    order = [*MAY_IMPORT]
    for part, others in MAY_IMPORT.items():
        assert all(order.index(other) < order.index(part) for other in others)
