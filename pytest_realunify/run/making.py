"""How a run's plan is made: from the command line, by the controller and by every worker again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_realunify.engine.selection import by_protocol, confirmed, limited, planned, sharded, varied
from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.masking import of_run
from pytest_realunify.options.settings import Settings
from pytest_realunify.run import gate_plan, resuming
from pytest_realunify.run.choosing import left_out_of, nothing_to_run
from pytest_realunify.run.ladders import ladders_of
from pytest_realunify.run.plan import RunPlan, uses_device
from pytest_realunify.run.resolution import (
    EARLY,
    judge_of,
    make_importable,
    model_of,
    placed,
    protocols_of,
    root_of,
    suite_of,
    tables_of,
)
from pytest_realunify.run.sample_seed import sampled
from pytest_realunify.run.told import tables_used
from pytest_realunify.stored import journal
from pytest_realunify.suites.varied.suite import VariedSuite, variants_of
from pytest_realunify.taxonomy import AXES
from pytest_realunify.unsaid import learn

if TYPE_CHECKING:
    from pytest_realunify.numbers.calibration.chosen import Chosen


def make(config: pytest.Config) -> RunPlan:
    """Raises RealUnifyError for whatever the user must change."""
    given: Mapping[str, Any] | None = getattr(config, "workerinput", None)
    folder, earlier = resuming.resumed(config) if given is None else (None, given["realunify_options"])
    settings = sampled(Settings.from_config(config, earlier))
    make_importable(config.invocation_params.dir)
    learn(of_run([tables_of(config, kind) for kind in ("models", "judges", "trackers")], os.environ))
    model = model_of(config, settings)
    root = root_of(config, settings.suite.partition(":")[2])
    suite = suite_of(config, settings, root, verify=given is None)
    if hasattr(suite, "commit"):  # a branch moves on: whoever makes this plan again must find the same
        settings = replace(settings, suite=suite.name)
    protocols = protocols_of(config, settings)
    everything = suite.listings()
    listings = limited(everything, settings.limit)
    judge = judge_of(config, settings, getattr(suite, "judge", ""), listings)
    cases = planned(listings, AXES if judge else ("GEU",), tuple(protocols.values()), settings.repeats)
    variants = variants_of(suite, listings, settings.variants)
    mine = {case.param: case for case in sharded(cases, settings.shard)}
    mine |= varied(mine.values(), variants.listings, protocols)
    left_out = left_out_of(config, folder, mine) if given is None else frozenset(given["realunify_left_out"])
    plan = RunPlan(
        settings=settings,
        suite=VariedSuite(suite, variants) if settings.variants else suite,
        orders=variants.orders,
        listings=listings,
        protocols=protocols,
        model=placed(model, everything),
        judge=judge,
        folder=folder or journal.new_run(settings.run_dir, model.name if model else "conftest"),
        resumed=folder is not None,
        root=root,
        cases={param: case for param, case in mine.items() if param not in left_out},
        left_out=left_out,
        planned=by_protocol(cases),
        ladders=ladders_of(settings, suite, protocols, judge),
    )
    if given is not None:
        plan.folder, plan.resumed = journal.RunFolder(Path(given["realunify_run"])), given["realunify_resumed"]
        plan.lease, plan.judge_fingerprint = given["realunify_lease"], given["realunify_judge"]
    if folder is not None:
        resuming.check(folder, resuming.Now(settings, suite, protocols, plan.model_name, judge))
    if not plan.cases and not plan.ladders:
        raise UsageError(nothing_to_run(settings, judge, listings, protocols, plan.planned))
    rules, start = tables_of(config, "gates"), root_of(config, settings.baseline)
    plan.gating = gate_plan.make(settings, start, rules, plan.measured, tuple(protocols))
    if plan.gating.compares and settings.confirm:
        again = confirmed(list(plan.cases.values()), settings.repeats, settings.confirm)
        plan.cases |= {case.param: case for case in again}
        plan.later = frozenset(case.param for case in again)
    _ = plan.limits  # prices that are none are said now
    if given is None:
        used = judge if plan.is_judged else None
        plan.tables = tables_used(lambda kind: tables_of(config, kind), model, used, suite, protocols)
    if given is None and plan.is_judged:
        plan.calibration = _calibration(config, plan)
    return plan


def device_settings(config: pytest.Config) -> Settings | None:
    """The settings of a run that may want GPUs, before pytest is configured; None where it wants none.

    Raises RealUnifyError.
    """
    _, earlier = resuming.resumed(config)
    settings = Settings.from_config(config, earlier)
    make_importable(config.invocation_params.dir)
    model, judge = model_of(config, settings), judge_of(config, settings, "", ())
    config.stash[EARLY] = {} if model is None else {settings.model: model}
    return settings if uses_device(settings, model, judge) else None


def for_workers(plan: RunPlan) -> dict[str, Any]:
    """What a worker needs to make the same plan: it re-parses the command line, but not the controller's findings."""
    return {
        "realunify_options": plan.settings.texts(),
        "realunify_run": str(plan.folder.path),
        "realunify_resumed": plan.resumed,
        "realunify_left_out": sorted(plan.left_out),
        "realunify_lease": plan.lease,
        "realunify_judge": plan.judge_fingerprint if plan.is_judged else "",
    }


def _calibration(config: pytest.Config, plan: RunPlan) -> Chosen | None:
    from pytest_realunify.numbers.calibration.chosen import chosen  # of no use to workers, nor to a run without a judge

    typed = plan.settings.judge_calibration
    file = root_of(config, typed) / Path(typed).expanduser()
    return chosen(typed, file, plan.judge_fingerprint, plan.settings.judge_repeats)
