"""How recolouring puzzles are put into words: questions that hold before and after the recolouring, and edits."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.mental_tracking.recolouring import Rules, Way

TURNS: Final = (
    "every {0} segment becomes {1}",
    "all {0} segments turn {1}",
    "each {0} segment is repainted {1}",
    "whatever is {0} becomes {1}",
)
SWAPS: Final = (
    "{0} and {1} segments swap colours",
    "{0} segments and {1} segments exchange colours",
    "{0} segments become {1}, while {1} segments become {0}",
)
ROUNDS: Final = (
    "{0} segments become {1}, {1} segments become {2} and {2} segments become {0}",
    "{0} turns into {1}, {1} into {2} and {2} into {0}",
)

QUESTIONS: Final[dict[Way, tuple[str, ...]]] = {
    "in_order": (
        """\
Each segment of {these} has a colour. Starting from the original colours, the segments are recoloured in steps, one \
after another; every step acts on what the step before it has left.
{rules}
Once all of these have been carried out, which number do the {asked} segments show{along}?""",
        """\
The segments of {these} change colour step by step. The steps run in the order given, beginning with the original \
colours, and a later step also acts on segments that an earlier one has just recoloured.
{rules}
When the last step is done, which number is formed by the {asked} segments{along}?""",
        """\
Think of a chain of recolourings, carried out strictly one after another on the original colours of {these}:
{rules}
Look only at the segments that are {asked} after the whole chain. Which number do they show{along}?""",
    ),
    "at_once": (
        """\
Each segment of {these} has a colour. Starting from the original colours, all of these recolourings happen at the same \
time, so that no segment is recoloured twice:
{rules}
Once all of these have been carried out, which number do the {asked} segments show{along}?""",
        """\
The segments of {these} change colour simultaneously: each rule below looks at the original colours alone, never at \
what another rule has made.
{rules}
When the change is done, which number is formed by the {asked} segments{along}?""",
        """\
Think of one change of colours, with all its rules carried out at the same time on the original colours of {these}:
{rules}
Look only at the segments that are {asked} after the change. Which number do they show{along}?""",
    ),
}

EDITS: Final[dict[Way, tuple[str, ...]]] = {
    "in_order": (
        """\
Recolour the segments of {these} in this picture. Carry out the steps one after another, each on the result of the \
step before:
{rules}
Draw the final state only. Leave the panels, the background and the shape and place of every segment as they are.""",
        """\
This picture shows {these}. Edit it so that the segments have the colours they end up with after these steps, done in \
the order given, where a later step also acts on what an earlier one has recoloured:
{rules}
Change nothing but the colours of segments.""",
    ),
    "at_once": (
        """\
Recolour the segments of {these} in this picture. All the rules act at the same time on the colours that the segments \
have now, so no segment is recoloured twice:
{rules}
Leave the panels, the background and the shape and place of every segment as they are.""",
        """\
This picture shows {these}. Edit it so that the segments have their new colours under these rules, which are applied \
simultaneously, each to the original colours:
{rules}
Change nothing but the colours of segments.""",
    ),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """What the model reads."""

    question: str
    edit_prompt: str


def texts(rng: random.Random, rules: Rules, way: Way, asked: str, panels: int) -> Texts:
    """Both prompts, with the rules in the same words. Every template is reached by chance alone."""
    blanks = {
        "these": "the seven-segment digits" if panels > 1 else "the seven-segment digit",
        "rules": _listed(rng, _worded(rng, rules), way),
        "asked": asked,
        "along": ", read from left to right" if panels > 1 else "",
    }
    return Texts(rng.choice(QUESTIONS[way]).format(**blanks), rng.choice(EDITS[way]).format(**blanks))


def _worded(rng: random.Random, rules: Rules) -> list[str]:
    form = {1: rng.choice(TURNS), 2: rng.choice(SWAPS), 3: rng.choice(ROUNDS)}
    return [form[len(rule.moves)].format(*(source for source, _ in rule.moves), rule.moves[0][1]) for rule in rules]


def _listed(rng: random.Random, rules: Sequence[str], way: Way) -> str:
    if rng.random() < 0.5:
        marks = [f"{place}." for place in range(1, len(rules) + 1)] if way == "in_order" else ["-"] * len(rules)
        return "\n".join(f"{mark} {rule.capitalize()}." for mark, rule in zip(marks, rules, strict=True))
    if way == "at_once":
        return "; ".join(rules).capitalize() + "."
    return f"First, {'; then '.join(rules[:-1])}; finally, {rules[-1]}."
