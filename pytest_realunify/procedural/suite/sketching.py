"""From a generator to a sound UEG instance: golds hold, wrong pictures are caught, the prompt keeps its secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.errors import RealUnifyError
from pytest_realunify.interfaces import Question, UEGInstance
from pytest_realunify.procedural.suite.base import Chance, Sketch, Subtask, chance
from pytest_realunify.procedural.suite.presumed import clear, one_each
from pytest_realunify.procedural.suite.secrecy import given_away
from pytest_realunify.procedural.world.english import describe
from pytest_realunify.procedural.world.layout import view
from pytest_realunify.procedural.world.queries import true_of
from pytest_realunify.procedural.world.scene import Scene

REFINE_PROMPTS: Final = (
    """Below is a request for a picture. Work out what the picture must show, then describe it for a painter who knows \
nothing and only follows words: every object with its number, shape, colour, size, place and order. Leave out how you \
found it. Reply with the description alone.

Request: {prompt}""",
    """A painter will get your words and nothing else, and cannot think, count or look things up. Rewrite the request\
 so that it says plainly what is to be seen: shapes, colours, exact numbers, order and places. Reply with the new text\
 alone.

Request: {prompt}""",
)
ATTEMPTS: Final = 60


class UnsoundError(RealUnifyError):
    """A generator made an instance that contradicts itself, or failed at it: a bug of ours, never of a model."""


def sketch(subtask: Subtask, seed: int, index: int, difficulty: Mapping[str, int]) -> Sketch:
    """The first of the generator's proposals whose prompt does not give its answer away."""
    for attempt in range(ATTEMPTS):
        made = _built(subtask, chance(subtask.name, seed, index, subtask.version, attempt), difficulty)
        if not given_away(made):
            check(made, f"{subtask.name}/{seed}/{index}")
            return made
    raise UnsoundError(f"{subtask.name}: every prompt for index {index} of seed {seed} gives its answer away")


def _built(subtask: Subtask, rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    try:
        made = subtask.build(rng, difficulty)
    except (ValueError, AssertionError) as error:  # a scene that cannot be drawn, no question that tells: see Scene
        raise UnsoundError(f"{rng.pack[0]}/{rng.pack[1]}: {error}") from error
    assert isinstance(made, Sketch)
    return made


def instance(made: Sketch, id_: str, category: str, subtask: str, index: int) -> UEGInstance:
    """The record: golds stand in an order that says nothing, yes and no mixed by content."""
    asked = [Question(query.text, "yes") for query in made.yes] + [Question(query.text, "no") for query in made.no]
    return UEGInstance(
        id=id_,
        category=category,
        subtask=subtask,
        index=index,
        prompt=made.prompt,
        questions=tuple(sorted(asked, key=lambda each: each.question)),
        refine_prompt=REFINE_PROMPTS[index % len(REFINE_PROMPTS)].format(prompt=made.prompt),
        refined=describe(made.scene),
    )


def check(made: Sketch, where: str) -> None:
    """Raise UnsoundError unless golds, wrong pictures and questions fit together."""
    asked = [*made.yes, *made.no]
    texts = [query.text for query in asked]
    problems = [f"gold yes, but false: {query.text}" for query in made.yes if not true_of(query, made.scene)]
    problems += [f"gold no, but true: {query.text}" for query in made.no if true_of(query, made.scene)]
    problems += [
        f"speaks of one, and means several or none: {query.text}"
        for query in asked
        if not one_each(query, view(made.scene))
    ]
    problems += [f"decided by a hair: {query.text}" for query in asked if not clear(query, made.scene)]
    if not 2 <= len(asked) <= 8 or not made.yes or not made.no or len(set(texts)) != len(texts):
        problems.append(f"needs two to eight different questions with both golds, has {texts}")
    if not made.wrong:
        problems.append("needs a typical wrong picture")
    problems += [f"not caught: {describe(scene)}" for scene in made.wrong if not caught(made, scene)]
    if problems:
        raise UnsoundError(f"{where}: {'; '.join(problems)}\n{made.prompt}\n{describe(made.scene)}")


def caught(made: Sketch, scene: Scene) -> bool:
    """Whether at least one question tells the scene from the right one."""
    return any(not true_of(query, scene) for query in made.yes) or any(true_of(query, scene) for query in made.no)
