"""What an interpreter is like: versions, devices, memory. Looks at what is there and imports nothing heavy."""

from __future__ import annotations

import os
import platform
import re
import sys
from pathlib import Path
from typing import Any

LIBRARIES = (
    *("pillow", "numpy", "torch", "torchvision", "transformers", "diffusers", "accelerate", "safetensors"),
    *("flash-attn", "xformers", "bitsandbytes", "huggingface-hub", "openai"),
)
"""What answers may depend on."""

_CUDA = re.compile(r"""^cuda\b[^=\n]*=\s*['"](\d[\w.]{0,20})['"]""", re.MULTILINE)


def versions() -> dict[str, str]:
    """Python's and those of the libraries that are installed; as `cuda` that of CUDA which torch was built for."""
    found = {**{name: _version(name) for name in LIBRARIES}, "cuda": _cuda()}
    return {"python": platform.python_version(), **{name: each for name, each in found.items() if each}}


def devices() -> list[dict[str, Any]]:
    """CUDA's as torch sees them, with bytes in use and at most; none where nobody has imported torch."""
    torch: Any = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available():
        return []
    return [
        {
            "name": str(torch.cuda.get_device_name(number)),
            "total": int(torch.cuda.get_device_properties(number).total_memory),
            "used": int(torch.cuda.memory_reserved(number)),
            "peak": int(torch.cuda.max_memory_reserved(number)),
        }
        for number in range(torch.cuda.device_count())
    ]


def memory() -> dict[str, int]:
    """Bytes of this process: `peak`, and `used` where the system says."""
    found: dict[str, int] = {}
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
        found["used"] = int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return found
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**found, "peak": most if sys.platform == "darwin" else most * 1024}


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return str(version(name))
    except PackageNotFoundError:
        return ""


def _cuda() -> str:
    """Read in torch's files; empty for none."""
    from importlib.util import find_spec

    try:
        spec = find_spec("torch")
        text = (Path(str(spec.origin)).parent / "version.py").read_text("utf-8") if spec and spec.origin else ""
    except (OSError, ValueError, ImportError, AttributeError):
        return ""
    found = _CUDA.search(text)
    return str(found.group(1)) if found else ""


def facts() -> dict[str, Any]:
    """All of them, as plain JSON."""
    return {"executable": sys.executable, "versions": versions(), "devices": devices(), "memory": memory()}
