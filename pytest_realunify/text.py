"""Text made harmless and short, whoever wrote it: replies, names and messages come from anywhere."""

from __future__ import annotations


def shortened(text: str, width: int) -> str:
    """On one line, ending in … when cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def harmless(text: str) -> str:
    """What a terminal would obey instead of showing (escapes, bells, text that runs backwards) as its `\\x1b` form."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def encodable(text: str) -> str:
    """Exactly a `str` that UTF-8 can hold, as journal and xdist need it: a lone surrogate becomes `?`, and a subclass
    (such as numpy.str_) its text."""
    return text.encode("utf-8", "replace").decode("utf-8")
