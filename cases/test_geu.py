"""GEU: Generation Enhances Understanding. Does drawing help a model to answer a question about an image?

direct    answer from image and question
stepwise  edit the image first, then answer from the edited image alone
oracle    answer from the ground-truth edited image
blind     answer with the image withheld

What a protocol asks of the model stands in `pytest_realunify/protocols/published.py`; how a reply is read, in
`scoring/`.
"""

import pytest

pytestmark = [pytest.mark.realunify("GEU"), pytest.mark.GEU]


def test_geu(instance, protocol, perform, score):
    """The letter in the model's reply is the right one."""
    attempt = perform(protocol, instance)
    assert score(attempt, instance) == "correct"
