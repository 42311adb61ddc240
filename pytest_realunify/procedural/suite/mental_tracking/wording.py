"""How recolouring puzzles are put into words: questions that hold before and after the recolouring, and edits.

Last of all everything becomes one of two shades that no rule knows. So the picture that shows the result can be read by
the same words, rules and all: they find nothing left to act on.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.mental_tracking.programs import Program
from pytest_realunify.procedural.suite.mental_tracking.recolouring import Rules, Way

ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth")
NUMBERS: Final = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}

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

LAST: Final = (
    (
        "Last of all, in every digit {asked} segments turn {lit}, and segments that are then neither {lit} nor {out} "
        "turn {out}."
    ),
    (
        "In the end, in every digit the {asked} segments are painted {lit}, and whatever is neither {lit} nor {out} by "
        "then is painted {out}."
    ),
)
DONE: Final = (
    "(Where all segments are {lit} or {out} already, all of this has been done.)",
    "(A picture with {lit} and {out} segments alone has been through all of it.)",
)

QUESTIONS: Final[dict[Way, tuple[str, ...]]] = {
    "in_order": (
        """\
The segments of these {count} seven-segment digits are recoloured in steps:
{rules}
Every digit, counted from the left, goes through steps in its own order, and each step acts on what the one before has \
left.
{courses}
{last} {done}
Which number do the {lit} segments show in the end, read from left to right?""",
        """\
{count_} seven-segment digits stand in a row, each segment in some colour. These steps change colours:
{rules}
They are carried out one after another, each on the result of the one before, in another order for every digit from \
the left.
{courses}
{last} {done}
Which number is then formed by the {lit} segments, from left to right?""",
    ),
    "at_once": (
        """\
Each of these {count} seven-segment digits is recoloured by rules of its own. All rules of a digit act at the same \
time, on the colours that it has at the start, so that no segment is recoloured twice.
{courses}
{last} {done}
Which number do the {lit} segments show in the end, read from left to right?""",
        """\
{count_} seven-segment digits stand in a row, each segment in some colour. Every digit has its own rules, which are \
applied simultaneously: each looks at the colours at the start alone, never at what another rule has made.
{courses}
{last} {done}
Which number is then formed by the {lit} segments, from left to right?""",
    ),
}

EDITS: Final[dict[Way, tuple[str, ...]]] = {
    "in_order": (
        """\
Recolour the segments of the {count} seven-segment digits in this picture. These are the steps:
{rules}
Every digit, counted from the left, goes through steps in its own order, and each step acts on what the one before has \
left.
{courses}
{last}
Draw the final state only. Leave the panels, the background and the shape and place of every segment as they are.""",
        """\
This picture shows {count} seven-segment digits. Edit it so that the segments have the colours they end up with. These \
are the steps:
{rules}
They are carried out one after another, each on the result of the one before, in another order for every digit from \
the left.
{courses}
{last}
Change nothing but the colours of segments.""",
    ),
    "at_once": (
        """\
Recolour the segments of the {count} seven-segment digits in this picture, each by rules of its own. All rules of a \
digit act at the same time on the colours that its segments have now, so no segment is recoloured twice.
{courses}
{last}
Leave the panels, the background and the shape and place of every segment as they are.""",
        """\
This picture shows {count} seven-segment digits. Edit it so that the segments have their new colours: every digit has \
its own rules, which are applied simultaneously, each to the original colours.
{courses}
{last}
Change nothing but the colours of segments.""",
    ),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """What the model reads."""

    question: str
    edit_prompt: str


def texts(rng: random.Random, program: Program, lit: str, out: str) -> Texts:
    """Both prompts, with the rules in the same words. Every template is reached by chance alone."""
    way, count = program.courses[0].way, NUMBERS[len(program.courses)]
    shades = {"asked": program.asked, "lit": lit, "out": out}
    forms = _forms(rng)
    blanks = {
        "count": count,
        "count_": count.capitalize(),
        "rules": _numbered(_worded(forms, program.listed)),
        "courses": _orders(rng, program) if program.listed else _own(program, forms),
        "last": rng.choice(LAST).format(**shades),
        "done": rng.choice(DONE).format(**shades),
        "lit": lit,
    }
    return Texts(rng.choice(QUESTIONS[way]).format(**blanks), rng.choice(EDITS[way]).format(**blanks))


def _forms(rng: random.Random) -> dict[int, str]:
    return {1: rng.choice(TURNS), 2: rng.choice(SWAPS), 3: rng.choice(ROUNDS)}


def _worded(forms: dict[int, str], rules: Rules) -> list[str]:
    return [forms[len(rule.moves)].format(*(source for source, _ in rule.moves), rule.moves[0][1]) for rule in rules]


def _numbered(rules: Sequence[str]) -> str:
    return "\n".join(f"{place}. {rule[0].upper()}{rule[1:]}." for place, rule in enumerate(rules, 1))


def _orders(rng: random.Random, program: Program) -> str:
    told = [(ordinal, course.numbers) for ordinal, course in zip(ORDINALS, program.courses, strict=False)]
    if rng.random() < 0.5:
        return "\n".join(f"{ordinal.capitalize()} digit: steps {_listed(numbers)}." for ordinal, numbers in told)
    (_, first), *others = told
    rest = [f"the {ordinal} through {_listed(numbers)}" for ordinal, numbers in others]
    return "; ".join([f"The first digit goes through steps {_listed(first)}", *rest]) + "."


def _listed(numbers: Sequence[int]) -> str:
    *most, last = map(str, numbers)
    return f"{', '.join(most)} and {last}"


def _own(program: Program, forms: dict[int, str]) -> str:
    return "\n".join(
        f"{ordinal.capitalize()} digit: {'; '.join(_worded(forms, course.rules))}."
        for ordinal, course in zip(ORDINALS, program.courses, strict=False)
    )
