"""What people do: in which order, until when, with how much left, and with what in their hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.commonsense_reasoning.birthdays import BOYS, GIRLS, birthday
from pytest_realunify.procedural.suite.commonsense_reasoning.clocks import timed
from pytest_realunify.procedural.suite.looks import LOOKS
from pytest_realunify.procedural.suite.objects import OBJECTS
from pytest_realunify.procedural.suite.ordering import ordered
from pytest_realunify.procedural.world.figures.traffic_light import TrafficLight
from pytest_realunify.procedural.world.scene import Pie, Shape, column, group, row
from pytest_realunify.procedural.world.words import listed, number, numbers_in, with_article

TABLE: Final = "commonsense_reasoning/human_activities"


def _build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    steps = difficulty["steps"]
    families: tuple[Callable[[], Sketch], ...] = (
        partial(ordered, rng, TABLE, steps + 2),
        partial(_signalled, rng),
        partial(_stopped, rng),
        partial(timed, rng, steps),
        partial(_shared, rng, steps),
        partial(_equipped, rng, steps, difficulty["objects"]),
        partial(birthday, rng, steps, difficulty["objects"]),
    )
    return families[rng.deal(range(len(families)))]()


def _signalled(rng: Chance) -> Sketch:
    """A traffic light in the moment that is told."""
    moments = [(moment, signal["light"]) for signal in facts(TABLE)["signal"] for moment in signal["moments"]]
    (moment, light), kind, dark, paper = rng.deal(list(product(moments, _LAMPS, ("grey", "black"), (0, 1, 2))))
    order: list[str] = facts(TABLE)["lamps"]["order"]
    scenes = {lit: column(*(Shape(kind, lamp if lamp == lit else dark) for lamp in order)) for lit in (light, *order)}
    moved = [Shape(kind, dark) for _ in order]
    moved[order.index(light) - 1] = Shape(kind, light)
    everything = column(*(Shape(kind, lamp) for lamp in order))
    prompt = _LIGHTS[paper].format(moment=moment, kind=kind, dark=dark)
    wrong = [scenes[rng.choice([lamp for lamp in order if lamp != light])], column(*moved), everything]
    return pose(rng, prompt, scenes[light], wrong)


def _stopped(rng: Chance) -> Sketch:
    """The same as a whole light with its housing."""
    moments = [(moment, signal["light"]) for signal in facts(TABLE)["signal"] for moment in signal["moments"]]
    (moment, light), who = rng.deal(list(product(moments, (*_NAMES, *GIRLS, *BOYS))))
    order: list[str] = facts(TABLE)["lamps"]["order"]
    shown = [row(TrafficLight(lamp)) for lamp in (light, *rng.sample(order, len(order)))]
    return pose(rng, rng.choice(_FIGURES).format(moment=moment, who=who), shown[0], shown[1:])


_FIGURES: Final = (
    """{who} drives up to a junction at a moment when {moment}. Draw the ordinary traffic light, its three lamps one \
above the other, that {who} sees.""",
    """At a junction {who} looks at the traffic light for cars, at a moment when {moment}. Show this upright light \
with its three lamps, a single one of them lit and the others dark.""",
)
_LAMPS: Final = ("circle", "ring", "square", "diamond", "hexagon", "pentagon", "star", "heart")
_LIGHTS: Final = (
    """Draw, one above the other, the lamps of a traffic light for cars at a moment when {moment}. Each lamp is a \
{kind}; exactly one is lit, in its usual colour (yellow in the middle), and a dark lamp is {dark}.""",
    """At a junction, {moment}. Show the ordinary traffic light that these people see: {kind} by {kind} in one \
column, the single lamp that shines in its own colour, which is yellow in the middle, those that are off in {dark}.""",
    """A toy traffic light has a {kind} for every lamp, in the same order as a real one for cars. Set it for this \
moment: {moment}. Only one lamp is lit (in the middle it would be yellow), the ones that are off are {dark}.""",
)


def _shared(rng: Chance, steps: int) -> Sketch:
    """What is left of a cake when everybody has had some."""
    dish, colour, sectors = rng.deal(list(product(_DISHES, _FILLINGS, (6, 8, 10, 12))))
    left, told, before = _eaten(rng, sectors, steps)
    while left < 1 or str(left) in numbers_in(told) | {str(sectors)} or left == sectors - left:
        left, told, before = _eaten(rng, sectors, steps)
    prompt = rng.choice(_CAKES).format(
        dish=dish, a_dish=with_article(dish), sectors=number(sectors), told=told, colour=colour
    )
    wrong = [Pie(sectors, slip, colour) for slip in (sectors - left, before, left + rng.choice((-1, 1)))]
    scenes = [row(pie) for pie in wrong if 0 < pie.filled <= sectors]
    return pose(rng, prompt, row(Pie(sectors, left, colour)), scenes, given=(str(sectors),))


_DISHES: Final = ("pizza", "birthday cake", "quiche", "cheese", "apple tart", "pancake")
_FILLINGS: Final = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "brown")
_NAMES: Final = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gita", "Hugo", "Ines", "Jon")
_CAKES: Final = (
    """A round {dish} is cut into {sectors} equal pieces. {told} Draw it from above as a circle cut into equal \
sectors: every piece that is left is {colour}, the place of every eaten one is white.""",
    """Somebody cuts {a_dish} into {sectors} pieces of one size. {told} Show what is on the plate afterwards: a \
circle of equal sectors, {colour} where there is still a piece and white where there is none.""",
)


def _eaten(rng: Chance, sectors: int, steps: int) -> tuple[int, str, int]:
    """What is left in the end, the story, and what was left before the last one ate."""
    names = rng.sample(_NAMES, steps)
    pieces = [rng.randint(1, 3)]
    told = [f"{names[0]} eats {number(pieces[0])} of them."]
    for name, other in zip(names[1:], names, strict=False):
        left, last = sectors - sum(pieces), pieces[-1]
        ways = {
            f"{name} eats as many as {other}.": last,
            f"{name} eats one more than {other}.": last + 1,
            f"{name} eats twice as many as {other}.": 2 * last,
            f"{name} eats half of what is left.": left // 2 if left % 2 == 0 else left,
            f"{name} eats only one.": 1,
        }
        way = rng.choice([way for way, taken in ways.items() if taken < left] or list(ways))
        pieces.append(ways[way])
        told.append(way)
    left = sectors - sum(pieces)
    return left, " ".join(told), left + pieces[-1]


def _equipped(rng: Chance, steps: int, objects: int) -> Sketch:
    """Single things that a party of people needs."""
    parties = [(name, party["people"]) for party in facts(TABLE)["party"] for name in party["names"]]
    kits: list[dict[str, Any]] = facts(TABLE)["kit"]
    fits = [(kit, party) for kit in kits for party in parties if 2 <= party[1] * kit["each"] <= objects]
    (kit, first), look = rng.deal(list(product(fits, LOOKS)))
    chosen, people = [first], first[1]
    for party in rng.sample(parties, len(parties)):
        if len(chosen) < steps and party != first and (people + party[1]) * kit["each"] <= objects:
            chosen.append(party)
            people += party[1]
    rng.shuffle(chosen)
    total = people * kit["each"]
    prompt = rng.choice(_PARTIES if len(chosen) > 1 else _PARTIES[:1]).format(
        doing=kit["doing"],
        part=kit["part"],
        look=f"one {look.colour} {look.kind}",
        who=listed([who for who, _ in chosen]),
    )
    slips = [people, len(chosen) * kit["each"], total - kit["each"], total + 1, total - 1]
    wrong = [group(look, slip) for slip in slips if 0 < slip <= 36 and slip != total]
    return pose(rng, prompt, group(look, total), wrong, free=True)


_PARTIES: Final = (
    "Every single member of this party {doing}: {who}. Draw {look} for each {part} in use.",
    "Here come {who}, and everyone among them {doing}. Count each {part} that is needed and draw {look} for it.",
)

SUBTASK: Final = Subtask(
    "commonsense_reasoning",
    "human_activities",
    2,
    {"steps": Knob(1, 1, 4, "steps, durations, eaters or parties that are combined", hard=2), "objects": OBJECTS},
    _build,
    place=2,
)
