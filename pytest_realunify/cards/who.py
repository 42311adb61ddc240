"""Whether model and judge are those of a card: their tables, the settings in force, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any, Final

from pytest_realunify.cards.card import Card
from pytest_realunify.cards.toml import assigned
from pytest_realunify.cards.words import ABSENT, Finding, cannot, differs, pip, shown, table
from pytest_realunify.extensions.identity import HOW, counting, flat
from pytest_realunify.judges.prompting import DEFAULT_PROMPT

LACKS: Final = "this project has no such model"
"""Why a model cannot be known that the card names and this project does not."""


def model_differences(card: Card, other: Card, unknown: Mapping[str, str], where: str, made: bool) -> Iterator[Finding]:
    """As `differing.differences`."""
    mine, its = card.model, other.model
    if not mine.name:
        return
    if unknown.get("model") == LACKS:
        yield differs(
            "The model", f"[tool.realunify.models.{mine.name}]", "not in pyproject.toml", where,
            "copy it from the card's block, or realunify card repeat FILE -o DIR",
        )  # fmt: skip
        return
    if "model" in unknown:
        yield cannot(f"The model {mine.name}", mine.kind, where, unknown["model"])
        return
    if mine.kind and its.kind and mine.kind != its.kind:
        yield differs("What builds the model", mine.kind, its.kind, where, "the card's table")
        return
    said: set[str] = set()
    for name, told in table(card.tables.get("models")).items() if card.kind == "run" else ():
        yield from _table(name, told, table(other.tables.get("models")).get(name), card, where, said)
    yield from _settings(card, other, where, said)
    settings = {key.rpartition(".")[2] for key in flat(mine.settings)} if mine.settings and its.settings else set()
    yield from _identity("model", mine.identity, its.identity, where, made, said | settings)
    for key in card.withheld:
        if key not in other.withheld and key.startswith("models."):
            yield cannot(f"The setting {key}", "", where, "it is in no card, for it opens a door, and is not set here")


def judge_differences(card: Card, other: Card, unknown: Mapping[str, str], where: str, made: bool) -> Iterator[Finding]:
    """As `differing.differences`."""
    mine, its = card.judge, other.judge
    if mine is None:
        return
    says = f"{mine.name} (fingerprint {mine.fingerprint})" if mine.fingerprint else mine.name
    if "judge" in unknown or its is None:
        yield cannot("The judge", says, where, unknown.get("judge", "nothing was judged"))
        return
    if not mine.fingerprint:
        if _letters(mine.name) in _letters(its.name):
            yield cannot("Whether the judge is the same", says, where, "the card has no fingerprint of it")
        else:
            yield differs("The judge", says, its.name, where, "--realunify-judge=NAME of that one")
        return
    if made and mine.prompt != its.prompt:
        told = "--realunify-judge-prompt=FILE with the card's text" if mine.prompt != DEFAULT_PROMPT else "no prompt"
        yield differs("The judge's prompt", shown(mine.prompt), shown(its.prompt), where, told)
    found = [*_identity("judge", mine.identity, its.identity, where, made, frozenset())]
    yield from found
    if mine.fingerprint != its.fingerprint and mine.prompt == its.prompt and not found:
        agree = f"--realunify-judge={card.options.get('judge') or mine.name}"
        yield differs("The judge", says, f"{its.name} (fingerprint {its.fingerprint})", where, agree)


def _letters(name: str) -> str:
    """`Gemini 2.5 Pro` and `vlm:gemini-2.5-pro` speak of one."""
    return "".join(each for each in name.lower() if each.isalnum())


def _table(name: str, told: object, here: object, card: Card, where: str, said: set[str]) -> Iterator[Finding]:
    """As it was typed; what of it differs is added to `said`."""
    place = f"[tool.realunify.models.{name}]"
    if here is None:
        yield differs("The table", place, "not there", where, "copy it from the card's block")
        return
    mine, its = flat(table(told)), flat(table(here))
    defaults = flat(card.model.settings) if name == card.model.name else {}
    for key in sorted({*mine, *its}):
        says, has = mine.get(key, ABSENT), its.get(key, ABSENT)
        if says == has or f"models.{name}.{key}" in card.withheld:
            continue
        said.add(key.rpartition(".")[2])
        agree = f"leave {key} out of it" if says is ABSENT else f"write {assigned(key, says)} into it"
        told_as = f"{shown(defaults[key])} by default" if says is ABSENT and key in defaults else shown(says)
        yield _weighed(key, differs(f"{place}, {key}", told_as, shown(has), where, agree))


def _settings(card: Card, other: Card, where: str, said: Set[str]) -> Iterator[Finding]:
    """In force, where no table says so already: a default of another version, a preset that changed."""
    mine, its = flat(card.model.settings), flat(other.model.settings)
    withheld = {key.rpartition(".")[2] for key in card.withheld}
    if not mine or not its:
        return
    for key in sorted({*mine, *its}):
        says, has = mine.get(key, ABSENT), its.get(key, ABSENT)
        placed = card.kind == "preset" and key in HOW  # a preset is of no place
        if says != has and not placed and key.rpartition(".")[2] not in said | withheld:
            agree = f"set {assigned(key, says)}" if says is not ABSENT else f"leave {key} out"
            yield _weighed(key, differs(f"The model's setting {key}", shown(says), shown(has), where, agree))


def _weighed(key: str, found: Finding) -> Finding:
    if {*key.split(".")} & HOW:
        return Finding("note", f"{found.text} (it says how the model is asked, and changes no answer)")
    return found


def _identity(
    who: str, says: Mapping[str, Any], here: Mapping[str, Any], where: str, made: bool, said: Set[str]
) -> Iterator[Finding]:
    """What it says of itself, but for what is `said` of its settings."""
    mine, its = flat(counting(says)), flat(counting(here))
    only_loaded = []
    for key in sorted({*mine, *its} - {"label"}):
        old, new = mine.get(key, ABSENT), its.get(key, ABSENT)
        if old == new or key.rpartition(".")[2] in said:
            continue
        if new is ABSENT and not made:
            only_loaded.append(key)
        elif old is ABSENT and (not says or (key in ("class", "source") and "class" not in mine)):
            continue  # nobody told; or a class that says itself who it is, once it is made
        else:
            agree = pip(key.rpartition(".")[2], str(old)) if key.startswith("versions.") else f"the card's {key}"
            yield differs(f"The {who}'s {key}", shown(old), shown(new), where, agree)
    if only_loaded:
        told = ", ".join(f"{key} {shown(mine[key])}" for key in only_loaded)
        yield cannot(f"What the {who} says of itself", told, where, f"only the loaded {who} says it")
