"""How a question says which item it means, and which items a careless reader would look at instead."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from pytest_realunify.procedural.suite.attentional_focusing.scene import Item, Scene
from pytest_realunify.procedural.suite.attentional_focusing.words import (
    BESIDE_LOOK,
    BY_LOOK,
    BY_MIDDLE,
    BY_NEIGHBOUR,
    BY_ROW,
    BY_SIGN,
    BY_STEPS,
    COLOURS,
    COUNTS,
    ORDINALS,
    SHAPES,
    related,
)

Detail = Literal["counts", "cards", "main", "emblem", "shape"]
"""What is asked of an item."""


@dataclass(frozen=True, slots=True)
class Address:
    """`target` is the item that `place` describes; `mistakes` are others, the likeliest confusion first.

    `told` are colours and shapes that the description names: they are no options.
    """

    place: str
    target: Item
    mistakes: tuple[Item, ...]
    told: frozenset[str] = frozenset()


Way = Callable[[random.Random, Scene, Detail], "Address | None"]


def choose(rng: random.Random, scene: Scene, detail: Detail, detours: int) -> Address:
    """In a way as roundabout as `detours` says, 1 to 3. What is described by its looks is not asked for these."""
    while True:
        address = rng.choice(WAYS[detours])(rng, scene, detail)
        if address is not None:
            return address


def _by_sign(rng: random.Random, scene: Scene, detail: Detail) -> Address:
    del detail
    target = rng.choice(scene.items)
    row = scene.rows[target.row]
    mistakes = _alike(scene, target) + list(row[max(0, target.place - 1) : target.place + 2])
    return _address(rng, scene, rng.choice(BY_SIGN), target, mistakes, name=target.name)


def _by_neighbour(rng: random.Random, scene: Scene, detail: Detail) -> Address:
    """Confusions: the landmark itself, its other neighbour, and the neighbour of a sign that looks alike."""
    del detail
    step = rng.choice((-1, 1))
    landmark = rng.choice([item for item in scene.items if scene.at(item, step)])
    near = [scene.at(landmark, -step), *(scene.at(alike, step) for alike in _alike(scene, landmark))]
    mistakes = [landmark, *(item for item in near if item)]
    target = scene.rows[landmark.row][landmark.place + step]
    return _address(rng, scene, rng.choice(BY_NEIGHBOUR), target, mistakes, name=landmark.name, side=_side(step))


def _by_steps(rng: random.Random, scene: Scene, detail: Detail) -> Address | None:
    """Some places on from a sign. Confusions: one place too few or too many, the other side, a sign that is alike."""
    del detail
    count, step = rng.choice((2, 2, 3, 4)), rng.choice((-1, 1))
    landmarks = [item for item in scene.items if scene.at(item, count * step)]
    if not landmarks:
        return None
    landmark = rng.choice(landmarks)
    off = [(count - 1) * step, (count + 1) * step, -count * step]
    near = [
        *(scene.at(landmark, by) for by in off),
        *(scene.at(each, count * step) for each in _alike(scene, landmark)),
    ]
    target = scene.rows[landmark.row][landmark.place + count * step]
    return _address(
        rng,
        scene,
        rng.choice(BY_STEPS),
        target,
        [item for item in near if item],
        ordinal=ORDINALS[count - 1],
        count=COUNTS[count],
        name=landmark.name,
        side=_side(step),
    )


def _by_middle(rng: random.Random, scene: Scene, detail: Detail) -> Address | None:
    """Confusions: the neighbours of the one in the middle, and the two ends."""
    del detail
    reach = rng.choice((1, 2, 2, 3))
    targets = [item for item in scene.items if scene.at(item, reach) and scene.at(item, -reach)]
    if not targets:
        return None
    target = rng.choice(targets)
    row = scene.rows[target.row]
    ends = [row[target.place - reach], row[target.place + reach]]
    rng.shuffle(ends)
    near = [row[target.place - 1], row[target.place + 1], *ends]
    return _address(rng, scene, rng.choice(BY_MIDDLE), target, near, name=ends[0].name, other=ends[1].name)


def _by_row(rng: random.Random, scene: Scene, detail: Detail) -> Address:
    """Confusions: one off, counted from the other end, and the same place in another row."""
    del detail
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


def _by_look(rng: random.Random, scene: Scene, detail: Detail) -> Address:
    """The only item with two attributes. Confusions: items with one of them."""
    target = rng.choice(scene.items)
    look, half, told = _look(rng, scene, target, detail)
    return _address(rng, scene, rng.choice(BY_LOOK), target, half, told, look=look)


def _beside_look(rng: random.Random, scene: Scene, detail: Detail) -> Address:
    """Next to such an item. Confusions: that item, its other neighbour, neighbours of items with one attribute."""
    step = rng.choice((-1, 1))
    landmark = rng.choice([item for item in scene.items if scene.at(item, step)])
    look, half, told = _look(rng, scene, landmark, detail)
    near = [scene.at(landmark, -step), *(scene.at(item, step) for item in half)]
    target = scene.rows[landmark.row][landmark.place + step]
    mistakes = [landmark, *(item for item in near if item)]
    return _address(rng, scene, rng.choice(BESIDE_LOOK), target, mistakes, told, look=look, side=_side(step))


WAYS: Final[dict[int, tuple[Way, ...]]] = {
    1: (_by_sign, _by_neighbour, _by_row, _by_look),
    2: (_by_neighbour, _by_steps, _by_row, _by_look, _by_middle),
    3: (_by_steps, _by_middle, _by_look, _beside_look),
}


def _look(rng: random.Random, scene: Scene, item: Item, detail: Detail) -> tuple[str, list[Item], frozenset[str]]:
    """Two attributes in words that no other item has together, those who have one of them, and the words' values.

    Up to three others are given each of the two, and whoever has both loses one. What is asked for is left alone.
    """
    one, other = rng.sample([part for part in ("main", "emblem", "shape") if part != detail], 2)
    others = [each for each in scene.items if each is not item]
    for part in (one, other):
        for each in rng.sample(others, min(3, len(others))):
            each.give(part, item.value(part))
    for each in others:
        if all(each.value(part) == item.value(part) for part in (one, other)):
            part = rng.choice((one, other))
            each.give(part, rng.choice([value for value in _values(part) if value != item.value(part)]))
    half = [each for each in others if any(each.value(part) == item.value(part) for part in (one, other))]
    rng.shuffle(half)
    told = frozenset(item.value(part) for part in (one, other))
    return _told(scene, item, {one, other}), half, told


def _values(part: str) -> tuple[str, ...]:
    return SHAPES if part == "shape" else COLOURS


def _told(scene: Scene, item: Item, parts: set[str]) -> str:
    """Such as `a red awning and a star as its emblem`."""
    emblem = {
        frozenset({"emblem", "shape"}): f"{item.value('emblem')} {item.value('shape')} as its emblem",
        frozenset({"main", "shape"}): f"{item.value('shape')} as its emblem",
        frozenset({"main", "emblem"}): f"{item.value('emblem')} emblem",
    }[frozenset(parts)]
    main = f"{a(item.value('main'))} {scene.kind.part} and " if "main" in parts else ""
    return f"{main}{a(emblem)}"


def a(words: str) -> str:
    """With the article that English has for them."""
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _side(step: int) -> str:
    return "right" if step > 0 else "left"


def _alike(scene: Scene, item: Item) -> list[Item]:
    return [other for other in scene.items if related(item.name, other.name)]


def _address(
    rng: random.Random,
    scene: Scene,
    wording: str,
    target: Item,
    mistakes: list[Item],
    told: frozenset[str] = frozenset(),
    **words: str,
) -> Address:
    """Fill the wording, drop the target and repeated mistakes, and add others by chance until there are three."""
    different = tuple({id(item): item for item in _and_others(rng, scene, mistakes) if item is not target}.values())
    return Address(wording.format(noun=scene.kind.noun, **words), target, different, told)


def _and_others(rng: random.Random, scene: Scene, mistakes: list[Item]) -> Iterator[Item]:
    yield from mistakes
    yield from rng.sample(scene.items, min(5, len(scene.items)))
