"""Which ladders a run climbs, and what they ask: of a suite that has its subtasks at every difficulty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import Listing, Suite
from pytest_realunify.judges.resolve import JudgeSpec
from pytest_realunify.numbers.frontier.ladder import Ladder
from pytest_realunify.options.settings import Settings
from pytest_realunify.protocols import ProtocolSpec
from pytest_realunify.run.choosing import NAME_A_JUDGE
from pytest_realunify.taxonomy import CHANCE

FLAG: Final = "--realunify-frontier"
ALL: Final = "all"
_ASKED: Final = ("direct", "stepwise")


class Rungs(Suite, Protocol):
    """A suite by difficulty."""

    @property
    def ladders(self) -> Mapping[str, Any]:
        """By subtask: `axis`, `setting` and its `values` from easy to hard."""

    def listing(self, subtask: str, value: int, number: int) -> Listing:
        """The question of that number, from 0, at that value of the setting."""


def rungs_of(suite: Suite) -> Rungs:
    """Raises UsageError where the suite has no difficulties."""
    if not hasattr(suite, "rungs"):
        raise UsageError(f"{FLAG} needs --realunify-suite=procedural: {suite.name} cannot be made easier or harder")
    found: Rungs = suite.rungs
    return found


def ladders_of(
    settings: Settings, suite: Suite, protocols: Mapping[str, ProtocolSpec], judge: JudgeSpec | None
) -> dict[str, Ladder]:
    """By id, in table order, those of this shard. Raises UsageError."""
    if not settings.frontier:
        return {}
    ladders = rungs_of(suite).ladders
    for name in settings.frontier:
        if name not in (ALL, *ladders):
            raise UsageError.unknown(f"subtask ({FLAG})", name, [ALL, *ladders], f"before a path type {FLAG}=all")
    wanted = [
        each
        for name, each in ladders.items()
        if name in settings.frontier or (ALL in settings.frontier and each.axis == "GEU")
    ]
    if judge is None and (drawn := [each.subtask for each in wanted if each.axis == "UEG"]):
        raise UsageError(f"{FLAG}={','.join(drawn)}: what is drawn needs a judge:\n{NAME_A_JUDGE}")
    made = [
        Ladder(each.subtask, each.axis, name, each.setting, each.values, CHANCE if each.axis == "GEU" else 0.0)
        for each in wanted
        for name in protocols
        if name in _ASKED
    ]
    if not made:
        raise UsageError(f"{FLAG} climbs under {' and '.join(_ASKED)}, of which --realunify-protocol names none")
    shard = settings.shard
    mine = made if shard is None else made[shard.number - 1 :: shard.of]
    return {each.id: each for each in mine}
