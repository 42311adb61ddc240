"""What gates say: plain records, stored beside the journal as `gates.json` and shown by every report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.numbers.stats import Estimate

Kind = Literal["regression", "pooled", "dark", "margin", "floor", "must-pass", "completeness", "errors"]
"""`regression`: no significant drop of a category below the baseline; `pooled`: none of an axis or of all. `dark`: no
more cases without a verdict than in the baseline. `margin`: shown not to be lower by more than a margin. `floor`: at
least so much. `must-pass`: cases known to be steady still pass. `completeness`: nothing is missing. `errors`:
infrastructure and judge trouble within budget."""


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """One gate's verdict. Accuracies and differences between 0 and 1; None where there is nothing to show."""

    name: str
    """Such as `mental_tracking:stepwise`, `ueg:stepwise>=0.35`, `completeness`; unique within a run."""
    kind: Kind
    passed: bool
    reason: str
    """One plain-English line."""
    scored: int = 0
    """Cases compared, or scored where nothing is compared."""
    value: float | None = None
    baseline: float | None = None
    difference: Estimate | None = None
    """value - baseline over the cases that both scored, with its 95 % interval."""
    p: float | None = None
    """One-sided: how likely any of the gates that chance can fail looks so bad, if nothing changed."""
    detectable: float | None = None
    """The smallest drop that this gate, with so many cases, finds in four of five runs; between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Change:
    """A case whose verdict differs from the baseline's."""

    case: str
    before: str
    """Such as `correct`, or `2 correct, 1 wrong` of repeats."""
    after: str
    worse: bool
    steady: bool = True
    """False: the case is known to flip without a change of the model."""


@dataclass(frozen=True, slots=True)
class Decision:
    """All gates of one run."""

    gates: tuple[GateOutcome, ...]
    changed: tuple[Change, ...] = ()
    baseline: str | None = None
    """Where the baseline came from, and of what: one line."""
    notes: tuple[str, ...] = ()
    """Said once: no noise known, another model than the baseline's, …"""

    @property
    def passed(self) -> bool:
        return all(gate.passed for gate in self.gates)

    @property
    def blind(self) -> list[GateOutcome]:
        """Gates that passed and would have passed in most runs of a model that lost all it had there. One that had
        nothing to lose is none of them."""
        return [
            gate
            for gate in self.gates
            if gate.passed and gate.kind in ("regression", "must-pass") and gate.detectable is None and gate.baseline
        ]


FILE: Final = "gates.json"
MAX_BYTES: Final = 500_000_000


def write(folder: Path, decision: Decision) -> None:
    """Beside the journal of the run in `folder`. Raises UsageError where that is impossible."""
    try:
        text = msgspec.json.format(msgspec.json.encode(decision), indent=1) + b"\n"
        PlainFolder(folder).replace(FILE, text, settled=True)
    except OSError as error:
        raise UsageError(f"cannot write {folder / FILE}: {error.strerror or error}") from error


def read(folder: Path) -> Decision | None:
    """None where no gate judged the run. Raises DataError for a file that is none of ours."""
    try:
        return msgspec.json.decode(PlainFolder(folder).read(FILE, MAX_BYTES), type=Decision)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError.at(folder / FILE, None, None, f"cannot be read: {error.strerror or error}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise DataError.at(folder / FILE, None, None, f"not the gates of a run ({error})") from error
