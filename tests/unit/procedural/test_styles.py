"""Pictures of other hands: the same for the same seed, halves that share nothing, and true to their questions."""

from __future__ import annotations

from itertools import islice

import pytest

from pytest_realunify.procedural.styles.groups import GROUPS, style
from pytest_realunify.procedural.styles.specimens import Specimen, specimens

pytest.importorskip("resvg_py")


def few(group: str, strength: int = 1) -> list[Specimen]:
    return list(islice(specimens("tuning", [0], [group], [strength]), 4))


@pytest.mark.parametrize("group", GROUPS)
def test_a_picture_is_the_same_twice_and_has_its_styles_size(group: str) -> None:
    specimen = few(group)[0]
    hand = style(group, specimen.strength, specimen.seed, specimen.half)
    assert specimen.image().tobytes() == specimen.image().tobytes()
    assert specimen.image().size == (hand.width, hand.height)


@pytest.mark.parametrize("group", GROUPS)
def test_a_wrong_picture_is_told_from_the_right_one_by_a_question(group: str) -> None:
    for specimen in specimens("tuning", [1], [group], [0]):
        assert specimen.right == (specimen.truths == specimen.expected)


@pytest.mark.parametrize("strength", [0, 1, 2])
def test_the_halves_share_no_hand(strength: int) -> None:
    for group in GROUPS:
        tuned = {repr(style(group, strength, str(seed), "tuning")) for seed in range(5)}
        held = {repr(style(group, strength, str(seed), "held-out")) for seed in range(5)}
        assert not tuned & held, group
