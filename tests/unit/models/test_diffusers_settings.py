"""What a table for the diffusers adapter may say. Neither torch nor diffusers is needed to be told."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.models.diffusers.settings import Settings


def test_what_the_table_does_not_say_is_left_to_the_pipeline() -> None:
    assert Settings.of({"target": "some/pipeline"}, "[t]").arguments() == {}
    said = {"steps": 4, "guidance_scale": 3, "call": {"true_cfg_scale": 4.0}}
    expected = {"num_inference_steps": 4, "guidance_scale": 3.0, "true_cfg_scale": 4.0}
    assert Settings.of({"target": "some/pipeline", **said}, "[t]").arguments() == expected


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"stepz": 3}, r"unknown setting in \[t\]: 'stepz'. Did you mean 'steps'"),
        ({"steps": "many"}, "steps is 'many', expected a whole number"),
        ({"steps": 0}, "steps is 0"),
        ({"offload": "modle"}, "Did you mean 'model'"),
        ({"dtype": "bfloat61"}, "Did you mean 'bfloat16'"),
        ({"offload": "model", "device_map": "balanced"}, "choose one"),
        ({"call": {"generator": 1}}, "call.generator is not for the table to say"),
        ({"verbs": ["understand"]}, r"unknown verb in \[t\]"),
        ({"target": ""}, "needs a target"),
        ({"target": "/no/such/folder"}, "no such folder"),
        ({"target": "."}, "holds no model_index.json"),
    ],
)
def test_settings_that_cannot_be_are_refused_before_anything_is_loaded(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Settings.of({"target": "some/pipeline", **settings}, "[t]")
