"""Which checkpoint a folder holds, without reading all of it, and which code."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_WEIGHTS: Final = (".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".gguf")
_TEXTS: Final = (".json", ".jinja", ".model", ".txt", ".py")
_CONFIGS: Final = ("config.json", "model_index.json", "adapter_config.json", "params.json")
_TRAINING: Final = re.compile(
    r"(trainer_state|training_args|optimizer|scheduler|scaler|rng_state).*\.(json|bin|pt|pth)"
)
"""Names of what training goes on from: a copy without them answers the same."""
_WHOLE: Final = 1 << 22
_SAMPLES: Final = 64
_SAMPLE: Final = 1 << 16


def fingerprint(folder: Path) -> str:
    """A sha256 over names, sizes and content of configs, tokenizers and weights, in the folder and below it; of a file
    over its size and content.

    Of a file above 4 MiB the content is 64 pieces of 64 KiB, spread evenly: 14 GB take milliseconds. An index of
    weights and the headers of its files would not do: they are the same for every step of one training run.
    """
    digest = hashlib.sha256()
    for file in sorted(_files(folder)) if folder.is_dir() else [folder]:
        digest.update(f"{file.relative_to(folder).as_posix()} {file.stat().st_size}\n".encode())
        for piece in _pieces(file):
            digest.update(piece)
    return digest.hexdigest()


def code_fingerprint(repository: Path, *places: str) -> str:
    """A sha256 over names and content of the Python files in a repository's folders, or of single files of it."""
    digest = hashlib.sha256()
    for place in (repository / each for each in places):
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(f"{file.relative_to(repository).as_posix()}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def is_checkpoint(place: Path) -> bool:
    """Whether it is a file of weights, or a folder with a config or weights right in it."""
    if place.is_file():
        return place.suffix in _WEIGHTS
    return place.is_dir() and any(each.suffix in _WEIGHTS or each.name in _CONFIGS for each in place.iterdir())


def of_text(*texts: str) -> str:
    """A sha256 over texts and where each of them ends."""
    digest = hashlib.sha256()
    for text in texts:
        content = text.encode("utf-8", "surrogatepass")
        digest.update(f"{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        training = file.parent == folder and _TRAINING.fullmatch(file.name)
        if file.suffix in (*_WEIGHTS, *_TEXTS) and not hidden and not training and file.is_file():
            yield file


def _pieces(file: Path) -> Iterator[bytes]:
    size = file.stat().st_size
    with file.open("rb") as content:
        if size <= _WHOLE:
            yield content.read()
            return
        for number in range(_SAMPLES):
            content.seek((size - _SAMPLE) * number // (_SAMPLES - 1))
            yield content.read(_SAMPLE)
