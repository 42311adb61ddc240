"""From the name a user types to a model, in the documented order, and nothing heavy before `build`."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.interfaces import Request
from pytest_realunify.models import adapters
from pytest_realunify.models import resolve as module
from pytest_realunify.models.resolve import resolve


class Model:
    """A model that keeps what it was made with, and that can be called, as a torch module can."""

    def __init__(self, **settings: object) -> None:
        self.settings = settings

    def __call__(self) -> object:
        raise AssertionError("a ready model was called as if it made one")

    def understand(self, requests: Sequence[Request]) -> list[str]:
        return ["A" for _ in requests]


MODELS = """
import sys
import json

raise_here = sys.modules["{name}_may_run"]

from collections import OrderedDict as Ordered

class Model:
    def __init__(self, **settings):
        self.settings = settings

def make(**settings):
    return Model(**settings)

ready = Model(made="once")
left, (right, third) = ready, (ready, ready)
nothing = None
"""


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str | bytes], str]:
    """Writes a module that can be found, and forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(name: str, source: str | bytes) -> str:
        data = source.encode() if isinstance(source, str) else source
        (tmp_path / f"{name}.py").write_bytes(data)
        monkeypatch.delitem(sys.modules, name, raising=False)
        return name

    return write


@pytest.fixture
def mine(add: Callable[[str, str], str]) -> str:
    """A module that raises KeyError on import until its switch is set."""
    return add("ru_mine", MODELS.format(name="ru_mine"))


def allow(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, f"{name}_may_run", sys)


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> None:
    def entry_points(group: str) -> list[importlib.metadata.EntryPoint]:
        assert group == "realunify.models"
        return [
            importlib.metadata.EntryPoint(name, "test_resolve_models:Model", group) for name in ("both", "reference")
        ]

    monkeypatch.setattr(module, "entry_points", entry_points)


@pytest.mark.usefixtures("points")
def test_the_hook_comes_before_the_table_before_the_entry_point_before_the_built_in() -> None:
    table = {"both": {"adapter": "reference"}}
    assert resolve("both", table, lambda _: Model).source == "hook"
    assert resolve("both", table).source == "pyproject.toml"
    assert resolve("both", {}).source == "entry point"
    assert resolve("reference", {}).source == "entry point"


def test_the_reference_model_is_built_in() -> None:
    assert resolve("reference", {}).source == "built-in"


def test_a_hook_may_return_a_class_a_factory_or_a_ready_model() -> None:
    assert isinstance(resolve("x", {}, lambda _: Model).build(), Model)
    made = resolve("x", {}, lambda _: lambda: Model(size=7)).build()
    assert isinstance(made, Model)
    assert made.settings == {"size": 7}
    ready = Model()
    assert resolve("x", {}, lambda _: ready).build() is ready


@pytest.mark.usefixtures("points")
def test_an_entry_point_is_loaded_only_when_the_model_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def load(point: importlib.metadata.EntryPoint) -> object:
        loaded.append(point.name)
        return Model

    monkeypatch.setattr(importlib.metadata.EntryPoint, "load", load)
    spec = resolve("both", {})
    assert loaded == []
    assert isinstance(spec.build(), Model)


@pytest.mark.parametrize("name", ["Model", "make"])
def test_a_class_or_function_of_the_user_s_is_imported_only_when_built(
    mine: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = resolve(f"{mine}:{name}", {})
    assert (spec.name, spec.source) == (f"{mine}:{name}", "import")
    with pytest.raises(KeyError, match="may_run"):
        spec.build()
    allow(mine, monkeypatch)
    assert type(spec.build()).__name__ == "Model"


@pytest.mark.parametrize("name", ["ready", "left", "right", "third", "Ordered"])
def test_every_way_of_binding_a_name_counts(mine: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(mine, monkeypatch)
    assert resolve(f"{mine}:{name}", {}).build() is not None


def test_a_ready_model_in_a_module_is_used_as_it_is() -> None:
    assert module._made(ready := Model(), {}) is ready


def test_a_name_the_module_does_not_bind_is_refused_before_anything_runs(mine: str) -> None:
    with pytest.raises(
        UsageError, match=r"unknown name in module 'ru_mine' \(--model\): 'Modle'\. Did you mean 'Model'"
    ):
        resolve(f"{mine}:Modle", {})


@pytest.mark.parametrize(
    "source",
    [
        "if True:\n    class Model: pass",
        "try:\n    class Model: pass\nfinally: pass",
        "from test_resolve_models import *",
        "def __getattr__(name):\n    import test_resolve_models\n    return test_resolve_models.Model",
        "Model: type = type('Model', (), {})",
        "# coding: latin-1\nText = '\xe9'\nclass Model: pass".encode("latin-1"),
        "\ufeffclass Model: pass",
    ],
    ids=["if", "try", "star", "getattr", "annotated", "latin-1", "byte-order mark"],
)
def test_a_module_that_cannot_be_told_by_reading_is_given_the_benefit_of_the_doubt(
    add: Callable[[str, str | bytes], str], source: str | bytes
) -> None:
    name = add("ru_unclear", source)
    assert type(resolve(f"{name}:Model", {}).build()).__name__ == "Model"


def test_what_turns_out_to_be_missing_is_the_model_s_trouble(add: Callable[[str, str], str]) -> None:
    name = add("ru_empty", "if True:\n    pass")
    with pytest.raises(ModelError, match="module 'ru_empty' has no 'Model'"):
        resolve(f"{name}:Model", {}).build()


@pytest.mark.parametrize("source", ["class Model(:\n", "x = 1\0", b"\xff\xfe = 1"])
def test_a_module_that_is_not_python_is_a_usage_error(
    add: Callable[[str, str | bytes], str], source: str | bytes
) -> None:
    name = add("ru_broken", source)
    with pytest.raises(UsageError, match="module 'ru_broken' \\(--model\\) is not valid Python"):
        resolve(f"{name}:Model", {})


@pytest.mark.parametrize(
    "name", ["ru_nowhere:Model", "ru_nowhere.deeper:Model", "json.nowhere:Model", "json.decoder.x:Y"]
)
def test_a_module_that_cannot_be_found_says_how_to_try(name: str) -> None:
    missing = name.partition(":")[0]
    with pytest.raises(UsageError, match=f"cannot find module '{missing}'.*python -c 'import {missing}'"):
        resolve(name, {})


@pytest.mark.parametrize(
    "name", ["referense", "", "mine", "a:b:c", "mine:", ":Model", "org/model:latest", "C:\\models\\mine"]
)
def test_an_unknown_name_lists_the_known_ones(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        resolve(name, {"bagel-7b": {"adapter": "reference"}})
    assert "unknown model (--model)" in str(raised.value)
    assert "valid: bagel-7b, reference, reference-degraded, simulated, recorded:PATH, openai:MODEL, " in str(
        raised.value
    )
    assert str(raised.value).endswith(", package.module:Class")


def test_a_near_miss_is_pointed_out() -> None:
    with pytest.raises(UsageError, match="Did you mean 'bagel-7b'"):
        resolve("bagel_7b", {"bagel-7b": {"adapter": "reference"}})


def test_a_table_passes_its_settings_on(mine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(mine, monkeypatch)
    table = {"big": {"adapter": f"{mine}:Model", "size": 7, "dtype": "bfloat16"}}
    spec = resolve("big", table)
    assert (spec.name, spec.source) == ("big", "pyproject.toml")
    assert vars(spec.build())["settings"] == {"size": 7, "dtype": "bfloat16"}
    assert table["big"]["adapter"] == f"{mine}:Model", "the table is left as it was"


@pytest.mark.parametrize("table", [{}, {"adapter": 7}, {"adaptor": "reference"}, "reference", [], None])
def test_a_table_without_an_adapter_is_refused_with_its_place(table: object) -> None:
    with pytest.raises(UsageError, match=r"\[tool\.realunify\.models\.big\] needs adapter"):
        resolve("big", {"big": table})


def test_an_unknown_adapter_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"unknown adapter in \[tool.realunify.models.big\]: 'recordet'.*'recorded'"):
        resolve("big", {"big": {"adapter": "recordet"}})


def test_an_adapter_takes_what_follows_the_colon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(adapters.ADAPTERS, "recorded", Model)
    one_liner = resolve("recorded:results/my run.json", {})
    table = resolve("old", {"old": {"adapter": "recorded", "target": "results/my run.json"}})
    assert (one_liner.source, table.source) == ("adapter", "pyproject.toml")
    for spec in (one_liner, table):
        assert vars(spec.build())["settings"] == {"target": "results/my run.json"}


@pytest.mark.parametrize(
    ("name", "uses"),
    [
        ("reference", False),
        ("recorded:somewhere", False),
        ("served", False),
        ("transformers:somewhere", True),
        ("pytest_realunify.procedural.reference:Reference", True),
        ("hooked", True),
        ("two servers", False),
        ("server and weights", True),
    ],
)
def test_a_model_may_want_a_gpu_unless_what_builds_it_never_does(name: str, uses: bool) -> None:
    tables = {
        "served": {"adapter": "openai", "target": "m", "base_url": "http://localhost:1/v1"},
        "local": {"adapter": "transformers", "target": "somewhere"},
        "two servers": {"adapter": "composed", "understand": "reference", "generate": "recorded:somewhere"},
        "server and weights": {"adapter": "composed", "understand": "reference", "generate": "local"},
    }
    assert resolve(name, tables, {"hooked": object()}.get).uses_device is uses


@pytest.mark.parametrize(
    "table",
    [
        {"adapter": "diffusers", "target": "9" * 5000},
        {"adapter": "transformers", "target": "./" + "9" * 5000},
        {"adapter": "test_resolve_models:Model", "python": "9" * 5000},
        {"adapter": "composed", "understand": "reference", "generate": "inner"},
    ],
    ids=["diffusers", "transformers", "an interpreter", "a part"],
)
def test_what_is_too_long_for_a_file_s_name_is_said_with_the_table(table: dict[str, str]) -> None:
    inner = {"adapter": "diffusers", "target": "9" * 5000}
    with pytest.raises(UsageError, match=r"^\[tool\.realunify\.models\.\w+\].*: File name too long: "):
        resolve("big", {"big": table, "inner": inner})
