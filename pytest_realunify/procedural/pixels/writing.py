"""Reading words and numbers in any font: the network of PaddleOCR (PP-OCRv4, Apache-2.0), run by onnxruntime.

The network's file comes with the package rapidocr-onnxruntime. Nothing of that package is imported: it would load
OpenCV, which on a machine without a screen often cannot be loaded, and what it does before and after the network is
done here in a few lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from pytest_realunify.procedural.pixels.light import Bytes, Floats
from pytest_realunify.procedural.world.scene import MAX_TEXT, text_kind

HEIGHT: Final = 48
_PACKAGE: Final = "rapidocr_onnxruntime"
_FILE: Final = "models/ch_PP-OCRv4_rec_infer.onnx"
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIGURES: Final = "0123456789"
_LOOK_ALIKE: Final = {"I": "|l\u4e28", "O": "\u3007\u25cb", "0": "\u3007\u25cbOo", "1": "|lI\u4e28", ":": "\uff1a"}
"""What else the network, which knows Chinese too, may call a glyph that is known to be a letter, or a figure."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A text of the kinds that signs bear, and how sure its least sure glyph is (0 to 1)."""

    text: str
    sure: float


def available() -> bool:
    """Whether writing in any font can be read here; loads nothing."""
    return _model() is not None and find_spec("onnxruntime") is not None


def _model() -> Path | None:
    spec = find_spec(_PACKAGE)
    for folder in spec.submodule_search_locations or () if spec else ():
        if (file := Path(folder) / _FILE).is_file():
            return file
    return None


def read(crops: Sequence[Bytes]) -> list[Writing | None]:
    """What stands on each crop (rows, columns, 3): one line of dark on light, with a little room around it. None for
    what is no number, letter, word or time."""
    return [_best(_probabilities(crop)) for crop in crops]


def _probabilities(crop: Bytes) -> Floats:
    """(steps, glyphs): what the network sees at each step along the line."""
    session, _ = _network()
    height, width = crop.shape[:2]
    wide = max(HEIGHT // 2, round(width * HEIGHT / height))
    line = np.asarray(Image.fromarray(crop).resize((wide, HEIGHT), Image.Resampling.BICUBIC), np.float32)
    line = np.pad(line, ((0, 0), (0, -wide % 8), (0, 0)), mode="edge")
    found: Floats = session.run(None, {session.get_inputs()[0].name: line.transpose(2, 0, 1)[None] / 127.5 - 1})[0][0]
    return found


def _best(steps: Floats) -> Writing | None:
    """The likelier of two readings: as letters, or as figures with at most one colon."""
    found = [writing for alphabet in (_LETTERS, _FIGURES + ":") if (writing := _decoded(steps, alphabet)) is not None]
    return max(found, key=lambda writing: writing.sure, default=None)


def _decoded(steps: Floats, alphabet: str) -> Writing | None:
    """The best path through the steps, blanks and repeats taken out. A glyph is as sure as the alphabet's share of its
    step says at best."""
    members = _members(alphabet)
    shares = np.stack([steps[:, 0], *(steps[:, places].sum(axis=1) for places in members)], axis=1)
    path = shares.argmax(axis=1)
    text, sure, last = "", [], 0
    for step, glyph in enumerate(path):
        if glyph and glyph != last:
            text += alphabet[glyph - 1]
            sure.append(float(shares[step, glyph]))
        elif glyph:
            sure[-1] = max(sure[-1], float(shares[step, glyph]))
        last = glyph
    if not text or len(text) > MAX_TEXT or not text_kind(text):
        return None
    lost = float((1 - shares.sum(axis=1)).max())  # something that is no glyph of this alphabet
    return Writing(text, min(*sure, 1 - lost) if len(sure) > 0 else 0.0)


@cache
def _members(alphabet: str) -> tuple[list[int], ...]:
    _, glyphs = _network()
    names = [glyph + glyph.lower() + _LOOK_ALIKE.get(glyph, "") for glyph in alphabet]
    return tuple([glyphs[each] for each in dict.fromkeys(name) if each in glyphs] for name in names)


@cache
def _network() -> tuple[Any, dict[str, int]]:
    """The network, loaded, and the place of each glyph in its output; place 0 is the blank."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(_model()), options, providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, {glyph: place for place, glyph in enumerate(characters, 1)}
