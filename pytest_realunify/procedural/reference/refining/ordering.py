"""Putting things in the order that a fact table knows."""

from __future__ import annotations

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.phrases import line, pictured
from pytest_realunify.procedural.world.scene import Scene


def order(text: str, table: str) -> Scene | None:
    """The things a legend names, sorted by their place in the entry the text is about."""
    for entry in facts(table)["order"]:
        if entry["about"] in text:
            looks = pictured(text, entry["names"])
            names = sorted(looks, key=entry["names"].index, reverse=entry["backward"] in text)
            return line([looks[name] for name in names], text)
    return None
