"""The UEG half of the exam: whether the questions of an instance let wrong pictures through.

Questions are asked of scenes, by what an ideal looker sees of them; `ueg_sweep.py` asks `pixels` of pictures.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import correlation, mean
from typing import Final

import exam_slips

from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.procedural.world.layout import view
from pytest_realunify.procedural.world.queries import Seen
from pytest_realunify.procedural.world.scene import Arrow, Item, Scene, Shape, Sign
from pytest_realunify.procedural.world.words import number

FORMS: Final = 30
"""Random wrong answers of the right form, for every instance."""
PLACED: Final = re.compile(
    r"\b(?:rows?|columns?|lines?|left|right|top|bottom|order|side by side|upper|lower|above|below|beside|flag)\b",
    re.IGNORECASE,
)
EXCLUSIVE: Final = re.compile(
    r"\bnothing (?:else|but|more)\b|\bno other\b|\bonly\b|\bnothing is added\b|\beverything else out\b|\bjust\b",
    re.IGNORECASE,
)


@dataclass
class Tally:
    """Of one subtask. Shares are over all instances; every kind of slip an instance has weighs the same in it."""

    instances: int = 0
    slips: list[float] = field(default_factory=list)
    by_kind: dict[str, list[float]] = field(default_factory=dict)
    forms: list[float] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    questions: list[int] = field(default_factory=list)
    yes: int = 0

    def record(self) -> dict[str, object]:
        """For JSON."""
        return {
            "instances": self.instances,
            "slips_passed": _mean(self.slips),
            "slips_passed_by_kind": {kind: _mean(shares) for kind, shares in sorted(self.by_kind.items())},
            "forms_passed": _mean(self.forms),
            "unasked_answers": len(self.unasked),
            "unsaid_exclusivity": len(self.unsaid),
            "objects_max": max(self.objects, default=0),
            "objects": dict(sorted(Counter(self.objects).items())),
            "questions": dict(sorted(Counter(self.questions).items())),
            "yes_share": self.yes / max(1, sum(self.questions)),
            "questions_follow_objects": _correlated(self.questions, self.objects),
            "where": {"unasked": self.unasked[:10], "unsaid": self.unsaid[:10]},
        }

    def add(self, other: Tally) -> None:
        """As if it had been of both."""
        self.instances += other.instances
        self.yes += other.yes
        for name in ("slips", "forms", "unasked", "unsaid", "objects", "questions"):
            getattr(self, name).extend(getattr(other, name))
        for kind, shares in other.by_kind.items():
            self.by_kind.setdefault(kind, []).extend(shares)


def _mean(shares: Sequence[float]) -> float:
    return mean(shares) if shares else 0.0


def _correlated(one: Sequence[int], other: Sequence[int]) -> float:
    """Pearson's; 0 where either never changes."""
    return correlation(one, other) if len(set(one)) > 1 and len(set(other)) > 1 else 0.0


def measured(suite: ProceduralSuite, subtask: str, instances: int) -> Tally:
    """The first instances of a subtask."""
    tally = Tally()
    for index in range(instances):
        _measure(tally, suite.sketch(subtask, index), f"{subtask}-{index:04d}/{suite.seed}")
    return tally


def _measure(tally: Tally, made: Sketch, name: str) -> None:
    rng = random.Random(f"exam/{name}")
    free = is_free(made)
    tally.instances += 1
    tally.yes += len(made.yes)
    tally.questions.append(len(made.yes) + len(made.no))
    tally.objects.append(drawn(made.scene))
    shares: dict[str, list[bool]] = {}
    for slip in exam_slips.slips(made.scene, made.prompt, made.wrong, free, rng):
        shares.setdefault(slip.kind, []).append(passes(made, view(slip.scene)))
    by_kind = {kind: mean(passed) for kind, passed in shares.items()}
    for kind, share in by_kind.items():
        tally.by_kind.setdefault(kind, []).append(share)
    tally.slips.append(_mean(list(by_kind.values())))
    tally.forms.append(_mean([passes(made, view(scene)) for scene in exam_slips.forms(made.scene, free, rng, FORMS)]))
    tally.unasked += [f"{name}: {what}" for what in unasked(made)]
    if not EXCLUSIVE.search(made.prompt) and _presumes_nothing_else(made):
        tally.unsaid.append(name)


def passes(made: Sketch, seen: Seen) -> bool:
    """Whether a picture that shows this is answered as the golds are."""
    return all(query.holds(seen) for query in made.yes) and not any(query.holds(seen) for query in made.no)


def is_free(made: Sketch) -> bool:
    """Whether the prompt leaves open where things stand: as the sketch says, and of version 1, which does not, where no
    word of the prompt places anything."""
    said = getattr(made, "free", None)
    return not PLACED.search(made.prompt) if said is None else bool(said)


def drawn(scene: Scene) -> int:
    """Things that must be exactly right: each part of what is made of several."""
    return sum(int(getattr(item, "parts", 1)) for item in scene)


def unasked(made: Sketch) -> list[str]:
    """Numbers, signs and directions of the answer that no question with gold yes states."""
    said = " ".join(query.text for query in made.yes)
    missing = []
    flat = list(made.scene)
    if len(flat) > 1 and len(set(flat)) == 1 and not _stated(len(flat), flat[0], said):
        missing.append(f"the number {len(flat)}")
    for item in dict.fromkeys(flat):
        if isinstance(item, Sign) and not re.search(rf"\b{re.escape(item.text)}\b", said):
            missing.append(f"the sign {item.text}")
        if isinstance(item, Arrow) and not _directed(item, said):
            missing.append(f"the direction {item.direction}")
    return missing


def _stated(count: int, item: Item, said: str) -> bool:
    """As a number, or by naming the thing so many times."""
    named = said.count(f"{item.colour} {item.kind}") if isinstance(item, Shape) else 0
    return bool(re.search(rf"\b(?:{number(count)}|{count})\b", said)) or named >= count


def _directed(arrow: Arrow, said: str) -> bool:
    return bool(re.search(rf"\b(?:point|points|pointing|arrows?)\b[^?]*\b{arrow.direction}\b", said))


def _presumes_nothing_else(made: Sketch) -> bool:
    """Whether a stranger beside the right picture fails a question."""
    stranger = next(
        Shape(kind, colour)
        for kind in ("heart", "pentagon", "hexagon")
        for colour in ("grey", "cyan", "pink")
        if Shape(kind, colour) not in set(made.scene)
    )
    wider = exam_slips.drawable((*made.scene.rows, (stranger,)))
    return wider is not None and not passes(made, view(wider))
