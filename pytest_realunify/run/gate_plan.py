"""Which gates a run has, known before its first case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_realunify.decisions.baseline_names import DEFAULT_FILE, REFERENCE
from pytest_realunify.decisions.gates.settings import GateSettings, check_rules
from pytest_realunify.errors import UsageError
from pytest_realunify.options.settings import Settings

if TYPE_CHECKING:
    from pytest_realunify.decisions.baseline import Baseline


@dataclass(frozen=True)
class GatePlan:
    """What decides the build. Without baseline and rules nothing does but the cases themselves."""

    settings: GateSettings
    baseline: Baseline | None
    file: Path
    """Where a new baseline would be written."""
    active: bool
    """Whether gates judge this run."""
    lenient: bool
    """Whether a wrong answer is an expected failure."""
    updates: bool = False
    """Whether this run is to become the baseline: it is not held against the one before."""

    @property
    def compares(self) -> bool:
        """Whether the run is held against a baseline."""
        return self.active and self.baseline is not None and not self.updates

    def known(self, case: str) -> bool | None:
        """Whether the baseline has the case as not correct, too; None where no baseline can say."""
        return self.baseline.has_wrong(case) if self.baseline else None


def make(
    settings: Settings, root: Path, table: Mapping[str, Any], run: Mapping[str, Any], protocols: Sequence[str]
) -> GatePlan:
    """`root` is where a relative file starts, `table` is `[tool.realunify.gates]`, `run` what run.json will say of
    suite, judge and scorers, `protocols` are the names of those it has.

    Raises UsageError where the baseline is of something else, DataError where it is broken.
    """
    rules = GateSettings.from_table(table, settings.gate)
    if settings.update_baseline and settings.baseline == REFERENCE:
        raise UsageError(
            f"--realunify-update-baseline cannot write {REFERENCE!r}, which ships with the plugin.\n"
            f"Name a file of yours: --realunify-baseline={DEFAULT_FILE}"
        )
    if settings.update_baseline and settings.shard:
        raise UsageError(
            f"--realunify-update-baseline: shard {settings.shard.text} is no whole run.\n"
            "Run without it, then: realunify merge RUN…, and realunify baseline save last"
        )
    file = root / Path(settings.baseline or DEFAULT_FILE).expanduser()
    baseline = _baseline(settings, file)
    if baseline is not None:
        _check(baseline, run, file if settings.update_baseline else None)
    check_rules(rules, baseline is not None, protocols, tuple(settings.variants))
    judging = bool(baseline or rules.rules or settings.update_baseline)
    part = settings.shard is not None  # decides nothing by itself: `realunify gate` judges the merged run
    lenient = (judging or part) and not settings.strict_cases
    return GatePlan(rules, baseline, file, judging and not part, lenient, settings.update_baseline)


def _check(baseline: Baseline, run: Mapping[str, Any], written: Path | None) -> None:
    """`written` is the file that this run would add to."""
    try:
        baseline.check(run)
    except UsageError as error:
        if written is None:
            raise
        different = "\n".join(str(error).splitlines()[:-1])
        raise UsageError(
            f"{different}\nTo start anew with --realunify-update-baseline, remove {written} first"
        ) from error


def _baseline(settings: Settings, file: Path) -> Baseline | None:
    typed = settings.baseline or (DEFAULT_FILE if settings.update_baseline else "")
    if not typed or (settings.update_baseline and not file.exists()):
        return None
    from pytest_realunify.decisions.baseline import Baseline  # reads stored runs: most runs have no baseline

    if typed == REFERENCE or not file.exists():
        return Baseline.load(typed)
    return replace(Baseline.load(file), source=typed)
