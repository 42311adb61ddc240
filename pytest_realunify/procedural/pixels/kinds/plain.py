"""Shapes of one colour and arrows, by their outlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.families import FOREIGN
from pytest_realunify.procedural.pixels.findings import Found, Sheet, between
from pytest_realunify.procedural.pixels.inside import Inside, is_spotted, paint_of
from pytest_realunify.procedural.pixels.light import Floats, length, middle
from pytest_realunify.procedural.pixels.shadows import is_shade
from pytest_realunify.procedural.pixels.sightings import Outlined, Reading
from pytest_realunify.procedural.pixels.silhouettes import Likeness
from pytest_realunify.procedural.world.scene import DIRECTIONS, Arrow, Shape

LEAST: Final = 0.93
"""Likeness from which an outline is taken for a kind's."""
CLOSE: Final = 0.006
"""Kinds whose likeness is so near the best have a say; more where even the best is not very like."""
_SLACK: Final = 1.1
_FOREIGN: Final = 0.004
"""What an outline without a name must be liker by."""
_UPRIGHT: Final = 17
_ASKEW: Final = 28
"""Degrees up to which a square is a square, and from which it stands on its corner."""
_AIM: Final = 14
"""Degrees up to which an arrow points in a direction."""
_MARKED: Final = 0.06
_EVEN: Final = (0.75, 0.5)
"""Share of a thing of one colour that has it, in light and shade; and of one whose outline leaves no doubt."""
_NO_DOUBT: Final = 0.975
_BROAD: Final = 0.2
"""Part of a circle's radius from which an outline may be a ring."""
_ENCLOSED: Final = 14.0
_PLAIN_SIDED: Final = ("circle", "square", "bar", "oblong", "pentagon", "hexagon", FOREIGN)
"""What other things than plain shapes may have the outline of."""


def plain(body: Body, within: Inside, sheet: Sheet) -> Found | None:
    """None for what has another outline, or something on it."""
    del sheet
    kinds = contenders(body.likeness)
    if not kinds or not _of_one_colour(body, within) or (within.marked > _MARKED and kinds[0].kind in _PLAIN_SIDED):
        return None
    if is_spotted(body, within.core):
        return None
    paint = paint_of(body.smooth[within.core], body.ground.noise)
    found = [form for kind in kinds for form in forms(kind)]
    if not paint.names:
        return None
    readings: list[Reading] = []
    for form in found:
        readings += [_item(form, colour) for colour in paint.names]
    if any(form is None for form in found):
        partless = not {kind.kind for kind in kinds} & {*_PLAIN_SIDED[:-1]}
        stranger = Outlined(paint.names, plain=partless)
        readings = [*(each for each in readings if not isinstance(each, Outlined)), stranger]
    doubts = []
    if any(form == ("circle", "") for form in found) and _perhaps_a_ring(body, within, paint.base):
        line = paint_of(body.smooth[(body.depth > 0.3 * within.line) & (body.depth < 0.8 * within.line)])
        readings += [Shape("ring", colour) for colour in line.names]
        doubts.append("a ring, or a circle with a thick outline")
    if len(set(found)) > 1:
        doubts.append(between([_called(form) for form in dict.fromkeys(found)]))
    if len(paint.names) > 1:
        doubts.append(between(paint.names))
    return Found(tuple(dict.fromkeys(readings)), ", ".join(doubts))


def _of_one_colour(body: Body, within: Inside) -> bool:
    sure = body.likeness[0].score > _NO_DOUBT and body.likeness[0].kind not in _PLAIN_SIDED[1:]
    return within.even > _EVEN[sure]


def _perhaps_a_ring(body: Body, within: Inside, base: Floats) -> bool:
    """Whether its outline is as broad as a ring, and what it encloses is hardly another colour than the ground."""
    under = middle(body.under)
    near = float(length(base - under)) < _ENCLOSED or bool(is_shade(base, under))
    return within.line > _BROAD * float(body.depth.max()) and near


def contenders(found: Sequence[Likeness]) -> list[Likeness]:
    """The kinds an outline may be of, the likeliest first; none where it is like no kind's."""
    if found[0].score < LEAST:
        return []
    reach = max(CLOSE, _SLACK * (1 - found[0].score))
    lead = found[0] if found[0].kind != FOREIGN or found[0].score - found[1].score > _FOREIGN else found[1]
    rest = [
        each
        for each in found
        if each is not lead and each.score > lead.score - (reach if each.kind != FOREIGN else 0.3 * reach)
    ]
    return [] if lead.kind == FOREIGN and not rest else [lead, *rest]


Form = tuple[str, str] | None
"""A shape's kind and "", or `arrow` and its direction; None for what has no name."""


def forms(likeness: Likeness) -> list[Form]:
    """What an outline in its turn is: a square may stand on its corner, an arrow points somewhere."""
    if likeness.kind in (FOREIGN, "oblong"):
        return [None]
    if likeness.kind == "square":
        lean = abs((likeness.turned + 45) % 90 - 45)
        if lean <= _UPRIGHT:
            return [("square", "")]
        return [("diamond", "")] if lean >= _ASKEW else [("square", ""), ("diamond", "")]
    if likeness.kind == "diamond":
        lean = abs((likeness.turned + 90) % 180 - 90)
        return [("diamond", "")] if lean <= _ASKEW else [("diamond", ""), None]
    if likeness.kind in ("bar", "cross", "heart"):
        period = {"bar": 180, "cross": 90, "heart": 360}[likeness.kind]
        lean = abs((likeness.turned + period / 2) % period - period / 2)
        return [(likeness.kind, "")] if lean <= 0.45 * min(period, 90) else [(likeness.kind, ""), None]
    if likeness.kind == "arrow":
        return [("arrow", way) for way in _ways(likeness.turned)]
    return [(likeness.kind, "")]


def _ways(turned: float) -> list[str]:
    """Directions by degrees clockwise from the right: one, or the two it points between."""
    clockwise = list(DIRECTIONS)
    turn = ((turned + 90) % 360) / 45
    nearest = round(turn)
    off = (turn - nearest) * 45
    if abs(off) <= _AIM:
        return [clockwise[nearest % 8]]
    return [clockwise[nearest % 8], clockwise[(nearest + (1 if off > 0 else -1)) % 8]]


def _item(form: Form, colour: str) -> Reading:
    if form is None:
        return Outlined((colour,))
    kind, way = form
    return Arrow(colour, way) if kind == "arrow" else Shape(kind, colour)


def _called(form: Form) -> str:
    if form is None:
        return "an outline of its own"
    return form[0] if not form[1] else f"arrow pointing {form[1]}"
