"""Reads LaTeX as TeX's eyes and mouth would, as far as a table needs: for machines without an engine."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

_TOKEN: Final = re.compile(r"\\[A-Za-z]+\*?|\\.|%[^\n]*\n?|[{}&$#^_~]|[^\\%{}&$#^_~]+", re.DOTALL)

_NAMES: Final = r"""
    \begin \end \centering \scriptsize \tiny \footnotesize \setlength \tabcolsep \caption \label \toprule \midrule
    \bottomrule \cmidrule \addlinespace \multicolumn \textit \providecommand \realunifyletter \ifdefined \Umathcode
    \else \fi \textbackslash \textasciicircum \textasciitilde \textless \textgreater \textbar \textasciigrave \ss \ae
    \AE \oe \OE \o \O \l \L \aa \AA \i \ldots \times \cdot \pm \rightarrow \leq \geq \infty \dagger \approx \neq \circ
    \u \r \H \v \c
"""
KNOWN: Final = frozenset(_NAMES.split())
"""Commands of letters. A name that smuggled one in would bring another."""


def tokens(text: str) -> list[str]:
    """Without comments."""
    found = _TOKEN.findall(text)
    assert "".join(found) == text, "every letter is part of a token"
    return [each for each in found if not each.startswith("%")]


def check(text: str) -> None:
    """Assert that braces, dollars and environments are paired, commands are known, and rows have their columns."""
    depth, maths = 0, False
    for each in tokens(text):
        depth += {"{": 1, "}": -1}.get(each, 0)
        maths ^= each == "$"
        assert depth >= 0
        if re.fullmatch(r"\\[A-Za-z]+\*?", each):
            name = each.rstrip("*")
            assert name in KNOWN or maths, each
        assert each not in "^_" or maths, f"{each} outside of mathematics"
    assert (depth, maths) == (0, False)
    opened: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{([^}]*)\}", text):
        if kind == "begin":
            opened.append(name)
        else:
            assert opened.pop() == name
    assert opened == []
    for row in rows(text):
        assert sum(map(_width, row)) == _columns(text), row


def rows(text: str) -> list[list[str]]:
    """Of the tabular: cells, their LaTeX."""
    body = text.partition(r"\begin{tabular}")[2].partition("\n")[2].partition(r"\end{tabular}")[0]
    found: list[list[str]] = []
    cells, depth = [""], 0
    for each in tokens(body):
        depth += {"{": 1, "}": -1}.get(each, 0)
        if each == r"\\" and not depth:
            found.append([cell.strip() for cell in cells])
            cells = [""]
        elif each == "&" and not depth:
            cells.append("")
        else:
            cells[-1] += each
    rest = "".join(cells).strip()
    assert rest == r"\bottomrule", f"behind the last row: {rest}"
    return found


def _columns(text: str) -> int:
    spec = re.search(r"\\begin\{tabular\}\{@\{\}([lr]+)@\{\}\}", text)
    assert spec is not None
    return len(spec[1])


def _width(cell: str) -> int:
    spanned = re.match(r"(?:\\[a-z]+rule(?:\(lr\)\{\d+-\d+\})?|\\addlinespace|\s)*\\multicolumn\{(\d+)\}", cell)
    return int(spanned[1]) if spanned else 1


def engine() -> str | None:
    """Whichever compiles a document here."""
    return next(
        (found for name in ("pdflatex", "tectonic", "xelatex", "lualatex") if (found := shutil.which(name))), None
    )


def compiled(engine: str, table: Path, preamble: str = "") -> tuple[Path, str]:
    """A paper with the table in it as its PDF, and the engine's log. Asserts that it compiles."""
    document = table.with_name("paper.tex")
    lines = (r"\documentclass[twocolumn]{article}", preamble, r"\usepackage{booktabs}", r"\begin{document}", "Text.")
    document.write_text("\n".join([*lines, rf"\input{{{table.name}}}", r"\end{document}", ""]), encoding="utf-8")
    arguments = [] if "tectonic" in engine else ["-interaction=nonstopmode", "-halt-on-error"]
    done = subprocess.run([engine, *arguments, document.name], cwd=table.parent, capture_output=True, check=False)
    log = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, log[-3000:]
    return document.with_suffix(".pdf"), log
