"""Numbers as people read them, the same in terminal, Markdown, HTML and Allure: nothing is `0.0`, without a sign."""

from __future__ import annotations


def fixed(value: float, digits: int = 0, signed: bool = False) -> str:
    """With so many digits after the point; `signed`: a plus where it is more than nothing.

    What rounds to nothing has no sign: -0.04 is `0.0`, where Python's own format says `-0.0`.
    """
    told = f"{value:{'+' if signed else ''}.{digits}f}"
    return told if any(digit in "123456789" for digit in told) or told[-1].isalpha() else told.lstrip("+-")


def percent(share: float, digits: int = 1) -> str:
    """Such as `35.0` of 0.35."""
    return fixed(100 * share, digits)


def points(share: float, digits: int = 1) -> str:
    """A difference in percentage points, signed: `+12.0` of 0.12."""
    return fixed(100 * share, digits, signed=True)


def p_value(p: float) -> str:
    """Three places; smaller ones in powers of ten, `2e-05`."""
    return f"{p:.3f}" if p >= 0.001 else f"{p:.0e}"
