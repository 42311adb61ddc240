"""Questions that tell a scene from wrong ones: true of the one and false of the others, or the other way round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import permutations

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.sketching import given_away, one_each
from pytest_realunify.procedural.world.layout import view
from pytest_realunify.procedural.world.queries import (
    At,
    Beside,
    Count,
    Every,
    Exists,
    InRow,
    Larger,
    LevelIs,
    LiquidIs,
    MoreThan,
    Points,
    Query,
    RowCount,
    Sectors,
    Seen,
    Shows,
    SignShows,
    StripeIs,
    Stripes,
    StripesRun,
    What,
    nth,
)
from pytest_realunify.procedural.world.queries.parts import STRIPE_PLACES, HigherIn
from pytest_realunify.procedural.world.queries.what import noun_of
from pytest_realunify.procedural.world.reading import literally
from pytest_realunify.procedural.world.scene import SIZES, Arrow, Flag, Glass, Item, Scene, Shape, Sign

Asked = tuple[tuple[Query, ...], tuple[Query, ...]]


def sketched(
    rng: Chance,
    prompt: str,
    scene: Scene,
    wrong: Iterable[Scene],
    counts: bool = True,
    given: tuple[str, ...] = (),
    placed: bool = True,
) -> Sketch:
    """A sketch with questions that tell its scene from the wrong ones. A wrong scene that equals the right one, or that
    no question tells from it (a flag's inner stripes), is left out. `counts`: numbers may be asked; `given`: those that
    the prompt may state; `placed`: the prompt settles where everything stands."""
    different = [each for each in dict.fromkeys(wrong) if each != scene][:3]
    said_of = partial(statements, counts=counts, placed=placed)
    yes, no = _told(rng, scene, different, prompt, given, said_of)
    views = [(each, view(each)) for each in different]
    told = tuple(each for each, seen in views if any(q.holds(seen) for q in no) or not all(q.holds(seen) for q in yes))
    return Sketch(prompt, scene, yes, no, told, given)


def complete(made: Sketch) -> bool:
    """Whether there was enough to ask: chance can leave only numbers that the prompt states, or no wrong picture."""
    return bool(made.yes and made.no and made.wrong)


def _told(
    rng: Chance,
    scene: Scene,
    wrong: Sequence[Scene],
    prompt: str,
    given: tuple[str, ...],
    said_of: Callable[[Scene], list[Query]],
) -> Asked:
    """Two or three questions with gold yes and two or three with gold no. Gold no is what holds of a wrong scene; every
    wrong scene, and the prompt's literal reading, is caught if any statement can."""
    seen = view(scene)
    views = [view(each) for each in wrong]
    falsehoods = [
        [query for query in said_of(each) if not query.holds(seen) and one_each(query, seen)] for each in wrong
    ]
    no = _denied(rng, falsehoods, views)
    truths = _kept_secret(said_of(scene), scene, prompt, given)
    yes: list[Query] = []
    for looked in (*views, view(literally(prompt))):
        told = any(query.holds(looked) for query in no) or not all(query.holds(looked) for query in yes)
        if not told and len(yes) < 2 and (found := [query for query in truths if not query.holds(looked)]):
            yes.append(_any(rng, found))
    wanted = 2 if len(no) == 3 else rng.choice((2, 2, 3))
    while len(yes) < wanted and (fresh := [query for query in truths if query not in yes]):
        telling = [query for query in fresh if not weak(query)]
        weak_enough = len(yes) == wanted - 1 and rng.random() < 0.2
        yes.append(_any(rng, fresh if weak_enough else telling or fresh))
    return tuple(yes), tuple(no)


def _denied(rng: Chance, falsehoods: Sequence[Sequence[Query]], views: Sequence[Seen]) -> list[Query]:
    """One for each wrong scene that none before catches, and at least two."""
    no: list[Query] = []
    for found, looked in zip(falsehoods, views, strict=True):
        if found and not any(query.holds(looked) for query in no):
            no.append(_any(rng, found))
    more = [query for found in falsehoods for query in found]
    while len(no) < 2 and (fresh := [query for query in more if query not in no]):
        no.append(_any(rng, fresh))
    return no[:3]


def weak(query: Query) -> bool:
    """Whether many a wrong picture gets it right, such as that there is one sign, or something red."""
    if isinstance(query, Count):
        return query.what.colour is None
    return isinstance(query, RowCount | Exists | Every | Sectors | Stripes | StripesRun)


def _kept_secret(truths: list[Query], scene: Scene, prompt: str, given: tuple[str, ...]) -> list[Query]:
    """Those that ask for no number and no word that the prompt states."""
    stated = given_away(Sketch(prompt, scene, tuple(truths), (), (), given))
    return [
        query
        for query in truths
        if not (isinstance(query, Count | InRow | RowCount) and str(query.number) in stated)
        and not (isinstance(query, Shows | SignShows) and query.written in stated)
    ]


def _any(rng: Chance, found: Sequence[Query]) -> Query:
    """First a kind of question, then one of it: pairs are many and places few."""
    kinds = sorted({type(query).__name__ for query in found})
    kind = rng.choice(kinds)
    return rng.choice([query for query in found if type(query).__name__ == kind])


def statements(scene: Scene, counts: bool = True, placed: bool = True) -> list[Query]:
    """What can be said of a scene and is true: numbers with `counts`, places and relations with `placed`."""
    items = tuple(scene)
    found = list(_unplaced(items))
    if counts:
        found += _counts(items)
    if placed and len(items) > 1:
        found += _places(scene, counts)
    seen = view(scene)
    return [query for query in found if query.holds(seen)]


def _places(scene: Scene, counts: bool) -> Iterator[Query]:
    items = tuple(scene)
    if len(scene.rows) == 1:
        yield from _line(items, "left", "right")
    elif all(len(row) == 1 for row in scene.rows):
        yield from _line(items, "top", "bottom")
    elif counts:
        yield from _rows(scene)
    yield from _relations(scene)


def named(item: Item) -> What:
    """What the item goes by in a question."""
    return What(noun_of(item), item.colour if isinstance(item, Shape | Arrow) else None)


def _line(items: Sequence[Item], start: str, end: str) -> Iterator[Query]:
    last = len(items) - 1
    for place, item in enumerate(items):
        if place in (0, last):
            where = f"{start if place == 0 else end}most"
        elif 2 * place == last:
            where = "middle"
        else:
            where = nth(place, start) if place <= last / 2 else nth(last - place, end)
        yield from _at(where, item, items)


def _at(where: str, item: Item, items: Sequence[Item]) -> Iterator[Query]:
    alike = all(type(each) is type(item) for each in items)
    if isinstance(item, Shape | Arrow) and len({named(each) for each in items}) > 1:
        yield At(where, What("object", item.colour))
        yield At(where, named(item))
    if isinstance(item, Arrow) and alike:
        yield Points(item.direction, where)
    if isinstance(item, Sign) and alike:
        yield SignShows(where, item.text)
    if isinstance(item, Glass) and alike:
        yield LevelIs(where, item.level)
        if item.liquid:
            yield LiquidIs(where, item.liquid)


def _relations(scene: Scene) -> Iterator[Query]:
    """Of what there is one of, so that "the red circle" says which."""
    numbers = Counter(map(named, scene))
    once = [cell for cell in _cells(scene) if numbers[named(cell[2])] == 1]
    for (row, column, one), (other_row, other_column, other) in permutations(once, 2):
        if row == other_row:
            yield Beside(named(one), "to the left of" if column < other_column else "to the right of", named(other))
        else:
            yield Beside(named(one), "above" if row < other_row else "below", named(other))
        if isinstance(one, Shape) and isinstance(other, Shape) and one.size != other.size:
            yield Larger(named(one), named(other), smaller=SIZES[one.size] < SIZES[other.size])


def _cells(scene: Scene) -> list[tuple[int, int, Item]]:
    return [(row, column, item) for row, items in enumerate(scene.rows) for column, item in enumerate(items)]


def _unplaced(items: Sequence[Item]) -> Iterator[Query]:
    signs = [item for item in items if isinstance(item, Sign)]
    if len(signs) < len(items) or len(signs) == 1:
        yield from (Shows(sign.text) for sign in signs)
    if len(items) == 1 and isinstance(items[0], Flag):
        flag = items[0]
        for place, (cut, index) in STRIPE_PLACES.items():
            if cut == flag.stripes:
                yield StripeIs(place, flag.colours[index])
        if len(flag.colours) % 2:
            yield StripeIs("middle", flag.colours[len(flag.colours) // 2])
    glasses = [item for item in items if isinstance(item, Glass)]
    if len(glasses) == len(items) > 1:
        ends = ("leftmost", "rightmost")
        yield from (HigherIn(*pair) for pair in (ends, ends[::-1]))
    arrows = [item for item in items if isinstance(item, Arrow)]
    colours = Counter(arrow.colour for arrow in arrows)
    yield from (Points(arrow.direction, "only", arrow.colour) for arrow in arrows if colours[arrow.colour] == 1)


def _counts(items: Sequence[Item]) -> Iterator[Query]:
    kinds = Counter(map(named, items))
    yield Count(What(), len(items))
    for what, number in kinds.items():
        yield Count(what, number)
        if what.colour:
            yield Exists(what)
    for colour in {what.colour: None for what in kinds if what.colour and len(items) > 1}:
        yield Every(What(), What("object", colour))
    yield from (MoreThan(one, other) for one, other in permutations(kinds, 2) if kinds[one] > kinds[other])


def _rows(scene: Scene) -> Iterator[Query]:
    if len(scene.rows) <= 10:
        yield RowCount(len(scene.rows))
    for place, items in enumerate(scene.rows[:10]):
        kinds = Counter(map(named, items))
        yield InRow(place, What(), len(items))
        yield from (InRow(place, what, number) for what, number in kinds.items())
