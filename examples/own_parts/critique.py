"""A protocol: answer, criticise the answer, answer again."""

from pytest_realunify.protocols import Understand, protocol


@protocol("GEU")
def critique(case):
    """The second answer counts. Everything that was asked and said is kept, step by step."""
    first = yield Understand(case.evaluation_prompt, case.image)
    doubt = yield Understand(f"{case.question}\nSomebody answered: {first}\nWhat may be wrong with that?", case.image)
    return (yield Understand(f"{case.evaluation_prompt}\n\nA critic said: {doubt}", case.image))
