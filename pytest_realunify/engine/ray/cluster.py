"""The part that talks to Ray: connecting, counting devices, actors as handles. Nothing else imports it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pytest_realunify.engine.ray.plain import packed, unpacked_answers
from pytest_realunify.engine.ray.pool import About, LoadError, LostError, PoolError
from pytest_realunify.engine.ray.recipe import Recipe
from pytest_realunify.engine.ray.replica import Replica
from pytest_realunify.engine.watchdog import SHORTEST
from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.libraries import one_line
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import Verb

LOOK: Final = 1.0
"""Seconds of one `ray.wait`: none of them is without a limit."""
_BECAUSE: Final = re.compile(r"The actor (?:died|is dead) because[^.]*")
PROBE: Final = 5.0
"""Seconds to reach the cluster's head."""
FETCH: Final = 60.0
"""Seconds for an answer that is there to come over; its machine may go meanwhile."""


def check_installed() -> None:
    """Raises UsageError where Ray is missing; does not import it (0.7 s)."""
    if importlib.util.find_spec("ray") is None:
        raise UsageError("--realunify-engine=ray needs ray: pip install 'pytest-realunify[ray]'")


@dataclass(frozen=True, slots=True)
class Layout:
    """How many replicas, and how many devices each."""

    replicas: int
    devices: int

    @classmethod
    def of(cls, devices_by_node: Sequence[int], replicas: int | None, devices: int | None) -> Layout:
        """What the user left open follows from the cluster: a device each, as many replicas as there are devices; one
        replica per machine where there are none. Raises UsageError when not even one replica fits."""
        each = devices if devices is not None else int(any(devices_by_node))
        room = sum(count // each for count in devices_by_node) if each else len(devices_by_node)
        if not room:
            most = max(devices_by_node, default=0)
            raise UsageError(
                f"no machine of the Ray cluster has the {each} devices that a replica needs; the largest has {most}.\n"
                "Type --realunify-devices-per-replica=0 to run on CPUs, or join machines that have them"
            )
        return cls(replicas or room, each)


class Cluster:
    """A connection to Ray, ended by `close` if it was made here."""

    def __init__(self, address: str, replicas: int | None, devices: int | None) -> None:
        """`address` as `ray.init` takes it; empty: the cluster that runs here or that RAY_ADDRESS names, else a new one
        on this machine. Raises UsageError."""
        # Ray reads these where it is first imported: no report home, and no warning about its own future
        # (a FutureWarning about device variables of actors without devices, which `-W error` turns into a crash).
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        ray = _ray()
        self._owned = not ray.is_initialized()
        if self._owned:
            _connect(address)
        nodes = [node for node in ray.nodes() if node["Alive"]]
        self.nodes = len(nodes)
        try:
            self.layout = Layout.of([int(node["Resources"].get("GPU", 0)) for node in nodes], replicas, devices)
        except UsageError:
            self.close()
            raise

    def launch(self, recipe: Recipe, timeout: float | None = None) -> RayHandle:
        """Ask for one more replica; `timeout` is in seconds per request. Returns at once."""
        ray = _ray()
        # A CPU each would keep replicas waiting on small machines. Spread, so that a machine's end costs little.
        actor = ray.remote(Replica).options(
            num_cpus=0,
            num_gpus=self.layout.devices,
            max_restarts=0,
            max_task_retries=0,
            scheduling_strategy="SPREAD",
        )
        return RayHandle(actor.remote(recipe.to_plain()), timeout)

    def close(self) -> None:
        """Disconnect; a cluster that was started here ends."""
        ray = _ray()
        if self._owned:
            ray.shutdown()


class RayHandle:
    """One actor. Calls wait in the caller's thread and are looked after every second."""

    def __init__(self, actor: Any, timeout: float | None = None) -> None:
        self._actor = actor
        self._timeout = timeout
        self._killed = False

    def arrive(self) -> str:
        told = self._result(self._actor.hello.remote())
        return f"{told['node']}, device {told['devices']}" if told["devices"] else str(told["node"])

    def load(self) -> About:
        told: Mapping[str, Any] = self._result(self._actor.load.remote())
        if "trouble" in told:
            raise LoadError(f"{told['trouble']['kind']}: {told['trouble']['message']}")
        return About(tuple(told["verbs"]), told["identity"])

    def answer(self, verb: Verb, requests: Sequence[Request], allowance: int | None = None) -> list[Any]:
        ref = self._actor.answer.remote(verb, packed(requests), allowance, self._timeout)
        told = self._result(ref, self._timeout, len(requests))
        if "lost" in told:
            trouble = Trouble(**told["lost"])
            raise LostError(f"{trouble.kind}: {trouble.message}", trouble)
        for request, usage in zip(requests, told["usage"], strict=True):
            request.usage.update({name: request.usage.get(name, 0) + count for name, count in usage.items()})
        if "unavailable" in told:
            raise PoolError(told["unavailable"])
        for request, notes in zip(requests, told["notes"], strict=True):
            request.notes.update(notes)
        return unpacked_answers(told["answers"])

    def kill(self) -> None:
        ray = _ray()
        self._killed = True
        ray.kill(self._actor)

    def _result(self, ref: Any, seconds: float | None = None, requests: int = 1) -> Any:
        ray = _ray()

        limit = longest(seconds, requests) if seconds is not None else None
        waited = 0.0
        while not ray.wait([ref], timeout=LOOK)[0]:
            waited += LOOK
            if self._killed:
                raise LostError("it was let go")
            if limit is not None and waited > limit:
                said = f"no answer within {(seconds or 0.0) * requests:g} s, nor to an interrupt"
                raise LostError(said, Trouble("timeout", said))
        try:
            return ray.get(ref, timeout=FETCH)
        except ray.exceptions.RayTaskError as error:  # ours, not the model's: `Replica` answers for that itself
            raise PoolError(f"a replica failed: {one_line(error.cause)}") from error
        except ray.exceptions.RayError as error:  # its process, its machine, or the way there
            raise LostError(_cause(str(error))) from error


def longest(seconds: float, requests: int) -> float:
    """Of a batch whose every try keeps the limit of so many seconds per request: once whole, then in halves down to
    single ones, each time all of it; and the time in which an interrupt gets through."""
    return seconds * requests * (1 + (requests - 1).bit_length()) + SHORTEST


def _cause(text: str) -> str:
    """Of what Ray says of a lost actor in twenty lines of ids: the sentence with the cause."""
    told = _BECAUSE.search(" ".join(text.split()))
    return told[0] if told else one_line(Exception(text), 200)


def _ray() -> Any:
    return importlib.import_module("ray")


def _check_reachable(address: str) -> None:
    """Raises UsageError at once where Ray would try for six minutes and more."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not colon or not port.isdecimal():
        return  # for Ray to say
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=PROBE):
            pass
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"no Ray cluster answers at {address}: {one_line(error)}.\n"
            "Type --realunify-ray-address=HOST:PORT (`ray start --head` prints it), or local for a cluster of our own"
        ) from error


def _connect(address: str) -> None:
    ray = _ray()
    address = address or os.environ.get("RAY_ADDRESS", "")
    if address == "auto":
        address = ""
    _check_reachable(address)
    quiet: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
    if address not in ("", "local"):
        try:
            ray.init(address=address, **quiet)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise UsageError(f"--realunify-ray-address={address}: {one_line(error)}") from error
        return
    if not address:
        try:
            ray.init(address="auto", **quiet)
        except ConnectionError:  # none runs here
            pass
        else:
            return
    os.environ.setdefault("RAY_AUTH_MODE", "disabled")  # of a cluster that is this process's own, on this machine
    ray.init(address="local", include_dashboard=False, **quiet)
