"""A model of your own, whole: put such a class into mymodel.py and run `pytest --realunify --model=mymodel:MyModel`."""

from pathlib import Path


class MyModel:
    """Batches in, as many results out; leave out a verb your model does not have."""

    def understand(self, requests):
        return ["The answer is A." for request in requests]  # request.prompt, request.images, request.seed

    def edit(self, requests):
        return [request.images[0].convert("L").convert("RGB") for request in requests]  # PIL pictures


def test_the_ten_line_model_runs(pytester):
    pytester.syspathinsert(pytester.path)
    pytester.path.joinpath("mymodel.py").write_text(Path(__file__).read_text().partition("def test_")[0])
    result = pytester.runpytest_inprocess(
        "--realunify", "--model=mymodel:MyModel", "--realunify-suite=procedural:smoke", "-k", "sequential"
    )
    outcomes = result.parseoutcomes()
    assert outcomes.get("passed", 0) + outcomes.get("failed", 0) == 2
    result.stdout.fnmatch_lines(["stepwise: scored 1 of 1*"])
