"""Reading a multiple-choice prompt: what the reference model may know about how questions are written."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Final

_OPTION: Final = re.compile(r"^\s*([A-D])[.)]\s+(.+?)\s*$", re.MULTILINE)


def options_of(prompt: str) -> dict[str, str]:
    """The lettered option lines of a prompt: {"A": "three", …}; empty when it has none."""
    return dict(_OPTION.findall(prompt))


def pick(answer: str | None, options: Mapping[str, str], seed: int) -> str:
    """The letter of the option that says `answer`; when none does, an honest guess by the request's seed."""
    for letter, text in options.items():
        if answer is not None and text.strip().lower() == answer.strip().lower():
            return letter
    return random.Random(f"guess/{seed}").choice(sorted(options) or ["A"])
