"""What a tracker is told of a run: one record, made once, whichever tracker it goes to."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

from pytest_realunify.api.run import Run
from pytest_realunify.extensions.public import without_credentials
from pytest_realunify.reporting.html.facts import run_facts
from pytest_realunify.reporting.markdown import markdown
from pytest_realunify.reporting.markdown.text import escaped
from pytest_realunify.stored.comparability import Comparability
from pytest_realunify.stored.labels import label_of
from pytest_realunify.text import harmless, harmless_lines
from pytest_realunify.trackers.metrics import metrics_of
from pytest_realunify.trackers.names import part, step_of
from pytest_realunify.trackers.worst import WrongCase, worst_cases
from pytest_realunify.unsaid import without_secrets

PAGE: Final = "report.html"

JOBS: Final = ("CI_JOB_URL", "BUILD_URL", "BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL")
"""Of GitLab, Jenkins, Buildkite, CircleCI: the job's page, which has the run among its artifacts."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """No secret, and no prompt or picture of a suite that may not be passed on. Texts are harmless."""

    run: str
    """Its id."""
    label: str
    series: str
    """A plain name that the checkpoints of one model share while suite, judge and scorers are the same; of a run
    without a step, its id."""
    step: int | None
    """Of the checkpoint, by its label."""
    started: float | None
    finished: float | None
    """Seconds since 1970."""
    params: Mapping[str, str]
    """What it was made of: model and judge with their settings, suite, scorers, protocols, seeds, versions."""
    metrics: Mapping[str, float]
    worst: Sequence[WrongCase]
    page: str
    """Where the HTML report lies; empty where there is none."""
    job: str
    """The address of the CI's job; empty elsewhere."""
    text: str
    """The report in Markdown: with intervals, gates, diagnosis and cost."""

    @property
    def name(self) -> str:
        """As a person would call it."""
        return self.label or self.run


def tracked(run: Run, step: int | None = None) -> Tracked:
    """`step` overrides the label's. Raises DataError where the run cannot be read."""
    view = run.view
    label = label_of(run.facts)
    step = step_of(label) if step is None else step
    files, page = run.folder.files, ""
    if files.has(PAGE):
        page = harmless(str((run.path / PAGE).absolute()))
    worst = worst_cases(view)
    job = harmless(_job())
    return Tracked(
        run=harmless(run.id),
        label=harmless(label),
        series=_series(run, label, step),
        step=step,
        started=_seconds(run.started),
        finished=_seconds(run.finished or ""),
        params=_params(run),
        metrics=metrics_of(view),
        worst=worst,
        page=page,
        job=job,
        text=harmless_lines(without_secrets("\n".join([markdown(view), *_listed(worst), *_links(page, job)]))),
    )


def _params(run: Run) -> dict[str, str]:
    told = {part(name.replace(" ", "_")): harmless(value) for name, value in run_facts(run.stored).details if value}
    return {"run": harmless(run.id), **told}


def _series(run: Run, label: str, step: int | None) -> str:
    if step is None:
        return part(run.id)
    model = run.model.replace(label, "N") if label else run.model
    model = re.sub(rf"(?<!\d)0*{step}(?!\d)", "N", model)  # a checkpoint's folder is named after its step, too
    tools = Comparability.of(run.facts)
    told = repr((model, tools.suite.fingerprint, tools.judge and tools.judge.fingerprint, tools.scorers.name))
    digest = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:6]
    return f"{part(model)}-{part(tools.suite.name)}-{digest}"


def _job() -> str:
    """https://docs.github.com/actions/reference/workflows-and-actions/variables names GitHub's three."""
    repository, number = os.environ.get("GITHUB_REPOSITORY"), os.environ.get("GITHUB_RUN_ID")
    if repository and number:
        return f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}/actions/runs/{number}"
    found = next((os.environ[name] for name in JOBS if "://" in os.environ.get(name, "")), "")
    return without_credentials(found) if found else ""


def _listed(worst: Sequence[WrongCase]) -> list[str]:
    lines = [f"- {escaped(each.case)}: {escaped(each.told)}" for each in worst]
    return ["### Wrong cases", "", *lines, ""] if lines else []


def _links(page: str, job: str) -> list[str]:
    lines = [f"- report: {escaped(page)}"] if page else []
    return [*lines, *([f"- job: {job}"] if job else []), ""]


def _seconds(moment: str) -> float | None:
    """Of run.json's times, which may come from anywhere."""
    try:
        found = datetime.fromisoformat(moment)
        return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
