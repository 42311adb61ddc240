"""What differs between a card and a run that was made, or would be made, elsewhere: in sentences, with what to type."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Final

from pytest_realunify.cards.card import DECIDING, Card
from pytest_realunify.cards.verdicts import instances
from pytest_realunify.cards.who import judge_differences, model_differences
from pytest_realunify.cards.words import Finding, Weight, cannot, differs, pip, table
from pytest_realunify.extensions.specs import DEVICELESS
from pytest_realunify.options.table import OPTIONS
from pytest_realunify.run.versions import COUNTING

_OFFICIAL: Final = frozenset({"official", "hub", "parquet"})
_DEFAULTS: Final = {option.name: option.default for option in OPTIONS}


def differences(card: Card, other: Card, unknown: Mapping[str, str], where: str, made: bool) -> Iterator[Finding]:
    """`other` is what is `where` ("here", or "run ID"); `unknown` gives reasons by section. `made`: whether it is a run
    that was made, which knows of itself what one that is not cannot."""
    yield from _versions(card, other, where)
    yield from _libraries(card, other, where, made)
    yield from _suite(card, other, unknown, where)
    yield from model_differences(card, other, unknown, where, made)
    yield from judge_differences(card, other, unknown, where, made)
    if made or card.kind == "run":
        yield from _options(card, other, where, made)
    if made:
        yield from _selection(card, other, where)
    if card.scorers and card.scorers != other.scorers:
        agree = "the card's version of pytest-realunify"
        yield differs("The scorers", _counted(card.scorers), _counted(other.scorers), where, agree)
    yield from _devices(card, other, where, made)


# What it stands on ----------------------------------------------------------------------------------------------------


def _versions(card: Card, other: Card, where: str) -> Iterator[Finding]:
    for name, says in card.versions.items():
        here = other.versions.get(name)
        if here is None or here == says:
            continue
        if name == "python":
            minor = [each.split(".")[:2] for each in (says, here)]
            weight: Weight = "differs" if minor[0] != minor[1] else "note"
            agree = f"python{'.'.join(minor[0])} -m pytest"
        else:
            weight, agree = ("differs" if name in COUNTING else "note"), pip(name, says)
        found = differs(f"The version of {name}", says, here, where, agree)
        yield Finding(weight, found.text if weight == "differs" else f"{found.text} (it changes no answer)")


def _libraries(card: Card, other: Card, where: str, made: bool) -> Iterator[Finding]:
    """Of the model's own interpreter, or of this one where the model may use them."""
    for place, told in card.model.interpreters.items():
        there = other.model.interpreters.get(place)
        says = ", ".join(f"{name} {version}" for name, version in table(told).items())
        if there is None:
            why = "it is asked when the model is loaded" if not made else "the run's model had no such interpreter"
            yield cannot(f"The versions in the model's interpreter {place}", says, where, why)
            continue
        for name, version in table(told).items():
            if table(there).get(name) != version:
                here = str(table(there).get(name, "not installed"))
                agree = f"install {name} {version} there"
                yield differs(f"The version of {name} in {place}", str(version), here, where, agree)
    if card.model.interpreters or card.model.kind in DEVICELESS:
        return
    for name, version in card.libraries.items():
        here = other.libraries.get(name, "not installed")
        if here != version and name not in card.versions:
            agree = f"a build of torch for CUDA {version}" if name == "cuda" else pip(name, version)
            yield differs(f"The version of {name}", version, here, where, agree)


def _counted(scorers: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {scorers[name]}" for name in sorted(scorers, reverse=True))


def _devices(card: Card, other: Card, where: str, made: bool) -> Iterator[Finding]:
    if not card.devices:
        return
    says = ", ".join(dict.fromkeys(card.devices))
    if not made:
        yield cannot("The devices", says, where, "they are looked for when a run begins")
    elif set(card.devices) != set(other.devices):
        here = ", ".join(dict.fromkeys(other.devices)) or "none"
        yield differs("The devices", says, here, where, "run it on the like")


# What is asked, and how -----------------------------------------------------------------------------------------------


def _suite(card: Card, other: Card, unknown: Mapping[str, str], where: str) -> Iterator[Finding]:
    mine, its = card.suite, other.suite
    if not mine.name:
        return
    says = f"{mine.name} (fingerprint {mine.fingerprint})" if mine.fingerprint else mine.name
    if not of_one_kind(card, other) and its.name:
        yield differs("The suite", says, its.name, where, f"--realunify-suite={mine.name}")
    elif "suite" in unknown or not its.fingerprint:
        yield cannot("The suite", says, where, unknown.get("suite", "nothing tells it"))
    elif not mine.fingerprint:
        yield cannot("Whether the instances are those", says, where, "the card has no fingerprint of them")
    elif mine.fingerprint != its.fingerprint:
        versions = f" version {mine.version}, here {its.version}" if mine.version != its.version else ""
        agree = f"--realunify-suite={card.options.get('suite', mine.name)}{versions and f', the suite of{versions}'}"
        yield differs("The suite", says, f"{its.name} (fingerprint {its.fingerprint})", where, agree)


def of_one_kind(card: Card, other: Card) -> bool:
    """Whether both are of the data set, or of the same other suite: else their scores answer different questions."""
    mine, its = (each.suite.name.partition(":")[0] for each in (card, other))
    return mine == its or {mine, its} <= _OFFICIAL


# What was chosen ------------------------------------------------------------------------------------------------------


def _options(card: Card, other: Card, where: str, made: bool) -> Iterator[Finding]:
    for name in DECIDING:
        if name in ("model", "judge-prompt", "batch-size"):
            continue
        says, here = (each.options.get(name) or _DEFAULTS[name] for each in (card, other))
        if says == here or (name == "suite" and card.suite.fingerprint == other.suite.fingerprint) or not card.options:
            continue
        unset = f"-o realunify_{name.replace('-', '_')}="  # pytest's way to overrule what a file of the project says
        typed = f"--realunify-{name}={shlex.quote(says)}" if says else unset if not made else f"no --realunify-{name}"
        found = differs(f"--realunify-{name}", says or "nothing", here or "nothing", where, typed)
        if name == "sample-seed":
            yield Finding("note", f"{found.text} (other draws of the same model)")
        else:
            yield found


def _selection(card: Card, other: Card, where: str) -> Iterator[Finding]:
    mine, its = _cases(card), _cases(other)
    if not mine or mine == its:
        return
    both = len(mine & its)
    yield Finding(
        "differs" if card.suite.fingerprint == other.suite.fingerprint else "note",
        f"The cases: the card has verdicts on {len(mine)}, {where} has {len(its)}, and {both} of them are in both. "
        "To agree: pytest @arguments.txt, which realunify card repeat writes",
    )


def _cases(card: Card) -> set[str]:
    return {f"{instance}-{protocol}" for protocol, found in instances(card.verdicts).items() for instance in found}
