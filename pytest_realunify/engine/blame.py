"""Who is being asked what in one process, and what its death at this moment means, for whom.

Everything that decides blame goes by this one table: the process that runs cases tells it what it does (`work_log`),
and whoever survives it, the controller or a run that is resumed, reads there what its death means.

A death has a culprit only where a single case was in hand, of the model or of the judge, and the process said why it
ended or the case was a suspect already. Else each that was in hand becomes a suspect, to be asked again while nothing
else is; so the second death has a culprit. Where nobody was being asked, no case has to do with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

Who = Literal["model", "judge"]

State = Literal[
    "at model",
    "made",
    "at judge",
    "judged",
    "model's suspect",
    "judge's suspect",
    "model's culprit",
    "judge's culprit",
]
"""Of a case; one that nothing was told of has none."""

Event = Literal[
    "ask",
    "made",
    "release",
    "look",
    "looked",
    "end",
    "died",
    "model lost",
    "judge lost",
    "suspect of model",
    "suspect of judge",
]
"""What may be told: the model is asked about cases; their attempts are there; it gave them back without; the judge is
asked about what was made of them; it has answered; the process has ended in order; it is dead, of whatever it was, or
because the model or the judge has lost the device. And what an earlier process has left: suspects."""

Fate = Literal["alone", "among others", "bystander"]
"""Of a case in hand when a process dies: nothing else was; others were too; the other one, model or judge, has done it.
"""

TABLE: Final[dict[tuple[State | None, Event | Fate], State | None]] = {
    **{
        (state, "ask"): "at model"
        for state in (
            None,
            "made",
            "judged",
            "model's suspect",
            "judge's suspect",
            "model's culprit",
            "judge's culprit",
        )
    },
    **{(state, "made"): "made" for state in (None, "at model", "made", "judged", "model's suspect", "model's culprit")},
    **{(state, "look"): "at judge" for state in (None, "made", "judged", "judge's suspect", "judge's culprit")},
    **{
        (state, "suspect of model"): "model's suspect"
        for state in (None, "made", "judged", "model's suspect", "judge's suspect")
    },
    **{
        (state, "suspect of judge"): "judge's suspect"
        for state in (None, "made", "judged", "model's suspect", "judge's suspect")
    },
    ("at model", "release"): None,
    ("at judge", "looked"): "judged",
    ("at model", "end"): None,
    ("at judge", "end"): "made",
    ("at model", "alone"): "model's culprit",
    ("at judge", "alone"): "judge's culprit",
    ("at model", "among others"): "model's suspect",
    ("at judge", "among others"): "judge's suspect",
    ("at model", "bystander"): None,
    ("at judge", "bystander"): "made",
}
"""What a case becomes. A pair that is not here leaves it as it is."""

IN_HAND: Final[dict[State, Who]] = {"at model": "model", "at judge": "judge"}
SUSPECT: Final[dict[State, Who]] = {"model's suspect": "model", "judge's suspect": "judge"}
CULPRIT: Final[dict[State, Who]] = {"model's culprit": "model", "judge's culprit": "judge"}


@dataclass(frozen=True, slots=True)
class Death:
    """What became of a process's cases, by `Case.param`."""

    culprit: str | None = None
    who: Who | None = None
    """Of a culprit: whether it was at the model, or at the judge with its attempt made."""
    suspects: dict[str, Who] = field(default_factory=dict)
    """To be asked again alone, of whom."""

    def doubted(self) -> Death:
        """The same, with a culprit that is no more than a suspect."""
        if self.culprit is None or self.who is None:
            return self
        return Death(suspects={**self.suspects, self.culprit: self.who})

    @property
    def was_asking(self) -> bool:
        """Whether model or judge had a case in hand, so that what it died of is one of theirs."""
        return self.culprit is not None or bool(self.suspects)


class Blame:
    """The cases of one process, each in its state."""

    def __init__(self) -> None:
        self.states: dict[str, State] = {}

    def tell(self, event: Event, cases: Iterable[str] = ()) -> None:
        """Something has happened to these; ends and deaths happen to all that are in hand."""
        if event in ("died", "model lost", "judge lost"):
            self._dies(None if event == "died" else "model" if event == "model lost" else "judge")
        elif event == "end":
            self._move(list(self._in_hand()), event)
        else:
            self._move(cases, event)

    @property
    def death(self) -> Death:
        """As far as there was one."""
        culprit = next((case for case, state in self.states.items() if state in CULPRIT), None)
        suspects = {case: SUSPECT[state] for case, state in self.states.items() if state in SUSPECT}
        return Death(culprit, None if culprit is None else CULPRIT[self.states[culprit]], suspects)

    def _dies(self, fault: Who | None) -> None:
        in_hand = self._in_hand()
        involved = [case for case, who in in_hand.items() if fault in (None, who)]
        self._move([case for case in in_hand if case not in involved], "bystander")
        self._move(involved, "alone" if len(involved) == 1 else "among others")

    def _in_hand(self) -> dict[str, Who]:
        return {case: IN_HAND[state] for case, state in self.states.items() if state in IN_HAND}

    def _move(self, cases: Iterable[str], event: Event | Fate) -> None:
        for case in cases:
            before = self.states.get(case)
            after = TABLE.get((before, event), before)
            if after is None:
                self.states.pop(case, None)
            else:
                self.states[case] = after
