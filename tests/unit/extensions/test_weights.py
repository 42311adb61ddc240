"""The fingerprint of a folder with a checkpoint."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_realunify.extensions.weights import fingerprint

LARGE = 5 << 20


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "step-1"
    (folder / "unet").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "unet" / "model.safetensors").write_bytes(bytes(LARGE))
    return folder


def test_the_same_content_elsewhere_has_the_same_fingerprint(checkpoint: Path) -> None:
    before = fingerprint(checkpoint)
    (checkpoint / "README.md").write_text("not the model")
    (checkpoint / ".cache").mkdir()
    (checkpoint / ".cache" / "config.json").write_text("neither")
    assert fingerprint(checkpoint.rename(checkpoint.with_name("step-2"))) == before


@pytest.mark.parametrize("changed", ["config", "first", "last", "renamed", "trained"])
def test_any_change_of_configs_or_weights_shows(checkpoint: Path, changed: str) -> None:
    before, weights = fingerprint(checkpoint), checkpoint / "unet" / "model.safetensors"
    content = bytearray(LARGE)
    if changed == "config":
        (checkpoint / "config.json").write_text("{ }")
    elif changed == "renamed":
        weights.rename(checkpoint / "model.safetensors")
    else:
        places = {"first": [0], "last": [LARGE - 1], "trained": range(0, LARGE, 4099)}[changed]
        for place in places:
            content[place] ^= 1
        weights.write_bytes(content)
    assert fingerprint(checkpoint) != before


def test_what_training_goes_on_from_is_no_part_of_it(checkpoint: Path) -> None:
    before = fingerprint(checkpoint)
    for name in ("optimizer.pt", "rng_state_0.pth", "trainer_state.json", "training_args.bin"):
        (checkpoint / name).write_text("1")
    assert fingerprint(checkpoint) == before
