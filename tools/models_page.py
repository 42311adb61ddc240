"""The table of docs/adapters/models.md, from pytest_realunify/models/open_models.toml."""

from __future__ import annotations

from pytest_realunify.models.open_models import OpenModel, known


def table() -> str:
    """A row per model."""
    rows = [f"| {' | '.join([each.name, _ids(each), _way(each), each.verbs, each.state])} |" for each in known()]
    return (
        "\n".join(["| model | the hub's ids | the way here | verbs | state |", "|---|---|---|---|---|", *rows]) + "\n"
    )


def _ids(model: OpenModel) -> str:
    return ", ".join(f"`{each}`" for each in model.ids)


def _way(model: OpenModel) -> str:
    kind, _, rest = model.way_of(model.ids[0]).partition(":")
    if kind == "own":
        first = "[a class of your own](../models.md)"
    elif kind == "preset":
        first = f"[preset](openai.md) `{rest}`"
    else:
        first = f"[`{kind}:{rest}`]({kind}.md)"
    return f"{first}; {model.also}" if model.also else first
