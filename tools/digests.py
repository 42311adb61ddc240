"""Digests that pin a generator's content to its version: stored runs and baselines rely on an address meaning one
instance. Pictures are pinned by their decided values, not by pixels, which may differ by a shade between Pillow's
versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Final

from pytest_realunify.interfaces import Instance
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from tools.derived import ROOT, shown

PINS: Final = ROOT / "tests" / "support" / "data" / "content_digests.json"


class Digests:
    """One per generator and version. A pinned version is never pinned anew: its content changed, so raise it."""

    name = "digests"
    what = "digests that pin each generator's content to its version"

    def differences(self) -> Iterator[str]:
        """Versions that are not pinned, or pinned to other content."""
        known = pinned()
        for name, subtask in subtasks().items():
            key, found = f"{name} v{subtask.version}", digest(name)
            if key not in known:
                yield f"{key} is not pinned yet"
            elif known[key] != found:
                yield f"{key} gives other instances than it did: raise the generator's version"

    def rebuild(self) -> Iterator[str]:
        """Pins new versions, and forgets those that no generator has any more."""
        known, kept = pinned(), {}
        for name, subtask in subtasks().items():
            key = f"{name} v{subtask.version}"
            kept[key] = known.get(key) or digest(name)
        if kept != known:
            PINS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
            yield f"{shown(PINS)}: {', '.join(sorted({*kept} - {*known})) or 'old versions forgotten'}"


def pinned() -> dict[str, str]:
    """Digest by `subtask vVERSION`."""
    found: dict[str, str] = json.loads(PINS.read_text(encoding="utf-8"))
    return found


def digest(name: str) -> str:
    """Over what the first 25 instances under two seeds say: GEU question, options, answer and edit prompt; UEG prompt,
    questions with golds, and the refined truth."""
    told = hashlib.sha256()
    for seed in (0, 7):
        suite = ProceduralSuite("25", seed=seed)
        for listing in suite.listings():
            if listing.subtask == name:
                told.update(json.dumps(_said(suite.instance(listing, "direct"))).encode())
    return told.hexdigest()[:16]


def _said(instance: Instance) -> list[object]:
    if instance.axis == "UEG":
        return [instance.prompt, [(each.question, each.answer) for each in instance.questions], instance.refined]
    return [instance.question, instance.options, instance.answer, instance.edit_prompt]
