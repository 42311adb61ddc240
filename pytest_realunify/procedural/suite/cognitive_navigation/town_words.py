"""How maps are asked about: towns with roads in kilometres, railways with coloured lines in minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """Templates of one kind of map; {a} and {b} are start and goal, {x} a place on the way, {line} a colour."""

    unit: str
    openings: tuple[str, ...]
    length: tuple[str, ...]
    via: tuple[str, ...]
    next: tuple[str, ...]
    stages: tuple[str, ...]
    edits: tuple[str, ...]
    lines: tuple[str, ...] = ()
    change: tuple[str, ...] = ()


ARROWS: Final = (
    " A road with blue arrows may only be taken in the direction of its arrows.",
    " Blue arrows mark one-way roads, which lead in the direction of the arrows alone.",
)

ROADS: Final = Words(
    unit="km",
    openings=(
        "The number on each road of this map is its length in kilometres; the drawing is not to scale.",
        "On this map every road carries its length in kilometres, and the drawing is not to scale.",
        "Each road of the map is labelled with its length in kilometres (the map is not to scale).",
    ),
    length=(
        "How long is the shortest route by road from {a} to {b}?",
        "What is the total length of the shortest route from {a} to {b}?",
    ),
    via=(
        "Which of these places does the shortest route from {a} to {b} pass through?",
        "Which of the following places lies on the shortest route by road from {a} to {b}?",
    ),
    next=(
        "Someone takes the shortest route from {a} to {b}. Which place comes right after {x}?",
        "On the shortest route by road from {a} to {b}, which place is reached directly after {x}?",
    ),
    stages=(
        (
            "How many roads make up the shortest route from {a} to {b}, if every stretch between two neighbouring "
            "places counts as one road?"
        ),
        (
            "Counting each stretch between two neighbouring places as one road, how many roads does the shortest "
            "route from {a} to {b} use?"
        ),
    ),
    edits=(
        (
            "Mark the shortest route by road from {a} to {b} on this map with a thick magenta line along its roads. "
            "The numbers are the lengths of the roads in kilometres.{arrows} Change nothing else in the picture."
        ),
        (
            "The numbers on the map are road lengths in kilometres.{arrows} Trace the shortest route from {a} to {b} "
            "in magenta, with a thick line that follows the roads, and keep everything else, above all letters and "
            "numbers, as it is."
        ),
        (
            "Highlight the roads of the shortest route from {a} to {b} with a thick magenta line, adding up the "
            "kilometres written on the roads to find it.{arrows} Leave the rest of the map unchanged."
        ),
    ),
)

RAILWAY: Final = Words(
    unit="min",
    openings=(
        (
            "This map shows the coloured lines of a railway. The number on each stretch is the ride's time in "
            "minutes; to change lines takes no time."
        ),
        (
            "Trains run both ways along the coloured lines of this map, with the minutes of each ride written on its "
            "stretch; changing from one line to another costs no time."
        ),
    ),
    length=(
        "How long does the quickest route from {a} to {b} take?",
        "How many minutes does it take to get from {a} to {b} by the quickest route?",
    ),
    via=(
        "Which of these stations does the quickest route from {a} to {b} pass through?",
        "Which of the following stations lies on the quickest route from {a} to {b}?",
    ),
    next=(
        "Someone takes the quickest route from {a} to {b}. Which station comes right after {x}?",
        "On the quickest route from {a} to {b}, which station is reached directly after {x}?",
    ),
    stages=(
        "How many stretches between neighbouring stations does the quickest route from {a} to {b} consist of?",
        "Counting every ride from one station to the next, how many rides make up the quickest route from {a} to {b}?",
    ),
    lines=(
        "Which lines does someone on the quickest route from {a} to {b} take, in this order?",
        "By which lines, in order, does the quickest route from {a} to {b} run?",
    ),
    change=(
        "At which station does someone on the quickest route from {a} to {b} change to the {line} line?",
        "The quickest route from {a} to {b} changes to the {line} line: at which station?",
    ),
    edits=(
        (
            "The numbers on this railway map are minutes from station to station. Mark the quickest route from {a} to "
            "{b} with a thick magenta border along both sides of its stretches, so that the lines' colours can still "
            "be seen. Change nothing else."
        ),
        (
            "Highlight the quickest route from {a} to {b} on this map, adding up the minutes written on the stretches "
            "to find it: draw a thick magenta border on both sides of each of its stretches, and leave the coloured "
            "lines, stations and numbers as they are."
        ),
    ),
)
