"""A run is killed at any moment, by any hand: nothing finished is lost, changed or asked for again."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from accidents import rounds_of, seed_of
from storm import DONE, Team, lost, told, twice

INSTANCES = 6
STORMS = 4
"""In CI."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "storm" in metafunc.fixturenames:
        first = 10_000 * seed_of(metafunc.config)
        metafunc.parametrize("storm", range(first, first + STORMS * rounds_of(metafunc.config)))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], str]:
    """What every result is where nobody disturbs."""
    team = Team(tmp_path_factory.mktemp("calm"))
    team.set_up(INSTANCES)
    assert team.finish() in {0, 1}, team.printed()
    results = team.results()
    assert len(results) == 4 * INSTANCES
    assert {each.verdict.strict for each in results.values()} == {"correct", "wrong"}
    return {key: told(result) for key, result in results.items()}


def test_kill_storms(
    tmp_path: Path, storm: int, undisturbed: dict[tuple[str, int], str], tally: Callable[[str, int], None]
) -> None:
    rng = random.Random(storm)
    team = Team(tmp_path, workers=rng.choice((0, 2, 2, 3)), seed=storm)
    team.set_up(INSTANCES)
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    for _ in range(rng.randint(1, 4)):
        before, asked = team.results(), len(team.asked())
        ended = not team.disturb(rng)
        said = f"storm {storm}, {team.kills}:\n{team.printed()}"
        after = team.results()
        finished = {case for (case, _), each in before.items() if each.verdict.strict in DONE}
        assert lost(before, after) == [], said
        assert twice(team.asked()[asked:], finished) == [], said
        if ended:
            break
    for _ in range(3):  # a worker that was killed twice at one case leaves an error, which a resumed run asks again
        code = team.finish()
        if code in {0, 1} and all(each.verdict.strict in DONE for each in team.results().values()):
            break
    tally("kills", len(team.kills))
    said = f"storm {storm}, {team.kills}:\n{team.printed()}"
    assert "INTERNALERROR" not in team.printed(), said
    assert {key: told(each) for key, each in team.results().items()} == undisturbed, said
    assert team.run is not None
    assert list(team.run.path.rglob("*.part")) == [], said
    assert team.run.facts()["finished"], said
    assert mine.read_text("utf-8") == "mine"
