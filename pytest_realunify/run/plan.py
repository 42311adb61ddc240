"""What a run is made of: settings, suite, cases, model, folder. Made in configure, on controller and workers alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.engine.ledger import Limits
from pytest_realunify.engine.pictures import drawn, is_broken
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.extensions.specs import ModelSpec, share
from pytest_realunify.interfaces import GEUInstance, Instance, Listing, Suite
from pytest_realunify.judges.resolve import POLLS, JudgeSpec
from pytest_realunify.models.in_force import told
from pytest_realunify.numbers.frontier.ladder import Ladder
from pytest_realunify.options.settings import Settings
from pytest_realunify.protocols import Protocol, ProtocolSpec
from pytest_realunify.records import Case, Result
from pytest_realunify.run import gate_plan, resuming
from pytest_realunify.run.limits import limits_of
from pytest_realunify.run.told import Tables, model_facts, settings_of
from pytest_realunify.stored import journal, ladders
from pytest_realunify.stored.comparability import suite_facts
from pytest_realunify.stored.run_lock import Tenancy
from pytest_realunify.taxonomy import VERBS, Axis, Verb

if TYPE_CHECKING:
    from pytest_realunify.numbers.calibration.chosen import Chosen

FINISHED: Final = frozenset({"correct", "wrong", "unparsed", "unsupported"})
"""Verdicts a resumed run replays. Trouble is tried again."""

BATCH: Final = 8
"""Requests per call of a model that runs here."""


@dataclass
class RunPlan:
    """Made once per process; nothing is written by making it."""

    settings: Settings
    suite: Suite
    listings: list[Listing]
    protocols: Mapping[str, ProtocolSpec]
    """By name, in the order of a table's rows."""
    model: ModelSpec | None
    """None: the team's own `model` fixture provides it."""
    judge: JudgeSpec | None
    """None: a drawn picture cannot be scored, so UEG does not run."""
    folder: journal.RunFolder
    resumed: bool
    root: Path
    """What the suite's path is relative to."""
    cases: dict[str, Case] = field(default_factory=dict)
    """By `Case.param`, in the order they are collected: protocol by protocol, so that batches are of one kind."""
    later: frozenset[str] = frozenset()
    """Of these, by param, the cases of a second look: run where the first pass leaves a gate in doubt."""
    left_out: frozenset[str] = frozenset()
    """By param, cases that the run being resumed had not chosen, where nobody chooses now."""
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    """By id, such as `maze-direct`: what is asked beside the cases."""
    planned: Mapping[str, int] = field(default_factory=dict)
    """Cases per protocol, over all shards."""
    calibration: Chosen | None = None
    """Of the judge; on the controller alone, which prints."""
    tables: Tables = field(default_factory=dict)
    """Those of pyproject.toml that the run names; on the controller alone, which writes them down."""
    lease: str = ""
    """Of the lock on the run's folder."""
    orders: Mapping[str, str] = field(default_factory=dict)
    """Of options in variants, by instance: by new letter the old one."""
    gating: gate_plan.GatePlan = field(init=False)
    """What decides the build."""
    _looked_at: dict[tuple[str, int], bool] = field(default_factory=dict, repr=False)
    """Whether the pictures of a finished case are whole."""

    @cached_property
    def limits(self) -> Limits:
        """What the run may cost. Raises UsageError."""
        return limits_of(self.settings, self.model, self.judge if self.is_judged else None)

    @property
    def tenancy(self) -> Tenancy:
        """Whether the run is still this session's, for its workers."""
        return Tenancy(self.folder.files, self.lease)

    @property
    def measured(self) -> dict[str, Any]:
        """With what verdicts are made, as run.json says it: runs that differ here cannot be compared."""
        from pytest_realunify import scoring  # compiles patterns for 40 ms

        shareable = {"shareable": True} if getattr(self.suite, "shareable", False) else {}
        commit = {"commit": self.suite.commit} if hasattr(self.suite, "commit") else {}
        return {
            "suite": {**suite_facts(self.suite), **commit, **shareable},
            "scorer": "strict",
            "scorers": dict(scoring.VERSIONS),
            "judge": self.judge_facts,
        }

    @property
    def model_facts(self) -> dict[str, Any]:
        """What run.json says of the model before it answers."""
        return {"name": self.model_name, **model_facts(self.model)}

    @property
    def own_protocols(self) -> dict[str, dict[str, Any]]:
        """What run.json says of protocols that are a team's own."""
        return {
            name: {"source": spec.source, "axes": list(spec.axes), "like": spec.like, "digest": spec.digest}
            for name, spec in self.protocols.items()
            if spec.source != "published"
        }

    @property
    def judge_facts(self) -> dict[str, Any] | None:
        """What run.json says of the judge; None where nothing is judged."""
        if self.judge is None or not self.is_judged:
            return None
        settings = settings_of(self.judge.model) if self.judge.model else told(self.judge.settings)
        return {
            "name": self.judge.name,
            "source": self.judge.source,
            "kind": self.judge.kind,
            "settings": settings,
            "fingerprint": self.judge_fingerprint,
            "prompt": self.settings.judge_prompt,
            "repeats": self.settings.judge_repeats,
        }

    @property
    def model_name(self) -> str:
        return self.model.name if self.model else "conftest"

    @cached_property
    def judge_fingerprint(self) -> str:
        """12 hex digits over judge, settings and polling prompt; empty without a judge."""
        return self.judge.fingerprint(self.settings.judge_prompt) if self.judge else ""

    @cached_property
    def is_judged(self) -> bool:
        """Whether a case of this run needs the judge."""
        drawn = (each.axis == "UEG" for each in self.ladders.values())
        return any(case.listing.axis == "UEG" for case in self.cases.values()) or any(drawn)

    @property
    def uses_device(self) -> bool:
        """Whether a worker of this run may want a GPU."""
        return uses_device(self.settings, self.model, self.judge if self.is_judged else None)

    @property
    def is_served(self) -> bool:
        """Whether all of the model is elsewhere, behind servers that answer many requests at once."""
        if self.model is None or self.settings.engine != "local":
            return False
        return bool(self.model.widths) and all(part.widths for part in self.model.parts)

    @property
    def devices_there(self) -> tuple[str, ...]:
        """Those of another machine, where the model runs on one and its table lists them."""
        return self.model.devices_there if self.model else ()

    def batch_sizes(self, workers: int) -> dict[Verb, int]:
        """By verb, how many requests go into one call on each of so many workers: what the user says; else as many as
        its server may have in flight, shared among the workers; else BATCH."""
        asked = self.settings.batch_size
        widths = self.model.widths if self.model is not None and self.settings.engine == "local" else {}
        return {verb: asked or (share(widths[verb], workers) if verb in widths else BATCH) for verb in VERBS}

    def batch_size(self, workers: int) -> int:
        """How many cases are advanced together on each of so many workers."""
        return max(self.batch_sizes(workers).values())

    @property
    def judge_concurrency(self) -> int:
        """How many calls of the judge may be in flight, over all workers together."""
        return self.settings.judge_concurrency or (self.judge.width if self.judge else POLLS)

    def judge_name(self, axis: Axis) -> str | None:
        """Who judges the cases of an axis; nobody for GEU."""
        return self.judge.name if self.judge and axis == "UEG" else None

    @cached_property
    def earlier(self) -> Mapping[tuple[str, int], Result]:
        """What the journal holds of the run being resumed; nothing in a new one."""
        return self.folder.results() if self.resumed else {}

    def finished(self, case: Case) -> Result | None:
        """The earlier result of a case that needs neither model nor judge any more: it has a verdict, and no picture
        that was drawn for it is empty or broken. (One that somebody has removed is not asked for.)"""
        found = self.earlier.get(case.key)
        if found is None or found.verdict.strict not in FINISHED:
            return None
        if case.key not in self._looked_at:
            broken = (is_broken(self._images, picture) for picture in drawn(found.steps))
            self._looked_at[case.key] = not any(broken)
        return found if self._looked_at[case.key] else None

    @cached_property
    def _images(self) -> PlainFolder:
        return PlainFolder.of(self.folder.images)

    @cached_property
    def answered(self) -> Mapping[str, Result]:
        """By case id, what the run being resumed has of its ladders' questions; nothing in a new one."""
        return ladders.answered(self.folder.files) if self.resumed else {}

    @property
    def unjudged(self) -> Iterator[Result]:
        """Earlier results of cases that were drawn, and whose judging failed: they need not be drawn again."""
        for found in self.earlier.values():
            if found.axis == "UEG" and found.verdict.strict not in FINISHED and found.reply is not None:
                yield found

    def check_identity(self, who: Literal["model", "judge"], identity: Mapping[str, Any]) -> None:
        """Before it is asked anything. Raises ModelUnavailableError where the run being resumed had another."""
        if self.resumed:
            resuming.check_identity(self.folder, who, identity)

    def instance(self, case: Case) -> Instance:
        """The case's data, as its protocol needs it. Raises whatever reading it raises."""
        return self.suite.instance(case.listing, self.protocols[case.protocol].like)

    def steps(self, case: Case) -> Protocol:
        """What the case's protocol does, as it was found by its name: a team's fixture may give another."""
        return self.protocols[case.protocol].steps[case.listing.axis]

    def expected(self, case: Case) -> str | None:
        """The gold letter of a case that never came to be scored; None where even its data cannot be read."""
        try:
            instance = self.instance(case)
        except RealUnifyError:
            return None
        return instance.answer if isinstance(instance, GEUInstance) else None


def uses_device(settings: Settings, model: ModelSpec | None, judge: JudgeSpec | None) -> bool:
    """A fixture's model may; a judge does where it wraps a model that may. A model on Ray uses none of this process."""
    here = settings.engine == "local" and (model is None or model.uses_device)
    return here or bool(judge and judge.model and judge.model.uses_device)
