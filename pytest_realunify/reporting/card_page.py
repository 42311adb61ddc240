"""A card as a page of Markdown: what people ask first, then all of it in one block of TOML, which is read back."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from pytest_realunify.cards.card import CLOSING, OPENING, Card, Score, block
from pytest_realunify.cards.repeating import brought, is_whole
from pytest_realunify.reporting.markdown.text import code, escaped
from pytest_realunify.taxonomy import CATEGORY, in_table_order
from pytest_realunify.text import harmless

_TITLES: Final = {
    "run": "Card of a run",
    "published": "Card of a published row",
    "preset": "Card of a preset",
}


def page(card: Card) -> str:
    """Ends in a newline."""
    return "\n".join([*_head(card), OPENING, block(card).rstrip("\n"), CLOSING]) + "\n"


def _head(card: Card) -> Iterator[str]:
    yield f"# {_TITLES[card.kind]}: {escaped(card.about)}"
    yield ""
    yield from _facts(card)
    if card.score:
        yield ""
        yield from _table(card)
    yield ""
    yield "## To repeat it"
    yield ""
    if card.kind == "run":
        ids = "" if is_whole(card) else ", and the ids of its cases"
        yield "`realunify card check FILE` says what differs here; `realunify card repeat FILE -o DIR` writes what"
        yield f"pytest needs{ids}:"
        yield ""
        yield "```sh"
        yield harmless(shlex.join(card.command))
        yield CLOSING
    else:
        yield "`realunify card check FILE --run RUN` compares a run of yours with it."
    bringing = [f"- to bring: {escaped(line)}" for line in brought(card)] if card.kind == "run" else []
    yield from ["", *bringing] if bringing else []
    if card.unknown:
        yield ""
        yield "Not known, for nobody told it:"
        yield ""
        yield from (f"- {escaped(line)}" for line in card.unknown)
    yield ""
    yield "## All of it"
    yield ""


def _facts(card: Card) -> Iterator[str]:
    run, suite = card.run, card.suite
    if card.kind == "run":
        whole = "all" if is_whole(card) else f"{run.cases} of {run.planned}"
        left = f", {run.cases - run.results} without a result" if run.results < run.cases else ""
        yield f"- run {code(run.id)}, {escaped(run.started)}: {whole} cases of the suite{left}"
    if suite.name:
        told = f" (fingerprint {escaped(suite.fingerprint)})" if suite.fingerprint else ""
        yield f"- suite {escaped(suite.name)}{told}" + (f", commit {escaped(suite.commit)}" if suite.commit else "")
    if card.model.name:
        built = f", {escaped(card.model.kind)}" if card.model.kind else ""
        yield f"- model {escaped(card.model.name)}{built}"
    if card.judge is not None:
        yield f"- judge {escaped(card.judge.name)}" + (
            f" (fingerprint {card.judge.fingerprint})" if card.judge.fingerprint else ""
        )
    if card.options.get("sample-seed"):
        seeds = (
            f"- seeds: instances {escaped(card.options.get('seed', '0'))}, draws {escaped(card.options['sample-seed'])}"
        )
        yield seeds + f"; repeats {escaped(card.options.get('repeats', '1'))}"
    if card.gate:
        failed = [gate.name for gate in card.gate if not gate.passed]
        said = f"{len(failed)} of {len(card.gate)} failed" if failed else f"all {len(card.gate)} passed"
        yield f"- gates: {said}"
    yield from (f"- source: {escaped(line)}" for line in card.source)


def _table(card: Card) -> Iterator[str]:
    """In percent, strict, or by the only scorer that there is."""
    scorer = "strict" if any(each.scorer == "strict" for each in card.score) else "parity"
    mine = [each for each in card.score if each.scorer == scorer]
    by_place = {(each.scope, each.protocol): each for each in mine}
    protocols = in_table_order(each.protocol for each in mine)
    yield (
        f"In percent with 95 % intervals, scorer {scorer}:" if _has_intervals(mine) else f"In percent, scorer {scorer}:"
    )
    yield ""
    yield f"| | {' | '.join(map(escaped, protocols))} |"
    yield f"|---|{'---:|' * len(protocols)}"
    for scope in (*CATEGORY, "UEG", "GEU", "total"):
        if any((scope, protocol) in by_place for protocol in protocols):
            cells = (_cell(by_place.get((scope, protocol))) for protocol in protocols)
            yield f"| {scope.replace('_', ' ')} | {' | '.join(cells)} |"


def _has_intervals(scores: list[Score]) -> bool:
    return any(each.low is not None for each in scores)


def _cell(score: Score | None) -> str:
    if score is None:
        return "-"
    if score.low is None or score.high is None:
        return f"{100 * score.value:.1f}"
    return f"{100 * score.value:.1f} ({100 * score.low:.0f}-{100 * score.high:.0f})"
