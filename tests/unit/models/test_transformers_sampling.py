"""Sampling by row: from the right distribution, and from the row's own seed."""

from __future__ import annotations

import pytest

from pytest_realunify.models.transformers.sampling import Guidance, RowNoise, processors
from pytest_realunify.models.transformers.settings import Sampling

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

SCORES = [2.0, 1.0, 0.0, float("-inf"), 1.5]
DRAWS = 4000


def test_the_greatest_noisy_score_is_a_draw_from_the_softmax() -> None:
    scores = torch.tensor([SCORES]).repeat(DRAWS, 1)
    drawn = RowNoise(range(DRAWS))(None, scores).argmax(-1)
    counts = torch.bincount(drawn, minlength=len(SCORES))
    expected = DRAWS * torch.softmax(scores[0], -1)
    assert counts[3] == 0
    allowed = torch.tensor([True, True, True, False, True])
    chi_square = ((counts - expected)[allowed] ** 2 / expected[allowed]).sum()
    assert chi_square < 16.27, "3 degrees of freedom, 1 in 1000"  # seeds are fixed: this passes always or never


def test_a_row_draws_the_same_in_any_company_and_something_new_at_every_step() -> None:
    torch.manual_seed(0)
    steps = torch.randn(6, 4, 50).unbind()
    together, alone = RowNoise([1, 2, 3, 4]), RowNoise([3])
    rows = [(together(None, scores)[2], alone(None, scores[2:3])[0]) for scores in steps]
    assert all(torch.equal(one, other) for one, other in rows)
    flat = RowNoise([5])
    assert not torch.equal(flat(None, torch.zeros(1, 50)), flat(None, torch.zeros(1, 50)))


def test_guidance_is_the_librarys_and_at_one_the_conditional_rows_alone() -> None:
    torch.manual_seed(0)
    scores = torch.randn(6, 20)
    ours = Guidance(3.0)(None, scores).log_softmax(-1)
    theirs = transformers.ClassifierFreeGuidanceLogitsProcessor(3.0)(torch.zeros(3, 1), scores).log_softmax(-1)
    assert torch.allclose(ours, theirs, atol=1e-5)
    assert torch.allclose(Guidance(1.0)(None, scores), scores[:3], atol=1e-6)


def test_the_table_comes_before_the_checkpoint_and_greedy_needs_nothing() -> None:
    checkpoint = transformers.GenerationConfig(do_sample=True, temperature=0.5, top_p=0.9)
    assert processors(Sampling(), checkpoint, [1]) == []
    names = [type(each).__name__ for each in processors(Sampling(do_sample=True), checkpoint, [1])]
    assert names == ["TemperatureLogitsWarper", "TopPLogitsWarper", "RowNoise"]
    told = processors(Sampling(do_sample=True, temperature=1.0, top_k=3, top_p=1.0), checkpoint, [1])
    assert [type(each).__name__ for each in told] == ["TopKLogitsWarper", "RowNoise"]
