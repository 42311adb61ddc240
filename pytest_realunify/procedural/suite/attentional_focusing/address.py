"""How a question says which item it means, and which items a careless reader would look at instead."""

from __future__ import annotations

import random
from dataclasses import dataclass

from pytest_realunify.procedural.suite.attentional_focusing.scene import Item, Scene
from pytest_realunify.procedural.suite.attentional_focusing.words import (
    BY_NEIGHBOUR,
    BY_ROW,
    BY_SIGN,
    ORDINALS,
    related,
)


@dataclass(frozen=True, slots=True)
class Address:
    """`target` is the item that `place` describes; `mistakes` are others, the likeliest confusion first."""

    place: str
    target: Item
    mistakes: tuple[Item, ...]


def choose(rng: random.Random, scene: Scene) -> Address:
    """By its sign, by its neighbour's sign, or by its place in a named row."""
    return rng.choice((_by_sign, _by_neighbour, _by_row))(rng, scene)


def _by_sign(rng: random.Random, scene: Scene) -> Address:
    target = rng.choice(scene.items)
    row = scene.rows[target.row]
    mistakes = _alike(scene, target) + list(row[max(0, target.place - 1) : target.place + 2])
    return _address(rng, scene, rng.choice(BY_SIGN), target, mistakes, name=target.name)


def _by_neighbour(rng: random.Random, scene: Scene) -> Address:
    """Confusions: the landmark itself, its other neighbour, and the neighbour of a sign that looks alike."""
    step = rng.choice((-1, 1))
    landmark = rng.choice([item for item in scene.items if 0 <= item.place + step < len(scene.rows[item.row])])
    row = scene.rows[landmark.row]
    mistakes = [landmark]
    for item, offset in ((landmark, -step), *((alike, step) for alike in _alike(scene, landmark))):
        if 0 <= item.place + offset < len(scene.rows[item.row]):
            mistakes.append(scene.rows[item.row][item.place + offset])
    side = "right" if step > 0 else "left"
    target = row[landmark.place + step]
    return _address(rng, scene, rng.choice(BY_NEIGHBOUR), target, mistakes, name=landmark.name, side=side)


def _by_row(rng: random.Random, scene: Scene) -> Address:
    """Confusions: one off, counted from the other end, and the same place in another row."""
    target = rng.choice(scene.items)
    row = scene.rows[target.row]
    from_end = len(row) - 1 - target.place
    # Nobody counts to the eighth from the left when it is the third from the right.
    from_left = from_end >= len(ORDINALS) or (target.place < len(ORDINALS) and rng.random() < 0.5)
    number = target.place if from_left else from_end
    off_by_one = [row[place] for place in (target.place - 1, target.place + 1) if 0 <= place < len(row)]
    rng.shuffle(off_by_one)
    other_row = scene.rows[(target.row + rng.choice((-1, 1))) % len(scene.rows)]
    mistakes = [off_by_one[0], row[from_end], other_row[min(target.place, len(other_row) - 1)]]
    return _address(
        rng,
        scene,
        rng.choice(BY_ROW),
        target,
        mistakes,
        name=scene.row_names[target.row],
        side="left" if from_left else "right",
        ordinal=ORDINALS[number],
    )


def _alike(scene: Scene, item: Item) -> list[Item]:
    return [other for other in scene.items if related(item.name, other.name)]


def _address(
    rng: random.Random, scene: Scene, wording: str, target: Item, mistakes: list[Item], **words: str
) -> Address:
    """Fill the wording, drop the target and repeated mistakes, and add others by chance until there are three."""
    others = [*mistakes, *rng.sample(scene.items, min(5, len(scene.items)))]
    different = tuple({id(item): item for item in others if item is not target}.values())
    return Address(wording.format(noun=scene.kind.noun, **words), target, different)
