"""Chooses the questions of an instance, by cover: a picture passes exactly when it is right.

Every slip of what the prompt determines must fail a question with gold yes. Among those that manage that, chance
chooses, for variety; the questions with gold no are what holds of a wrong picture. How many there are of either is
drawn before the scene is looked at, so their number says nothing about the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.closing import closed
from pytest_realunify.procedural.suite.presumed import clear, one_each
from pytest_realunify.procedural.suite.secrecy import secrets_of, stated
from pytest_realunify.procedural.suite.statements import countable, named, statements, totals
from pytest_realunify.procedural.world.layout import view
from pytest_realunify.procedural.world.queries import (
    Beside,
    Count,
    Every,
    Exists,
    Line,
    MoreThan,
    Query,
    RowCount,
    RowsAre,
    Sectors,
    Seen,
    Stripes,
    StripesRun,
)
from pytest_realunify.procedural.world.reading import literally
from pytest_realunify.procedural.world.scene import Scene
from pytest_realunify.procedural.world.slips import seen_as, slips

BALANCES: Final = ((1, 2), (2, 1), (2, 2), (2, 2), (2, 3), (3, 2))
"""How many questions with gold yes, and how many with gold no."""
_TRIED: Final = 10
"""Statements that are weighed for one instance; more add variety to a thousand instances, and time to each."""
_WEAK: Final = (Exists, Every, RowCount, Sectors, Stripes, StripesRun, MoreThan, Beside)
"""Many a wrong picture gets these right."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A true statement, and the slips that it fails, as bits."""

    query: Query
    fails: int


def pose(
    rng: Chance,
    prompt: str,
    scene: Scene,
    wrong: Sequence[Scene],
    given: tuple[str, ...] = (),
    free: bool = False,
) -> Sketch:
    """A sketch of a prompt and the scene it implies.

    `wrong`: typical wrong scenes, the likeliest first; those that look like the scene are dropped and three are kept.
    `given`: numbers and words that questions may ask about although the prompt states them. `free`: the prompt leaves
    open where things stand. Raises ValueError where no question tells every slip.
    """
    yes_many, no_many = rng.choice(BALANCES)
    right = seen_as(scene, free)
    typical = list({seen_as(each, free): each for each in wrong if seen_as(each, free) != right}.values())[:3]
    prompt = closed(rng, prompt, scene)
    wrongs = list(slips(scene, free))
    others, near = [each for _, each in wrongs], [each for kind, each in wrongs if kind not in ("extra", "row")]
    literal = literally(prompt)
    views = [view(each) for each in (*typical, *([literal] if seen_as(literal, free) != right else []), *others)]
    candidates = _candidates(rng, scene, free, stated(prompt) - set(given), views)
    asked = _must(scene, free)
    if asked and yes_many == 1:
        yes_many, no_many = no_many, yes_many
    yes = _cover(rng, candidates, asked, (1 << len(views)) - 1, yes_many)
    if yes is None:
        raise ValueError(f"no questions tell every slip: {prompt}")
    sources = [*typical, *rng.sample(near, min(len(near), 6))]
    no = _denied(rng, scene, sources, free, no_many)
    shown = typical or [rng.choice(near or others)]
    return Sketch(prompt, scene, tuple(yes), tuple(no), tuple(shown), given, free)


def _must(scene: Scene, free: bool) -> list[Query]:
    """The number of equal things that stand in several rows: no row says it."""
    items = list(scene)
    alike = len(set(items)) == 1 and len(scene.rows) > 1 and countable(scene)
    return [Count(named(items[0]), len(items))] if alike and not free else []


def _candidates(rng: Chance, scene: Scene, free: bool, told: set[str], views: Sequence[Seen]) -> list[Candidate]:
    """Those that say everything, and some of the others."""
    seen, whole = view(scene), list(totals(scene, free))
    must = _must(scene, free)
    found = [
        query
        for query in statements(scene, free)
        if query not in (*whole, *must)
        and not set(secrets_of(query)) & told
        and one_each(query, seen)
        and clear(query, scene)
    ]
    some = _mixed(rng, found, _TRIED)
    return [Candidate(query, _fails(query, views)) for query in (*must, *whole, *some)]


def _mixed(rng: Chance, found: Sequence[Query], many: int) -> list[Query]:
    """Of every kind in turn: else the many pairs would crowd out the few others."""
    kinds: dict[type[Query], list[Query]] = {}
    for query in rng.sample(found, len(found)):
        kinds.setdefault(type(query), []).append(query)
    turns = max((len(each) for each in kinds.values()), default=0)
    order = [queries[turn] for turn in range(turns) for queries in kinds.values() if turn < len(queries)]
    return order[:many]


def _fails(query: Query, views: Sequence[Seen]) -> int:
    return sum(1 << place for place, seen in enumerate(views) if not query.holds(seen))


def _cover(
    rng: Chance, candidates: Sequence[Candidate], must: Sequence[Query], slips_left: int, many: int
) -> list[Query] | None:
    """So many that fail all slips together; fewer only where there are not so many. None where nothing does."""
    chosen = list(must)
    for each in candidates:
        slips_left &= ~each.fails if each.query in must else -1
    pool = [each for each in candidates if each.query not in must]
    for left in range(many - len(must), 0, -1):
        if not pool:
            break
        best = max((each.fails & slips_left).bit_count() for each in pool)
        if slips_left and left == 1:
            fitting = [each for each in pool if each.fails & slips_left == slips_left]
        elif slips_left:
            fitting = [each for each in pool if 2 * (each.fails & slips_left).bit_count() >= best]
            if rng.random() < 0.7:  # what says everything at once is kept for when nothing else will do
                fitting = [each for each in fitting if not isinstance(each.query, Line | RowsAre)] or fitting
        else:
            fitting = [each for each in pool if not isinstance(each.query, _WEAK)] or pool
        if not fitting:
            return None
        taken = _of_some_kind(rng, fitting)
        pool.remove(taken)
        chosen.append(taken.query)
        slips_left &= ~taken.fails
    return None if slips_left else chosen


def _of_some_kind(rng: Chance, pool: Sequence[Candidate]) -> Candidate:
    kind = rng.choice(list(dict.fromkeys(type(each.query) for each in pool)))
    return rng.choice([each for each in pool if type(each.query) is kind])


def _denied(rng: Chance, scene: Scene, sources: Sequence[Scene], free: bool, many: int) -> list[Query]:
    """What is true of a wrong picture, each time of another one, and plainly false of the right one."""
    seen = view(scene)
    no: list[Query] = []
    for wrong in (*sources, *sources):
        if len(no) == many:
            break
        pool = [query for query in _said_of(wrong, scene, free) if query not in no and not query.holds(seen)]
        pool = [query for query in pool if one_each(query, seen) and clear(query, scene)]
        strong = [query for query in pool if not isinstance(query, _WEAK)]
        pool = strong if strong and rng.random() < 0.8 else pool
        if pool:
            kind = rng.choice(list(dict.fromkeys(type(query) for query in pool)))
            no.append(rng.choice([query for query in pool if type(query) is kind]))
    return no


def _said_of(wrong: Scene, scene: Scene, free: bool) -> Iterator[Query]:
    """In the forms in which the right picture is spoken of, so that no form gives a gold away."""
    if countable(wrong) == countable(scene):
        yield from statements(wrong, free)
    else:
        yield from totals(wrong, free)
