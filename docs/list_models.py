"""Write the table of docs/adapters/models.md, from pytest_realunify/models/open_models.toml.

python docs/list_models.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pytest_realunify.models.open_models import OpenModel, known

PAGE = Path(__file__).parent / "adapters/models.md"
HEAD = "| model | the hub's ids | the way here | verbs | state |\n|---|---|---|---|---|\n"


def table() -> str:
    return HEAD + "".join(f"{row}\n" for row in rows())


def rows() -> Iterator[str]:
    for model in known():
        ids = ", ".join(f"`{each}`" for each in model.ids)
        yield f"| {model.name} | {ids} | {way(model)} | {model.verbs} | {model.state} |"


def way(model: OpenModel) -> str:
    kind, _, rest = model.way_of(model.ids[0]).partition(":")
    if kind == "own":
        first = "[a class of your own](../models.md)"
    elif kind == "preset":
        first = f"[preset](openai.md) `{rest}`"
    else:
        first = f"[`{kind}:{rest}`]({kind}.md)"
    return f"{first}; {model.also}" if model.also else first


if __name__ == "__main__":
    before, _, after = PAGE.read_text(encoding="utf-8").partition(HEAD)
    below = after.splitlines(keepends=True)
    while below and below[0].startswith("|"):
        del below[0]
    PAGE.write_text(f"{before}{table()}{''.join(below)}", encoding="utf-8")
