"""A generator's content is pinned to its version: stored runs and baselines rely on an address meaning one instance.

When a test here fails, the generator changed: raise its `version`, then `python -m tools.regenerate digests`.
"""

from __future__ import annotations

import pytest

from pytest_realunify.procedural.suite.registry import subtasks
from tools import digests


@pytest.mark.parametrize("name", subtasks())
def test_the_same_version_means_the_same_instances(name: str) -> None:
    assert digests.pinned().get(f"{name} v{subtasks()[name].version}") == digests.digest(name)
