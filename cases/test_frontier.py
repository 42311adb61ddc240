"""The frontier: up to which difficulty can a model do it? Only with `--realunify-frontier`.

One ladder per subtask and protocol: its questions differ in one setting, such as the size of a maze, and are chosen by
the answers before, until it is known where the model breaks. That is a measure: a ladder fails only where it could not
be climbed. How it is estimated stands in `numbers/frontier`, what it means in docs/frontier.md.
"""


def test_frontier(ladder, climb):
    """It is known where the model stands, as well as its answers tell."""
    assert climb(ladder).questions
