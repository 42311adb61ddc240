"""Specialists as one model: found by name, built when first asked, told apart by what they are."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from pytest_realunify.errors import ModelError, ModelUnavailableError, UsageError
from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.judges.resolve import resolve as resolve_judge
from pytest_realunify.models.resolve import resolve
from pytest_realunify.taxonomy import VERBS

BUILT: list[str] = []
HERE = "test_composed_adapter"


class Speaker:
    """Understands, and counts how often it was built."""

    concurrent = True

    def __init__(self, word: str = "A") -> None:
        BUILT.append(word)
        self.word = word

    def understand(self, requests: Sequence[Request]) -> list[str]:
        return [f"{self.word}:{request.prompt}" for request in requests]

    def identity(self) -> Mapping[str, Any]:
        return {"adapter": "speaker", "word": self.word}


class Painter:
    """Draws and edits."""

    def __init__(self, colour: str = "red") -> None:
        BUILT.append(colour)
        self.colour = colour

    def generate(self, requests: Sequence[Request]) -> list[Image.Image]:
        return [Image.new("RGB", (2, 2), self.colour) for _ in requests]

    edit = generate


TABLES: dict[str, Any] = {
    "speaker": {"adapter": f"{HERE}:Speaker", "word": "B"},
    "painter": {"adapter": f"{HERE}:Painter", "colour": "blue", "api_key": "hidden"},
    "pair": {"adapter": "composed", "understand": "speaker", "generate": f"{HERE}:Painter", "edit": f"{HERE}:Painter"},
    "talker": {"adapter": "composed", "understand": "speaker"},
}


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by name as a team's own module is: as this one, whatever pytest calls it."""
    monkeypatch.setitem(sys.modules, HERE, sys.modules[__name__])
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    BUILT.clear()


def composed(name: str, tables: Mapping[str, Any] = TABLES) -> Any:
    return resolve(name, tables).build()


def test_each_verb_asks_the_model_named_for_it() -> None:
    pair = composed("pair")
    assert pair.understand([Request("x"), Request("y")]) == ["B:x", "B:y"]
    assert pair.generate([Request("x")])[0].getpixel((0, 0)) == (255, 0, 0)
    assert pair.edit([Request("x")])[0].getpixel((0, 0)) == (255, 0, 0)


def test_a_part_is_built_when_first_asked_and_once_for_all_its_verbs() -> None:
    pair = composed("pair")
    assert BUILT == []
    pair.edit([Request("x")])
    pair.generate([Request("x")])
    assert BUILT == ["red"]
    pair.understand([Request("x")])
    assert BUILT == ["red", "B"]


def test_a_verb_is_absent_where_no_model_is_named() -> None:
    assert [supports(composed("talker"), verb) for verb in VERBS] == [True, False, False]
    assert [supports(composed("pair"), verb) for verb in VERBS] == [True, True, True]


def test_any_name_that_model_takes_can_be_a_part() -> None:
    table = {"both": {"adapter": "composed", "understand": "reference", "edit": "mine"}}
    both = resolve("both", table, lambda name: Painter("green") if name == "mine" else None).build()
    assert both.edit([Request("x")])[0].getpixel((0, 0)) == (0, 128, 0)  # type: ignore[attr-defined]
    assert supports(both, "understand")


def test_a_composed_model_can_be_part_of_another() -> None:
    tables = {**TABLES, "outer": {"adapter": "composed", "understand": "talker", "edit": "pair"}}
    outer = composed("outer", tables)
    assert outer.understand([Request("x")]) == ["B:x"]
    assert outer.identity()["understand"]["understand"]["word"] == "B"


def test_it_is_concurrent_only_if_all_its_parts_are() -> None:
    assert composed("talker").concurrent is True
    assert composed("pair").concurrent is False


def test_the_identity_nests_what_the_parts_say_of_themselves() -> None:
    said = json.loads(json.dumps(composed("pair").identity()))
    assert said["adapter"] == "composed"
    assert said["understand"] == {"adapter": "speaker", "word": "B"}
    assert said["generate"]["class"].endswith(f"{HERE}.Painter")
    assert len(said["generate"]["source"]) == 64


def test_the_identity_loads_no_weights_and_still_changes_with_them(tmp_path: Path) -> None:
    folder = tmp_path / "flux"
    folder.mkdir()
    (folder / "model_index.json").write_text("{}")
    (folder / "weights.safetensors").write_bytes(b"one")
    table = {"lazy": {"adapter": "composed", "generate": f"diffusers:{folder}"}}
    first = composed("lazy", table).identity()
    assert first["generate"]["dtype"] == ("bfloat16" if torch.accelerator.is_available() else "float32")
    assert "torch" in first["generate"]["versions"]
    (folder / "weights.safetensors").write_bytes(b"two")
    assert "flux" not in str(first)
    assert first != composed("lazy", table).identity()


def test_settings_of_parts_count_for_a_judge_s_fingerprint_and_hide_secrets() -> None:
    def fingerprint(tables: Mapping[str, Any]) -> str:
        return resolve_judge("vlm:talker", {}, lambda name: resolve(name, tables)).fingerprint("?")

    other = {**TABLES, "speaker": {**TABLES["speaker"], "word": "C"}}
    assert fingerprint(TABLES) == fingerprint(dict(TABLES))
    assert fingerprint(TABLES) != fingerprint(other)
    painted = str(identity_of(resolve("p", {**TABLES, "p": {"adapter": "composed", "generate": "painter"}})))
    assert "hidden" not in painted
    assert "blue" in painted


def test_a_part_that_lacks_its_verb_is_trouble_and_not_a_verdict() -> None:
    odd = composed("odd", {**TABLES, "odd": {"adapter": "composed", "edit": "speaker"}})
    with pytest.raises(ModelError, match="edit = 'speaker': a Speaker cannot edit"):
        odd.edit([Request("x")])


@pytest.mark.parametrize(
    ("loading", "said"),
    [
        (OSError("no such checkpoint"), r"edit = 'mine': it cannot be loaded: OSError: no such checkpoint"),
        (ModelError("type this"), r"edit = 'mine': type this$"),
    ],
)
def test_a_part_that_cannot_be_built_is_the_models_end(loading: Exception, said: str) -> None:
    def load() -> object:
        raise loading

    table = {"x": {"adapter": "composed", "understand": "speaker", "edit": "mine"}, "speaker": TABLES["speaker"]}
    model: Any = resolve("x", table, lambda name: load if name == "mine" else None).build()
    assert model.understand([Request("x")]) == ["B:x"]
    with pytest.raises(ModelUnavailableError, match=said):
        model.edit([Request("x")])


def test_parts_are_closed_with_it() -> None:
    closed: list[str] = []

    class Closing(Painter):
        def close(self) -> None:
            closed.append(self.colour)

    both = resolve(
        "x", {"x": {"adapter": "composed", "edit": "mine"}}, lambda name: Closing if name == "mine" else None
    )
    model: Any = both.build()
    model.close()
    assert closed == []
    model.edit([Request("x")])
    model.close()
    assert closed == ["red"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, "names no model"),
        ({"understands": "reference"}, r"unknown setting in \[tool.realunify.models.x\]: 'understands'"),
        ({"understand": 3}, "understand is 3, expected text"),
        ({"understand": "referense"}, r"understand = 'referense': unknown model.*Did you mean 'reference'"),
        ({"understand": "x"}, "understand = 'x': unknown model"),
        ({"understand": "y"}, "understand = 'y': .*understand = 'x': unknown model"),
    ],
)
def test_what_cannot_be_composed_is_said_before_anything_is_built(table: dict[str, Any], said: str) -> None:
    tables = {"x": {"adapter": "composed", **table}, "y": {"adapter": "composed", "understand": "x"}}
    with pytest.raises(UsageError, match=said):
        resolve("x", tables)


def test_composed_on_the_command_line_says_that_it_needs_a_table() -> None:
    with pytest.raises(UsageError, match=r"needs a table in pyproject\.toml"):
        resolve("composed:reference", {})
