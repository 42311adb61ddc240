"""What it takes to go on with a run in which all is done: `python benchmarks/resume.py`.

So many finished cases are resumed, each given its attempt from the journal, scored again and reported; beside them, in
the same run, as many plain parametrized tests that only call a function. Prints medians, and milliseconds a case over
plain pytest. CPU seconds say more than the clock where a machine is shared.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from overhead import PLUGIN, Took, prepare, run

CALLING = """
import pytest

from noop import Noop, Request


@pytest.fixture(scope="session")
def model():
    return Noop()


@pytest.mark.parametrize("index", range({cases}), ids=lambda index: f"mental_tracking-cases-{{index:05d}}-direct")
def test_geu(index, model):
    assert model.understand([Request(f"Which number is it in picture {{index}}?", ())])[0] == "A"
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", default="0", help="as of -n")
    parser.add_argument("--bare", action="store_true", help="without whatever other plugins are installed")
    options = parser.parse_args()
    split = ("-n", options.workers)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, options.cases)
        (folder / "test_calling.py").write_text(CALLING.format(cases=options.cases))
        run(folder, *PLUGIN, *split, bare=options.bare)
        times: dict[str, list[Took]] = {"plain": [], "resumed": []}
        for _ in range(options.rounds):
            times["plain"].append(run(folder, "test_calling.py", *split, bare=options.bare)[0])
            times["resumed"].append(run(folder, *PLUGIN, "--realunify-resume=last", *split, bare=options.bare)[0])
        for place, clock in enumerate(Took._fields):
            plain, resumed = (statistics.median(took[place] for took in each) for each in times.values())
            over = 1000 * (resumed - plain) / options.cases
            shown = f"plain {plain:6.2f} s   resumed {resumed:6.2f} s   {over:5.2f} ms a case over plain"
            print(f"{options.cases} finished cases, -n {options.workers} {clock:<4} {shown}", flush=True)


if __name__ == "__main__":
    main()
