"""What `--realunify` starts in a process: everything is resolved, then the halves that it needs are registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_realunify.borrowed import is_forking
from pytest_realunify.controller.device_assignment import CPU, DeviceAssignment
from pytest_realunify.controller.lasting import leave_what_lasts
from pytest_realunify.controller.spreading import check_concurrency, check_names, check_once, spreads, worker_count
from pytest_realunify.run import addressing, making
from pytest_realunify.run.addressing import Named
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.run.resolution import hook_of, tables_of
from pytest_realunify.worker import fixtures, marks
from pytest_realunify.worker.collecting import Collecting
from pytest_realunify.worker.fixture_checks import FixtureChecks
from pytest_realunify.worker.given import Given
from pytest_realunify.worker.second_pass import SecondPass
from pytest_realunify.worker.silence import Silence
from pytest_realunify.worker.worker import WORKER, Worker

if TYPE_CHECKING:
    from pytest_realunify.controller.controller import Controller
    from pytest_realunify.controller.gatekeeper import Gatekeeper
    from pytest_realunify.reporting.formats import Format


def activate(config: pytest.Config) -> None:
    """Resolve everything, then register the halves this process needs. Raises RealUnifyError before anything exists."""
    named = addressing.named(config)
    plan = making.make(config)
    named = addressing.known(
        named, plan.cases, f"suite {plan.suite.name} under {', '.join(plan.protocols)}", plan.ladders
    )
    config.args = list(named.others)  # `cases/test_geu.py::…` is no path in the user's directory
    if plan.settings.engine == "ray":
        from pytest_realunify.worker import ray_replicas

        ray_replicas.check(config, plan)
    is_worker = hasattr(config, "workerinput")
    is_spread = not is_worker and spreads(config)
    check_once(config)
    if is_spread:
        check_concurrency(plan, worker_count(config))
        check_names(config, plan)
    device = CPU
    if not is_worker and not any(config.getoption(name) for name in ("collectonly", "setuponly", "setupplan")):
        devices = DeviceAssignment(config, plan, is_spread)
        device = devices.device
        config.pluginmanager.register(devices, "realunify-devices")
        config.pluginmanager.register(_controller(config, plan, devices, is_spread, named), "realunify-controller")
    config.stash[marks.PLAN] = plan
    worker = Worker(config, plan, device)
    config.stash[WORKER] = worker
    config.pluginmanager.register(worker, "realunify-worker")
    config.pluginmanager.register(Collecting(plan, named), "realunify-collecting")
    if plan.ladders:
        from pytest_realunify.worker.climbing import Climbing

        config.pluginmanager.register(Climbing(plan), "realunify-climbing")
    config.pluginmanager.register(Silence(plan), "realunify-silence")
    if plan.later:
        gatekeeper: Gatekeeper | None = config.pluginmanager.get_plugin("realunify-gatekeeper")
        chosen = gatekeeper.second_look if gatekeeper is not None and not is_spread else None
        config.pluginmanager.register(SecondPass(plan, worker, chosen), "realunify-second-pass")
    config.pluginmanager.register(fixtures, "realunify-fixtures")
    config.pluginmanager.register(FixtureChecks(), "realunify-fixture-checks")
    config.pluginmanager.register(Given(plan, worker), "realunify-given")
    leave_what_lasts()


def _controller(
    config: pytest.Config, plan: RunPlan, devices: DeviceAssignment, is_spread: bool, named: Named
) -> Controller:
    # What prints, judges and reports is a third of all that a process loads, and workers do none of it.
    from pytest_realunify.controller.controller import Controller
    from pytest_realunify.controller.early_thumbnails import EARLY, EarlyThumbnails
    from pytest_realunify.controller.run_finished import wanted
    from pytest_realunify.reporting import formats

    trackers = wanted(config, plan.settings.tracker)
    written = _formats(config, plan)
    controller = Controller(config, plan, devices, is_spread, written, trackers, named)
    # Where every test is forked from this process, it has no thread.
    if any(each is formats.BUILT_IN["html"] for each in written) and not is_forking(config):
        config.pluginmanager.register(EarlyThumbnails(controller.record), EARLY)
    return controller


def _formats(config: pytest.Config, plan: RunPlan) -> list[Format]:
    """What the run is to leave, found by name."""
    from pytest_realunify.reporting import formats

    tables, hook = tables_of(config, "reports"), hook_of(config, "report")
    return [formats.resolve(name, tables, hook) for name in plan.settings.report]
