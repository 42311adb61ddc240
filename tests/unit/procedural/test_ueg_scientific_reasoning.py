"""School science: generated requests, and the reference model's thinking about them."""

from __future__ import annotations

import re

import pytest

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining import ordering, tallying
from pytest_realunify.procedural.reference.refining.scientific_reasoning import (
    biology,
    chemistry,
    geography,
    physics,
    refine,
)
from pytest_realunify.procedural.world.scene import Arrow, Flag, Glass, Halves, Scene, Shape, Sign, column, row
from refining import changed, passes, sketches, sketches_of

BEAM = (
    "Seen from the side, a laser beam sets out to the lower left. On its way it meets {}. Draw one red arrow for each "
    "straight stretch of its path, including the one after the last mirror, side by side in the order of travel from "
    "left to right."
)
SUN = (
    "By the mean sun it is {} on the meridian of Greenwich. What is it by the mean sun at {}? Draw a white sign with "
    "that time in red, on a clock of twenty-four hours, with no zero in front of the hour."
)
MOON = (
    "Draw the disc of the Moon at first quarter as somebody in {} sees it high in the sky, upright, as a circle: "
    "yellow where it is lit, black where it is in shade."
)
LITMUS = (
    "Glasses in a row, each half full, hold from left to right lemon juice and limewater. A few drops of {} go into "
    "every one. Draw the glasses with the colours that the liquids take on; should one stay colourless, make it grey."
)
FIRE = (
    "{} of propane burn completely in plenty of oxygen. Draw the products: in the top row a black circle for every "
    "molecule of carbon dioxide, in the bottom row a blue circle for every molecule of water."
)
STATES = (
    "At {} °C and normal air pressure, what are lead and mercury? Draw them in this order from left to right: a red "
    "circle for a solid, a red star for a liquid, a red heart for a gas."
)
PEAS = (
    "In peas, yellow is dominant over green for the colour of the ripe seed. In an experiment {}, and exactly the "
    "shares that Mendel's laws predict come up among {} young plants. Draw one square for each of them in its own "
    "colour, sorted with the dominant colour first."
)
STRAND = (
    "One strand of a DNA double helix reads A, C, G. Draw the bases that face it on the other strand, in the same "
    "order from left to right, as white signs with one red letter each."
)
JAR = (
    "Equal amounts of these liquids settle in a jar without mixing: fresh water (blue), mercury (grey) and olive oil "
    "(yellow). Show the layers as the stripes of a flag, in the colours given in brackets."
)


def test_worked_by_hand() -> None:
    assert refine(MOON.format("Oslo")) == row(Halves("vertical", "black", "yellow"))
    assert refine(MOON.format("Sydney")) == row(Halves("vertical", "yellow", "black"))
    assert refine(LITMUS.format("neutral litmus solution")) == row(Glass(2, "red"), Glass(2, "blue"))
    assert refine(LITMUS.format("phenolphthalein")) == row(Glass(2, "grey"), Glass(2, "pink"))
    assert refine(STRAND) == row(*(Sign(base, "red") for base in "TGC"))
    assert refine(JAR) == row(Flag("horizontal", ("yellow", "blue", "grey")))
    ways = [Arrow("red", way) for way in ("lower left", "upper left", "upper right")]
    assert refine(BEAM.format("a mirror lying flat on the floor, then a mirror upright on the left-hand wall")) == row(
        *ways
    )
    assert refine(BEAM.format("a mirror upright on the left-hand wall")) == row(ways[0], Arrow("red", "lower right"))
    planets = (
        "Some planets got mixed up: Mars as a red star, Earth as a blue circle and Saturn as a brown ring. Draw them "
        "as they should be, in one column from the bottom upwards, from the one nearest to the Sun outwards."
    )
    assert refine(planets) == column(Shape("ring", "brown"), Shape("star", "red"), Shape("circle", "blue"))
    assert refine("What is the Moon, and is litmus red?") is None


def test_a_number_changed_in_the_request_changes_the_answer() -> None:
    assert refine(SUN.format("10:00", "45 degrees east")) == row(Sign("13:00", "red"))
    assert refine(SUN.format("10:00", "50 degrees west")) == row(Sign("6:40", "red"))
    assert refine(SUN.format("22:00", "150 degrees east")) == row(Sign("8:00", "red"))
    carbon, water = Shape("circle", "black"), Shape("circle", "blue")
    assert refine(FIRE.format("Two molecules")) == Scene(((carbon,) * 6, (water,) * 8))
    assert refine(FIRE.format("Three molecules")) == Scene(((carbon,) * 9, (water,) * 12))
    red = {kind: Shape(kind, "red") for kind in ("circle", "star", "heart")}
    assert refine(STATES.format("25")) == row(red["circle"], red["star"])
    assert refine(STATES.format("-150")) == row(red["circle"], red["circle"])
    assert refine(STATES.format("900")) == row(red["star"], red["heart"])
    peas = PEAS.format("two heterozygous plants are crossed with each other", "eight")
    assert refine(peas) == Scene(((Shape("square", "yellow"),) * 6, (Shape("square", "green"),) * 2))
    half = PEAS.format("a heterozygous plant is crossed with a plant of the recessive form", "eight")
    assert refine(half) == Scene(((Shape("square", "yellow"),) * 4, (Shape("square", "green"),) * 4))


def test_what_it_knows_comes_from_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, geography, lambda table: [moon["north"].reverse() for moon in table["moon"]])
    assert refine(MOON.format("Oslo")) == row(Halves("vertical", "yellow", "black"))
    changed(monkeypatch, biology, lambda table: table["bases"][0]["pairs"].update(A="C"))
    assert refine(STRAND) == row(*(Sign(base, "red") for base in "CGC"))
    changed(monkeypatch, chemistry, lambda table: table["indicator"][0].update(acid="green"))
    assert refine(LITMUS.format("neutral litmus solution")) == row(Glass(2, "green"), Glass(2, "blue"))
    changed(monkeypatch, physics, lambda table: table["liquid"][0]["names"].update({"olive oil": 20.0}))
    assert refine(JAR) == row(Flag("horizontal", ("blue", "grey", "yellow")))
    changed(
        monkeypatch, tallying, lambda table: [each.update(count=1) for each in table["tally"][0]["things"]] and None
    )
    changed(monkeypatch, ordering, lambda table: [entry["names"].reverse() for entry in table["order"]])
    known = sketches_of("biology")
    assert sum(passes(each, refine(each.prompt)) for each in known) < 0.8 * len(known)


def test_facts_that_are_told_twice_agree() -> None:
    """What the generator reads is derived here from what the reference model reads."""
    table = facts("scientific_reasoning/chemistry")
    for atom in table["shells"]["atoms"]:
        assert sum(atom["shells"]) == atom["protons"] - atom["charge"]
        assert all(inner == room for inner, room in zip(atom["shells"][:-1], (2, 8, 8), strict=False))
        assert atom["shells"][-1] <= (2 if len(atom["shells"]) == 1 else 8)
    atoms = {molecule["name"]: molecule["atoms"] for molecule in table["molecule"]}
    for fuel in table["fuel"]:
        burnt = atoms[fuel["name"]]
        assert fuel["gives"] == {"carbon dioxide": burnt["carbon"], "water": burnt["hydrogen"] / 2}


def test_substances_boil_above_their_melting_point_and_base_pairs_are_mutual() -> None:
    points = facts("scientific_reasoning/chemistry")["substance"][0]["points"]
    assert all(melting < boiling for melting, boiling in points.values())
    dna = next(each["pairs"] for each in facts("scientific_reasoning/biology")["bases"] if each["molecule"] == "DNA")
    assert all(dna[partner] == base for base, partner in dna.items())


def test_ethanol_is_asked_about_only_where_it_stays_whole() -> None:
    heats = [each.prompt for each in sketches("chemistry", 3, 400) if "°C" in each.prompt and "ethanol" in each.prompt]
    degrees = {int(match[1]) for prompt in heats if (match := re.search(r"(-?\d+) °C", prompt))}
    assert min(degrees) < 0 < max(degrees) < 300


def test_seedlings_point_in_one_of_four_directions_and_the_prompt_says_so() -> None:
    pots = [each for each in sketches("biology", 3, 100) if "shoot" in each.prompt]
    assert len(pots) > 10
    for made in pots:
        assert "straight" in made.prompt or "slanting" in made.prompt
        assert {item.direction for item in made.scene if isinstance(item, Arrow)} <= {"up", "down", "left", "right"}
