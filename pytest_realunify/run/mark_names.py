"""Names of marks, for pytest's `-m` and Allure's tags: any name gets one, no two the same, none that anybody obeys."""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from pytest_realunify.taxonomy import AXES, CATEGORIES, PROTOCOLS, VERBS

PREFIX: Final = "realunify_"
"""Of what cannot be a mark as it is."""

PUBLISHED: Final[Mapping[str, str]] = {
    **dict.fromkeys(PROTOCOLS, "protocol"),
    **dict.fromkeys(AXES, "axis"),
    **{category.name: "category" for category in CATEGORIES},
}
"""Marks that are what they are called, and what they mark."""

RESERVED: Final = frozenset(
    {
        *keyword.kwlist,  # `-m` is an expression
        *("realunify", *PUBLISHED, *VERBS),
        # pytest's own
        *(
            "filterwarnings",
            "parametrize",
            "pytestmark",
            "skip",
            "skipif",
            "tryfirst",
            "trylast",
            "usefixtures",
            "xfail",
        ),
        # What much used plugins and conftest files obey, installed here or not: a mark is the same on every machine.
        *("allow_hosts", "allure_description", "allure_label", "allure_link", "anyio", "asyncio", "benchmark"),
        *("codspeed_benchmark", "default_cassette", "dependency", "disable_socket", "django_db", "enable_socket"),
        *("first", "flaky", "forked", "freeze_time", "hypothesis", "integration", "last", "no_cover", "order"),
        *(
            "random_order",
            "repeat",
            "rerun",
            "run",
            "second",
            "slow",
            "timeout",
            "tornado",
            "trio",
            "vcr",
            "xdist_group",
        ),
    }
)
"""Compared without regard to case."""


def named(names: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """A mark for each name, no two the same: the name itself where it can be one and nobody (of `RESERVED` and `taken`)
    has it; else with our prefix, letters and digits alone, and where that loses something a part of the name's sha256.
    """
    foreign = {each.casefold() for each in (*RESERVED, *taken)}
    marks: dict[str, str] = {}
    # Those that keep their name first: so it never depends on the others which mark they get.
    for name in sorted(set(names), key=lambda name: (_candidate(name) != name, name)):
        mark = _candidate(name)
        while mark.casefold() in foreign or mark in marks.values():
            mark = PREFIX + mark
        marks[name] = mark
    return marks


def _candidate(name: str) -> str:
    plain = "".join(map(_letter, unicodedata.normalize("NFKC", name)))
    if plain == name and name.isidentifier() and not name.startswith(("_", PREFIX)):
        return name
    if plain == name and not _DIGEST.search(name):
        return PREFIX + name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return PREFIX + "_".join([*filter(None, plain.split("_")), digest])


def _letter(letter: str) -> str:
    """Of those that both Python's identifiers and pytest's `-m` take."""
    return letter if letter.isalnum() and f"_{letter}".isidentifier() else "_"


_DIGEST: Final = re.compile("_[0-9a-f]{8}$")
