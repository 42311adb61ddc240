"""Rows, pictures, replies and tables of others, changed at random: an error that says what is wrong, or none."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import strategies as st
from PIL import Image

from brokenfiles import JUNK
from mutations import fuzz, mutated, refused, spoilt
from official_data import KINDS, rows_of, write_pictures
from pytest_realunify.datafiles.pictures import UnreadableError, opened
from pytest_realunify.decisions.gates.settings import GateSettings
from pytest_realunify.judges import resolve as judges
from pytest_realunify.models import resolve as models
from pytest_realunify.options.gate_rules import parse_rule
from pytest_realunify.options.prices import currency_of, prices_of
from pytest_realunify.scoring import parity, strict
from pytest_realunify.suites import resolve as suites

Tally = Callable[[str, int], None]


def read_all(folder: Path) -> None:
    """Every instance of an official data set."""
    suite = suites.resolve("official:.", root=folder)
    for listing in suite.listings():
        for protocol in sorted(listing.protocols):
            suite.instance(listing, protocol)


def test_rows(pytestconfig: pytest.Config, tmp_path: Path, tally: Tally) -> None:
    for kind in KINDS:
        write_pictures(tmp_path, rows_of(kind))
    (tmp_path / "image" / "link.png").symlink_to("/etc/hostname")

    def check(data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(KINDS))
        text = json.dumps(mutated(data, rows_of(kind))).encode()
        if data.draw(st.integers(0, 3)) == 0:
            text = spoilt(data, text)
        file = tmp_path / f"{kind}.json"
        file.write_bytes(text)
        refused(lambda: read_all(tmp_path))
        file.unlink()

    tally("mutations", fuzz(pytestconfig, 150, check))


def test_pictures(pytestconfig: pytest.Config, tally: Tally) -> None:
    whole = []
    for form in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"):
        with io.BytesIO() as file:
            Image.effect_noise((40, 30), 60).convert("RGB").save(file, form)
            whole.append(file.getvalue())

    def check(data: st.DataObject) -> None:
        text = spoilt(data, data.draw(st.sampled_from(whole)))
        refused(lambda: opened(io.BytesIO(text), lambda image: image.convert("RGB")), UnreadableError)

    tally("mutations", fuzz(pytestconfig, 300, check))


WRITTEN: Final = (
    "Answer: |answer is |A|B|C|D|E|yes|no|Yes.|NO|\\boxed{|}|<answer>|</answer>|<think>|</think>|**|(|)|[|]|{|\n|"
    " |. |答案是|选项|是|否|A. one|not |\u200b|\u2060|\ud800|\x1b[31m|\u202e|e\u0301|\U0001f600|\uff21|\u0391|\u0430|1"
)
PIECES: Final = tuple(WRITTEN.split("|"))
SCORERS: Final[tuple[Callable[[str], object], ...]] = (
    lambda reply: strict.choice(reply, ("one", "two", "three", "four")),
    strict.yes_no,
    parity.choice,
    parity.yes_no,
)


def test_replies(pytestconfig: pytest.Config, tally: Tally) -> None:
    """Any text has a verdict or none, soon, and the same again."""
    replies = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200)

    def check(data: st.DataObject) -> None:
        reply = data.draw(replies) * data.draw(st.sampled_from([1, 1, 1, 50]))
        start = time.process_time()
        found = [score(reply) for score in SCORERS]
        assert time.process_time() - start < 2
        assert found[0] in {*"ABCD", None}
        assert isinstance(found[2], str | None)
        assert {found[1], found[3]} <= {"yes", "no", None}
        assert [score(reply) for score in SCORERS] == found

    tally("mutations", fuzz(pytestconfig, 300, check))


MODELS: Final[dict[str, dict[str, Any]]] = {
    "served": {
        "adapter": "openai",
        "model": "m",
        "base_url": "http://127.0.0.1:1/v1",
        "timeout": 5.0,
        "max_retries": 1,
        "extra_body": {"top_k": 1},
        "verbs": ["understand"],
        "concurrency": 2,
    },
    "kept": {"adapter": "recorded", "target": "outputs", "places": {"prompt": "text"}},
    "parts": {"adapter": "composed", "understand": "served", "generate": "reference"},
    "local": {"adapter": "transformers", "target": "org/name", "dtype": "bfloat16", "top_k": 2, "do_sample": True},
    "drawing": {"adapter": "diffusers", "target": "org/name", "steps": 4, "guidance_scale": 3.5, "call": {"a": 1}},
    "planted": {"adapter": "simulated", "noise": 0.3, "weights": 2, "UEG": {"understanding": 0.5}},
    "far": {"adapter": "mutations:Model", "python": sys.executable},
    "own": {"adapter": "mutations:Model", "size": 3},
}
TABLES: Final[dict[str, Any]] = {
    "models": MODELS,
    "judges": {"eye": {"adapter": "vlm", "model": "served"}, "sharp": {"adapter": "pixels"}},
    "prices": {"currency": "EUR", "served": {"input_tokens": 1.0, "output_images": 0.1, "edit": {"calls": 2}}},
    "gates": {"alpha": 0.05, "min-scored": 20, "error-budget": 0.1, "rules": ["ueg:stepwise>=0.35"]},
}
TYPED: Final = tuple(each for each in JUNK if each is not None and each != [None] and "\\ud800" not in ascii(each))
"""What TOML can hold."""


def model_of(name: str, tables: dict[str, Any]) -> object:
    """Of that name."""
    return models.resolve(name, tables["models"])


def judge_of(name: str, tables: dict[str, Any]) -> object:
    """With models of the same tables."""
    return judges.resolve(name, tables["judges"], lambda each: models.resolve(each, tables["models"]))


READERS: Final[tuple[Callable[[dict[str, Any]], object], ...]] = (
    *(partial(model_of, name) for name in MODELS),
    *(partial(judge_of, name) for name in TABLES["judges"]),
    lambda tables: prices_of("served", tables["prices"]),
    lambda tables: currency_of(tables["prices"]),
    lambda tables: GateSettings.from_table(tables["gates"]),
)


def test_what_is_changed_could_be_read_before() -> None:
    assert not any(refused(partial(read, TABLES)) for read in READERS)


def test_tables(pytestconfig: pytest.Config, tally: Tally) -> None:
    def check(data: st.DataObject) -> None:
        found = mutated(data, TABLES, TYPED)
        tables = {name: found[name] if isinstance(found.get(name), dict) else {} for name in TABLES}
        for read in READERS:
            refused(partial(read, tables))

    tally("mutations", fuzz(pytestconfig, 150, check))


RULES: Final = "ueg|geu|:|stepwise|>=|<=|0.35|-|baseline|1e9| |nan|²||%"


def test_gate_rules(pytestconfig: pytest.Config, tally: Tally) -> None:
    parts = st.sampled_from(RULES.split("|"))

    def check(data: st.DataObject) -> None:
        text = "".join(data.draw(st.lists(parts, max_size=8))) or data.draw(st.text(max_size=30))
        if not refused(lambda: parse_rule(text)):
            rule = parse_rule(text)
            assert parse_rule(rule.text) == rule

    tally("mutations", fuzz(pytestconfig, 300, check))
