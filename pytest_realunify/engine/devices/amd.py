"""AMD GPUs as the kernel's driver lists them: no tool of ROCm is asked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

NODES: Final = Path("/sys/class/kfd/kfd/topology/nodes")
_PROPERTY: Final = re.compile(r"(simd_count|unique_id) (\d+)")


def gpus(nodes: Path = NODES) -> list[str]:
    """The UUID of every GPU in the order of ROCr's indices, `GPU-XX` for one that has none (as ROCr says it).

    A node without SIMD units is a processor; one whose properties cannot be read is not given to this container.
    """
    found: list[str] = []
    for node in sorted((each for each in nodes.glob("*") if each.name.isdecimal()), key=lambda each: int(each.name)):
        try:
            text = (node / "properties").read_text(encoding="ascii")
        except (OSError, ValueError):
            continue
        known = {key: int(value) for key, value in _PROPERTY.findall(text)}
        if known.get("simd_count"):
            unique = known.get("unique_id", 0)
            found.append(f"GPU-{unique:016x}" if unique else "GPU-XX")
    return found
