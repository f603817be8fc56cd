"""Every example in a public docstring, and in the README, runs as it stands."""

import importlib
import inspect
import pkgutil
import re
import textwrap
from pathlib import Path

import pytest

import keras_recon

ROOT = Path(__file__).parents[1]
CODE = re.compile(r"^([ ]*)```python\n(.*?)^[ ]*```", re.DOTALL | re.MULTILINE)


def public_objects():
    """Each public class, method and function of the package, by its name."""
    found = {}
    for module in pkgutil.walk_packages(keras_recon.__path__, "keras_recon."):
        # Run by TensorFlow in a process of its own.
        if module.name.endswith("write_saved_model"):
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
EXAMPLES = {
    **{name: inspect.cleandoc(value.__doc__ or "") for name, value in OBJECTS.items()},
    "README": (ROOT / "README.md").read_text(),
}
BLOCKS = [
    pytest.param(textwrap.dedent(code), id=f"{name}-{place}")
    for name, text in EXAMPLES.items()
    for place, (_, code) in enumerate(CODE.findall(text))
]


@pytest.mark.slow
@pytest.mark.parametrize("code", BLOCKS)
def test_example_runs(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "example", "exec"), {"__name__": "example"})


@pytest.mark.parametrize(
    "name", [name for name, value in OBJECTS.items() if inspect.isclass(value)]
)
def test_public_class_has_an_example(name):
    mixin = name.endswith(("Mixin", "InputChecks", "BuiltOptimizer", "preset_files.Preset"))
    assert mixin or "```python" in (inspect.getdoc(OBJECTS[name]) or "")
