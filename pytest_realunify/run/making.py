"""How a run's plan is made: from the command line, by the controller and by every worker again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.engine.selection import by_protocol, confirmed, limited, planned, sharded
from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.calibration.chosen import Chosen, chosen
from pytest_realunify.options.settings import Settings
from pytest_realunify.records import Case
from pytest_realunify.run import gate_plan, resuming
from pytest_realunify.run.choosing import chosen_before
from pytest_realunify.run.plan import NAME_A_JUDGE, RunPlan, uses_device
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
from pytest_realunify.stored import journal
from pytest_realunify.taxonomy import AXES


def make(config: pytest.Config) -> RunPlan:
    """Raises RealUnifyError for whatever the user must change."""
    given: Mapping[str, Any] | None = getattr(config, "workerinput", None)
    folder, earlier = resuming.resumed(config) if given is None else (None, given["realunify_options"])
    settings = sampled(Settings.from_config(config, earlier))
    make_importable(config.invocation_params.dir)
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
    mine = {case.param: case for case in sharded(cases, settings.shard)}
    left_out = _left_out(config, folder, mine) if given is None else frozenset(given["realunify_left_out"])
    plan = RunPlan(
        settings=settings,
        suite=suite,
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
    )
    if given is not None:
        plan.folder, plan.resumed = journal.RunFolder(Path(given["realunify_run"])), given["realunify_resumed"]
        plan.lease, plan.judge_fingerprint = given["realunify_lease"], given["realunify_judge"]
    if folder is not None:
        resuming.check(folder, resuming.Now(settings, suite, protocols, plan.model_name, judge))
    if not plan.cases:
        raise UsageError(_nothing_to_run(settings, plan))
    rules, start = tables_of(config, "gates"), root_of(config, settings.baseline)
    plan.gating = gate_plan.make(settings, start, rules, plan.measured, tuple(protocols))
    if plan.gating.compares and settings.confirm:
        again = confirmed(list(plan.cases.values()), settings.repeats, settings.confirm)
        plan.cases |= {case.param: case for case in again}
        plan.later = frozenset(case.param for case in again)
    _ = plan.limits  # prices that are none are said now
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


def _left_out(config: pytest.Config, folder: journal.RunFolder | None, cases: Mapping[str, Case]) -> frozenset[str]:
    before = chosen_before(config, folder) if folder is not None else None
    found = frozenset(param for param, case in cases.items() if before is not None and case.key not in before)
    return found if len(found) < len(cases) else frozenset()


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


def _nothing_to_run(settings: Settings, plan: RunPlan) -> str:
    if settings.shard and plan.planned:
        most = sum(plan.planned.values())
        return f"--realunify-shard={settings.shard.text} has no case: the run has {most}, so name at most {most} shards"
    axes = {listing.axis for listing in plan.listings}
    if axes == {"UEG"} and plan.judge is None:
        return f"suite {settings.suite} holds UEG instances alone, which need a judge:\n{NAME_A_JUDGE}"
    served = {protocol for each in plan.listings if plan.judge or each.axis == "GEU" for protocol in each.protocols}
    served |= {spec.name for spec in plan.protocols.values() if any(map(spec.serves, plan.listings))}
    return (
        f"suite {settings.suite} has no instance for --realunify-protocol={','.join(settings.protocol)}\n"
        f"it can serve: {', '.join(sorted(served)) or 'nothing'}"
    )


def _calibration(config: pytest.Config, plan: RunPlan) -> Chosen | None:
    typed = plan.settings.judge_calibration
    file = root_of(config, typed) / Path(typed).expanduser()
    return chosen(typed, file, plan.judge_fingerprint, plan.settings.judge_repeats)
