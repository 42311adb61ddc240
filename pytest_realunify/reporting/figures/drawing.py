"""From a figure to the bytes of its file: the same bytes for the same numbers, and no window anywhere."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.errors import RealUnifyError
from pytest_realunify.text import harmless, shortened

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENDINGS: Final = ("svg", "pdf", "png")

INSTALL: Final = "pip install 'pytest-realunify[papers]'"

DPI: Final = 300
"""Of a PNG: what journals ask of a figure that is no line art."""

COLOURS: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c6d31", "#5c6670")
"""Okabe and Ito's, told apart by every kind of eye; their yellow and black, which are no bars, made brown and grey."""

HATCHES: Final = ("", "//", "..", "xx", "\\\\", "oo", "--", "++")
"""For who prints in grey, and from the ninth series on."""

_STYLE: Final[dict[Any, Any]] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same letters on every machine
    "font.size": 8,
    "text.parse_math": False,  # a model's name may hold dollars
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "realunify",
    "pdf.fonttype": 42,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": "#e1e4e6",
    "grid.linewidth": 0.5,
    "hatch.linewidth": 0.4,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.frameon": False,
}

_DATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
    "png": {},
}


def drawn(draw: Callable[[Figure], None], kind: str) -> bytes:
    """The file of one of `ENDINGS`. `draw` is given an empty figure. Raises RealUnifyError without matplotlib."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise RealUnifyError(f"a chart as {kind} needs matplotlib: {INSTALL}") from error
    file = io.BytesIO()
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()  # a matplotlibrc of the user's may ask for TeX, or for a window
        mpl.rcParams.update(_STYLE)
        # A name in letters that the font lacks: text in SVG, which a viewer's fonts have; boxes elsewhere.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure = Figure()  # without pyplot, which would look for a screen
        draw(figure)
        figure.savefig(file, format=kind, dpi=DPI, bbox_inches="tight", pad_inches=0.04, metadata=dict(_DATES[kind]))
    return file.getvalue()


def shown(text: str, longest: int = 60) -> str:
    """A text of others, on one line and within so many letters."""
    return harmless(shortened(text, longest))
