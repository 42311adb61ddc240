"""A fingerprint tells judges apart without loading them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checkout import ROOT
from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.numbers.calibration.record import packaged
from toyjudges import MODELS, PROMPT, found


def test_the_fingerprint_tells_judges_and_prompts_apart() -> None:
    agrees = "toyjudges:Agrees"
    specs = [
        found("pixels"),
        found("vlm:eye"),
        found("vlm:other"),
        found("vlm:toyjudges:Eye"),
        found(agrees),
        found("x", {"x": {"adapter": agrees, "size": 7}}),
        found("x", {"x": {"adapter": agrees, "size": 8}}),
    ]
    prints = [spec.fingerprint(prompt) for spec in specs for prompt in (PROMPT, "Look. {question}")]
    assert len(set(prints)) == len(prints)
    assert all(len(each) == 12 and set(each) <= set("0123456789abcdef") for each in prints)


def test_the_fingerprint_changes_with_the_version_of_the_pixels_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    before = found("pixels").fingerprint(PROMPT)
    monkeypatch.setattr("pytest_realunify.procedural.pixels.VERSION", "another")
    assert found("pixels").fingerprint(PROMPT) != before


def fingerprint(**settings: object) -> str:
    return found("x", {"x": {"adapter": "toyjudges:Agrees", **settings}}).fingerprint(PROMPT)


def test_how_many_tokens_is_no_secret() -> None:
    assert fingerprint(max_tokens=8) != fingerprint(max_tokens=9)


@pytest.mark.parametrize("key", ["api_key", "token", "client_secret", "PASSWORD", "Authorization"])
def test_a_secret_is_no_part_of_the_fingerprint(key: str) -> None:
    assert fingerprint(**{key: "one"}) == fingerprint(**{key: "two"}) == fingerprint()
    assert fingerprint(headers={key: "one"}) == fingerprint(headers={key: "two"})


def test_an_address_counts_without_its_credentials() -> None:
    assert fingerprint(url="http://me:one@host/v1?key=1") == fingerprint(url="http://host/v1")
    assert fingerprint(url="http://host/v1") != fingerprint(url="http://host/v2")


def served(**settings: object) -> str:
    model = {"adapter": "openai", "model": "gpt", "base_url": "http://localhost:1/v1", **settings}
    return found("vlm:m", models={"m": model}).fingerprint(PROMPT)


@pytest.mark.parametrize(
    "how",
    [
        {"base_url": "http://me:key@localhost:2/v1?key=1"},
        {"timeout": 900},
        {"deadline": 900},
        {"max_retries": 1},
        {"concurrency": 2},
        {"api_key_env": "none"},
    ],
)
def test_where_a_model_is_served_and_how_patiently_is_no_part_of_the_fingerprint(how: dict[str, object]) -> None:
    assert served(**how) == served()


@pytest.mark.parametrize("what", [{"model": "other"}, {"temperature": 1}, {"max_tokens": 9}, {"detail": "low"}])
def test_what_is_served_and_asked_for_is_part_of_it(what: dict[str, object]) -> None:
    assert served(**what) != served()


def test_the_name_of_a_model_s_table_is_no_part_of_the_fingerprint() -> None:
    assert found("vlm:one", models={"one": MODELS["eye"]}) != found("vlm:two", models={"two": MODELS["eye"]})
    one, two = (found(f"vlm:{name}", models={name: MODELS["eye"]}).fingerprint(PROMPT) for name in ("one", "two"))
    assert one == two


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "qwen"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    (folder / "model.safetensors").write_text("step 1")
    return folder


@pytest.mark.parametrize("file", ["model.safetensors", "chat_template.jinja"])
@pytest.mark.parametrize("where", [{}, {"python": sys.executable}])
@pytest.mark.parametrize("adapter", ["transformers", "toyjudges:Eye"])
def test_another_checkpoint_behind_the_same_table_is_another_judge(
    checkpoint: Path, tmp_path: Path, file: str, where: dict[str, str], adapter: str
) -> None:
    table = {"adapter": adapter, "target": str(checkpoint), **where}

    def fingerprint(**more: object) -> str:
        return found("vlm:m", models={"m": {**table, **more}}).fingerprint(PROMPT)

    before = fingerprint()
    assert fingerprint(target=str(shutil.copytree(checkpoint, tmp_path / "moved"))) == before
    assert fingerprint(device="cuda:1") == before
    (checkpoint / file).write_text("step 2")
    assert fingerprint() != before


def test_another_chat_template_in_a_file_of_its_own_is_another_judge(checkpoint: Path, tmp_path: Path) -> None:
    template = tmp_path / "short.jinja"
    template.write_text("a")
    table = {"adapter": "transformers", "target": str(checkpoint), "chat_template": str(template)}
    before = found("vlm:m", models={"m": table}).fingerprint(PROMPT)
    moved = {**table, "chat_template": str(shutil.copy(template, tmp_path / "moved.jinja"))}
    assert found("vlm:m", models={"m": moved}).fingerprint(PROMPT) == before
    template.write_text("b")
    assert found("vlm:m", models={"m": table}).fingerprint(PROMPT) != before


def test_a_composed_judge_is_the_part_that_looks() -> None:
    def fingerprint(**parts: str) -> str:
        return found("vlm:m", models={**MODELS, "m": {"adapter": "composed", **parts}}).fingerprint(PROMPT)

    assert fingerprint(understand="eye", generate="blind") == fingerprint(understand="eye")
    assert fingerprint(understand="eye") == found("vlm:eye").fingerprint(PROMPT)
    assert fingerprint(understand="eye") != fingerprint(understand="other")


def test_what_is_only_known_of_a_built_judge_counts_for_the_replies_that_are_kept() -> None:
    spec = found("mine", {"mine": {"adapter": "toyjudges:Agrees"}})
    kept = {spec.fingerprint(PROMPT, {"weights": weights}) for weights in ("v1", "v2", "v1")}
    assert len({*kept, spec.fingerprint(PROMPT)}) == 3


def test_the_pixels_judge_has_the_fingerprint_that_its_calibration_names() -> None:
    spec, shipped = found("pixels"), packaged("b01494825d16")
    assert shipped is not None
    assert spec.fingerprint(shipped.judge.prompt) == shipped.judge.fingerprint == "b01494825d16"
    assert spec.fingerprint(shipped.judge.prompt, identity_of(spec.build())) == "b01494825d16"


def test_a_fingerprint_is_the_same_in_another_process_and_loads_nothing() -> None:
    script = """
import json, sys
from pytest_realunify.judges.resolve import resolve
from pytest_realunify.models.resolve import resolve as resolve_model
models = json.loads(sys.argv[1])
specs = [resolve(name, {}, lambda model: resolve_model(model, models)) for name in ("pixels", "vlm:hosted", "vlm:eye")]
print(*[spec.fingerprint("{question}") for spec in specs])
print(*sorted({"openai", "numpy", "scipy", "PIL", "torch", "toyjudges"} & set(sys.modules)))
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, json.dumps(MODELS)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT / "tests/support",
    )
    prints, loaded = ran.stdout.split("\n")[:2]
    assert prints.split() == [found(name).fingerprint(PROMPT) for name in ("pixels", "vlm:hosted", "vlm:eye")]
    assert loaded == ""
