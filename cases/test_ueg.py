"""UEG: Understanding Enhances Generation. Does understanding help a model to draw?

direct    draw from the prompt
stepwise  refine the prompt in text first, then draw from the refined prompt alone
oracle    draw from the ground-truth refined prompt

What a protocol asks of the model stands in `pytest_realunify/protocols/published.py`. A judge (`--realunify-judge`)
looks at the picture and answers the instance's questions; how its polls are read stands in `scoring/`.
"""

import pytest

pytestmark = [pytest.mark.realunify("UEG"), pytest.mark.UEG]


def test_ueg(instance, protocol, perform, score):
    """Every question about the drawn picture gets the answer it should."""
    attempt = perform(protocol, instance)
    assert score(attempt, instance) == "correct"
