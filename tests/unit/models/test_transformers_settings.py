"""What can be set for a model of the transformers library: said wrong, it is refused before anything is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.models.resolve import resolve
from pytest_realunify.models.transformers.settings import Settings

PLACE = "[tool.realunify.models.x]"
COMMIT = "0123456789abcdef" * 2 + "01234567"


def settings(**given: Any) -> Settings:
    return Settings.of({"target": "team/model", **given}, PLACE)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"dtpye": "float32"}, "unknown setting in .*: 'dtpye'. Did you mean 'dtype'"),
        ({"target": ""}, "needs a target"),
        ({"target": "./nowhere"}, "no such folder: ./nowhere"),
        ({"target": "/a/b/c"}, "no such folder: /a/b/c"),
        ({"max_new_tokens": 0}, "max_new_tokens is 0, expected at least 1"),
        ({"max_new_tokens": "many"}, "max_new_tokens is 'many', expected a whole number"),
        ({"do_sample": 1}, "do_sample is 1, expected true or false"),
        ({"max_batch": {"generate": 0}}, "generate is 0"),
        ({"max_batch": {"draw": 1}}, "unknown setting in .*max_batch: 'draw'"),
        ({"image": {"guidance": 5.0}}, "unknown setting in .*image: 'guidance'. Did you mean 'guidance_scale'"),
        ({"image": {"ratio": "wide"}}, "image.ratio is 'wide'"),
        ({"prompt_template": {"generate": "a picture"}}, "does not say where the prompt goes: {prompt}"),
        ({"generation": {"do_sample": True}}, "do_sample is a setting of the table itself"),
        ({"verbs": ["edit"]}, "unknown verb in .*: 'edit'"),
        ({"quantization": {"load_in_4bit": True}}, "quantization needs class"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_its_place(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        settings(**given)
    assert PLACE in str(raised.value)


def test_resolving_a_table_checks_it_and_loads_nothing() -> None:
    table = {"adapter": "transformers", "target": "team/model", "dtpye": "float32"}
    with pytest.raises(UsageError, match=r"\[tool.realunify.models.mine\].*dtpye"):
        resolve("mine", {"mine": table})
    with pytest.raises(UsageError, match=r"--model=transformers:\./nowhere: no such folder"):
        resolve("transformers:./nowhere", {})


def test_code_from_the_hub_runs_only_in_the_revision_somebody_named(tmp_path: Path) -> None:
    for revision in ({}, {"revision": "main"}, {"revision": COMMIT[:39]}):
        with pytest.raises(UsageError, match="full commit hash of 40 hexadecimal digits"):
            settings(trust_remote_code=True, **revision)
    assert settings(trust_remote_code=True, revision=COMMIT).trust_remote_code
    assert settings(trust_remote_code=True, target=str(tmp_path)).is_local()


def test_text_is_greedy_and_pictures_are_sampled_unless_the_table_says_otherwise() -> None:
    usual = settings()
    assert (usual.sampling.do_sample, usual.image.sampling.do_sample, usual.max_new_tokens) == (False, True, 512)
    told = settings(do_sample=True, temperature=2, image={"do_sample": False, "guidance_scale": 3})
    assert (told.sampling.do_sample, told.sampling.temperature) == (True, 2.0)
    assert (told.image.sampling.do_sample, told.image.guidance_scale) == (False, 3.0)
