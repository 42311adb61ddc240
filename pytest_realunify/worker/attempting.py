"""Who carries out protocols for the tests of one process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol as Interface

from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.interfaces import Instance
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case


class Batches(Interface):
    """What carries out protocols for the tests of one process."""

    batch_size: int

    def select(self, node_ids: Sequence[str], workers: int) -> None:
        """Batches follow from what was really selected, in its real order."""

    def instance(self, case: Case) -> Instance:
        """The data of a case, for its test. Raises whatever reading it raises."""

    def attempt(self, case: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> Attempt:
        """This case's attempt; asking for the first of a batch runs the batch. Raises ModelUnavailableError, also
        where a limit of calls or money left no room for the whole attempt."""

    def holds_more(self) -> bool:
        """Whether attempts are in hand that were made before the run could cost no more."""

    def judged_before(self, case: Case, attempt: Attempt) -> dict[str, int]:
        """What judging this attempt has cost in an earlier session, in which it could not be judged."""

    def rest(self) -> None:
        """The model is about to be closed: nothing more is asked, and what is under way ends."""

    def close(self) -> None:
        """The session is over."""
