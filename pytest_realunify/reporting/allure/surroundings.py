"""What stands beside the results: `environment.properties`, and `categories.json` for Allure 2."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.errors import UsageError
from pytest_realunify.stored.labels import label_of

CATEGORIES: Final = (
    {"name": "Gates", "matchedStatuses": ["failed"], "messageRegex": "(?s)(?!wrong|unparsed).*"},
    {"name": "Wrong answers", "matchedStatuses": ["failed"], "messageRegex": "(?s)wrong.*"},
    {"name": "No answer in the reply", "matchedStatuses": ["failed"], "messageRegex": "(?s)unparsed.*"},
    {"name": "The judge could not tell", "matchedStatuses": ["broken"], "messageRegex": "(?s)judge-invalid.*"},
    {"name": "Trouble of ours", "matchedStatuses": ["broken"], "messageRegex": "(?s)error.*"},
    {"name": "Known failures", "matchedStatuses": ["skipped"], "messageRegex": "(?s)(known|expected).*"},
    {"name": "Not supported by the model", "matchedStatuses": ["skipped"], "messageRegex": "(?s)unsupported.*"},
)
"""By how messages begin."""


_PROPERTIES: Final = "latin-1"
"""Java's; a file in UTF-8 passes through it unharmed, byte by byte."""


def write_environment(directory: Path, facts: Mapping[str, Any]) -> None:
    """What the run is of, from its run.json; lines that somebody else wrote there stay."""
    ours = {f"realunify.{name}": value for name, value in _environment(facts).items() if value}
    file = directory / "environment.properties"
    theirs = file.read_text(encoding=_PROPERTIES).split("\n") if file.exists() else []
    kept = [line for line in theirs if line and not line.startswith("realunify.")]
    lines = [*kept, *(f"{name}={_escaped(value)}" for name, value in ours.items()), ""]
    write_whole(file, "\n".join(lines).encode(_PROPERTIES), settled=False)


def _environment(facts: Mapping[str, Any]) -> dict[str, str]:
    suite, judge, options = facts["suite"], facts.get("judge") or {}, facts["options"]
    return {
        "model": facts["model"].get("name", ""),
        "label": label_of(facts),
        "suite": f"{suite.get('name', '')} ({suite.get('fingerprint', '')})",
        "judge": f"{judge['name']} ({judge['fingerprint']})" if judge else "",
        "protocols": options.get("realunify_protocol", ""),
        "seed": options.get("realunify_seed", ""),
        "repeats": options.get("realunify_repeats", ""),
        "run": facts.get("id", ""),
        **facts.get("versions", {}),
    }


def _escaped(value: object) -> str:
    """As Java's properties have it: one line of ASCII, other letters as their UTF-16."""
    text = str(value).replace("\\", "\\\\").replace("\r", "").replace("\n", " ")
    units = iter(text.encode("utf-16-be", "surrogatepass"))
    return "".join(
        chr(low) if not high and low < 0x80 else f"\\u{high:02x}{low:02x}"
        for high, low in zip(units, units, strict=True)
    )


def write_categories(directory: Path) -> None:
    """Ours after a team's own, of which none is touched. (Allure 3 takes its categories from allurerc.)"""
    file = directory / "categories.json"
    theirs = _categories(file) if file.exists() else []
    names = {category.get("name") for category in theirs}
    added = [category for category in CATEGORIES if category["name"] not in names]
    write_whole(file, json.dumps([*theirs, *added], indent=1, ensure_ascii=False), settled=False)


def _categories(file: Path) -> list[dict[str, Any]]:
    """A team's own. Raises UsageError for a file that holds something else: theirs to mend, not ours to replace."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"{file} cannot be read: {error}\nmend it or remove it") from error
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise UsageError(f"{file} is no list of objects, as Allure's categories are\nmend it or remove it")
    return found
