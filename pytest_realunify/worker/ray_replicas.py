"""The Ray replicas of a run, from the first case that needs them to the session's end, and what is said of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

import pytest

from pytest_realunify.borrowed import uncaptured
from pytest_realunify.engine.ahead import Ahead
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.engine.ray.cluster import Cluster, check_installed
from pytest_realunify.engine.ray.pool import Pool
from pytest_realunify.engine.ray.recipe import Recipe
from pytest_realunify.engine.ray.remote import RemoteCalls, RemoteModel
from pytest_realunify.engine.spending import Allowances, Spender
from pytest_realunify.errors import ModelUnavailableError, UsageError
from pytest_realunify.options import project_file
from pytest_realunify.records import Case
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.text import harmless

EVERY: Final = 30.0
"""Seconds between two lines of progress."""


def check(config: pytest.Config, plan: RunPlan) -> None:
    """Whether this run can be done on Ray, as far as that can be told without connecting. Raises UsageError."""
    count: object = config.getoption("numprocesses", None)
    if count or config.getoption("tx", None) or hasattr(config, "workerinput"):
        typed = f"-n {count}" if count else "--tx"
        raise UsageError(
            f"--realunify-engine=ray runs pytest in one process, and {typed} asks for more.\n"
            f"Type -n 0 --realunify-replicas={count or 'N'}, or --realunify-engine=local"
        )
    if plan.model is None:
        raise UsageError(
            "--realunify-engine=ray cannot send the `model` fixture of a conftest.py to other machines.\n"
            "Name the model by its place: --model=package.module:Class, or a table in pyproject.toml"
        )
    _recipe(plan)
    check_installed()


def _recipe(plan: RunPlan) -> Recipe:
    assert plan.model is not None, "`check` has refused it"
    tables = project_file.tables(plan.settings.root / "pyproject.toml", "models")
    return Recipe.of(plan.model, tables, plan.batch_size(1), plan.settings.outage)


class Replicas:
    """Connects when the first case needs a model, tells how it goes, lets everything go at the end.

    Twice as many batches are under way as there are replicas: one that a replica works on, and one whose pictures are
    opened or stored meanwhile. A few more may be done before their turn, so that one slow batch holds up nobody.
    """

    told = False
    """A replica's death is its own."""
    has_all = True
    alone = False

    def __init__(self, config: pytest.Config, plan: RunPlan, purse: Spender) -> None:
        """`purse` counts the model's calls."""
        self.config = config
        self.purse = purse
        self._allowances = Allowances(purse)
        self.plan = plan
        self._cluster: Cluster | None = None
        self._pool: Pool | None = None
        self._told_at = 0.0
        self._pictures: Pictures | None = None
        self.places: list[str] = []
        """Where replicas were, one after another: for run.json."""

    @property
    def count(self) -> int:
        """How many there are or shall be; 1 where that depends on a cluster not connected to yet."""
        return self._pool.count if self._pool else self.plan.settings.replicas or 1

    def model(self) -> RemoteModel:
        """The model on the replicas; waits until the first has loaded it. Raises ModelUnavailableError."""
        pool = self._pool or self._start()
        return RemoteModel(pool, pool.first(self.tell))

    def share(self, workers: int) -> int:
        return max(workers, self.count)

    def jobs(self, batches: Sequence[list[Case]]) -> list[list[list[Case]]]:
        return [[batch] for batch in batches]

    def take(self, engine: Engine) -> bool:
        del engine
        return True

    @property
    def threads(self) -> int:
        return 2 * self.count + 2

    @property
    def window(self) -> int:
        return 3 * self.count + 2

    def engine(self, engine: Engine, number: int) -> Engine:
        from pytest_realunify.engine.ray.pictures import TravellingPictures

        plan = self.plan
        pictures = self._pictures = self._pictures or TravellingPictures(
            plan.suite, plan.folder.images, plan.tenancy.check
        )
        return Engine(engine.model, pictures, plan.batch_size(self.share(1)), engine.run_seed, calls=self.calls(number))

    def rest(self, jobs: Ahead[Any]) -> None:
        """Replicas are let go in `release`."""

    def calls(self, need: int) -> RemoteCalls:
        """What answers batches; the smaller `need` goes first."""
        assert self._pool is not None, "who has an engine has asked for the model"
        return RemoteCalls(self._pool, need, self._allowances)

    def tell(self) -> None:
        """What is new, and every half minute how it goes. From the main thread."""
        if self._pool is None:
            return
        lines = []
        while self._pool.news:
            lines.append(self._pool.news.popleft())
        if time.monotonic() - self._told_at > EVERY:
            lines.append(self._progress(self._pool))
        self._write(lines)

    def release(self) -> None:
        """Let the replicas go, with a last word on how it went."""
        if self._pool is not None:
            self.tell()
            self._write([self._progress(self._pool)])
            self._pool.close()
            self._pool = None

    def close(self) -> None:
        """Disconnect. A cluster that was started for this run ends."""
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None

    def _start(self) -> Pool:
        settings = self.plan.settings
        try:
            cluster = Cluster(settings.ray_address, settings.replicas, settings.devices_per_replica)
        except UsageError as error:
            raise ModelUnavailableError(str(error)) from error
        self._cluster, layout, recipe = cluster, cluster.layout, _recipe(self.plan)
        each = f" with {_counted(layout.devices, 'device')} each" if layout.devices else ""
        self._write([f"{_counted(layout.replicas, 'replica')}{each}, {_counted(cluster.nodes, 'machine')}"])
        self._pool = Pool(lambda: cluster.launch(recipe, settings.timeout), layout.replicas)
        self._pool.start()
        self._told_at = time.monotonic()
        return self._pool

    def _progress(self, pool: Pool) -> str:
        self._told_at = time.monotonic()
        phases = pool.phases()
        ready = phases["idle"] + phases["busy"]
        parts = [f"{ready} of {pool.count} replicas ready", f"{phases['busy']} busy", f"{pool.queue} batches queued"]
        parts += [f"{phases['loading']} loading"] if phases["loading"] else []
        parts += [f"{pool.answered} answered"]
        parts += [f"{pool.lost} replicas lost, {pool.sent_again} batches sent again"] if pool.lost else []
        self.places = list(pool.places)
        return ", ".join(parts)

    def _write(self, lines: Sequence[str]) -> None:
        reporter: pytest.TerminalReporter | None = self.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and lines:
            with uncaptured(self.config):  # a test is running: its output is being caught
                self._print(reporter, lines)

    def _print(self, reporter: pytest.TerminalReporter, lines: Sequence[str]) -> None:
        if reporter.verbosity < 0:  # with -q it does not know that it is amid dots
            reporter.write("\n")
        for line in lines:
            reporter.write_line(f"realunify: ray: {harmless(line)}")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
