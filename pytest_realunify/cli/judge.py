"""`realunify judge calibrate`: measures a judge on pictures whose answers are known."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pytest_realunify import __version__
from pytest_realunify.engine.halves import WHOLE
from pytest_realunify.engine.poll_cache import Kept, PollCache, PollKey
from pytest_realunify.engine.polling import Calling, Poller
from pytest_realunify.errors import JudgeError, RealUnifyError
from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.interfaces import Judge
from pytest_realunify.judges import resolve as judges
from pytest_realunify.judges.prompting import prompt_text
from pytest_realunify.judges.resolve import JudgeSpec
from pytest_realunify.models import resolve as models
from pytest_realunify.numbers.calibration import conditions, labels, measuring, record, specimens
from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.labels import Labelled
from pytest_realunify.numbers.calibration.measuring import Stopwatch, Tally
from pytest_realunify.numbers.calibration.progress import Progress
from pytest_realunify.numbers.calibration.record import Calibration, MeasuredJudge
from pytest_realunify.numbers.calibration.specimens import Rendered, procedural
from pytest_realunify.options import project_file
from pytest_realunify.records import Trouble
from pytest_realunify.reporting import calibration as reporting
from pytest_realunify.stored.journal import now

DEFAULT_FILE: Final = Path("judge-calibration.json")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`realunify judge …`."""
    judge = commands.add_parser("judge", help="measure a judge").add_subparsers(required=True, metavar="COMMAND")
    parser = judge.add_parser("calibrate", help="poll a judge about pictures whose answers are known")
    parser.set_defaults(run_command=calibrate)
    parser.add_argument("--judge", default="pixels", metavar="NAME", help="as --realunify-judge; default: %(default)s")
    parser.add_argument("--judge-prompt", default="", metavar="FILE", help="as --realunify-judge-prompt")
    parser.add_argument("--repeats", type=_odd, default=1, metavar="K", help="votes per question, odd")
    parser.add_argument("--concurrency", type=_positive, metavar="N", help="calls in flight at most, as in a run")
    parser.add_argument("--per-subtask", type=_natural, default=10, metavar="N", help="instances; default: %(default)s")
    parser.add_argument("--seed", type=_natural, default=0, metavar="N", help="of the instances and the noise")
    parser.add_argument("--conditions", default="all", metavar="LIST", help=", ".join(conditions.CONDITIONS))
    parser.add_argument(
        "--labels", type=Path, metavar="FILE", help="CSV or JSONL of your own: image, question, label, group"
    )
    parser.add_argument("--styles", action="store_true", help="pictures in the styles of other hands too")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep replies here, to go on after a stop")
    parser.add_argument("-o", dest="output", type=Path, default=DEFAULT_FILE, metavar="FILE", help="%(default)s")


def calibrate(given: argparse.Namespace) -> Iterator[str]:
    """The table, then where the file lies. Raises UsageError, DataError, or JudgeError when no question was answered.

    Everything about the user's input is checked before the first call.
    """
    spec, prompt = resolved(given.judge), prompt_text(given.judge_prompt, [Path.cwd()])
    pictures = labels.load(given.labels) if given.labels else []
    held = specimens.styled(given.seed) if given.styles else []
    suite = procedural(given.seed)
    rendered = Rendered(suite, given.per_subtask, conditions.parse(given.conditions))
    fingerprint, concurrency = spec.fingerprint(prompt), given.concurrency or spec.width
    judge = _built(spec)
    stopwatch = Stopwatch(judge)
    poller = Poller(
        stopwatch,
        fingerprint=spec.fingerprint(prompt, identity_of(judge, spec)),
        prompt_template=prompt,
        repeats=given.repeats,
        concurrency=concurrency,
        cache=PollCache(given.cache) if given.cache else NoCache(Path()),
        calling=Calling(spec.batch(None) or WHOLE),
    )
    try:
        tally = _measured(poller, rendered, pictures, held, concurrency)
    finally:
        if poller.close():
            with contextlib.suppress(Exception):  # all that it was to judge is judged
                stopwatch.close()
    measured = MeasuredJudge(spec.name, spec.source, fingerprint, prompt, given.repeats)
    rows, groups = _parted(tally)
    own = Confusion.total(row.counts for row in groups) if groups else None
    found = Calibration(
        record.FORMAT,
        measured,
        now(),
        __version__,
        suite.fingerprint,
        rows,
        own,
        stopwatch.latency(),
        tuple(picture for row in groups for picture in row.pictures),
    )
    yield from reporting.table(found, groups if len(groups) > 1 else ())
    if tally.by:
        yield f"answered by {', '.join(f'{who} {count}' for who, count in tally.by.most_common())}"
    found.write(given.output)
    yield f"stored in {given.output}; a run corrects its score with --realunify-judge-calibration={given.output}"


def resolved(name: str) -> JudgeSpec:
    """As in a run started here: tables from this folder's pyproject.toml, classes from modules beside it."""
    here = Path.cwd()
    if str(here) not in sys.path:
        sys.path.append(str(here))  # last, so that it shadows nothing
    file = here / "pyproject.toml"
    known = project_file.tables(file, "models")
    return judges.resolve(name, project_file.tables(file, "judges"), lambda model: models.resolve(model, known))


class NoCache(PollCache):
    """Remembers nothing: a calibration measures the judge afresh."""

    def get(self, key: PollKey) -> Kept | None:
        """Nothing."""

    def put(self, key: PollKey, kept: Kept) -> None:
        """Keeps nothing."""


def _built(spec: JudgeSpec) -> Judge:
    try:
        return spec.build()
    except RealUnifyError:
        raise
    except Exception as error:
        raise JudgeError(f"judge {spec.name!r} cannot be loaded: {Trouble.of(error).message}") from error


def _measured(
    poller: Poller, rendered: Rendered, pictures: Sequence[Labelled], held: Sequence[Any], concurrency: int
) -> Tally:
    # A person's pictures first: one that cannot be decoded is found before hours are spent.
    exhibits = chain(specimens.labelled(pictures), rendered, specimens.exhibited(held))
    progress = Progress(len(pictures) + len(rendered) + len(held))
    tally = measuring.measure(poller, exhibits, max(concurrency, 2 * measuring.BATCH), progress)
    if not any(row.counts.answered for row in tally.rows()):
        raise JudgeError(
            f"the judge answered none of {tally.questions} questions: {tally.last_error or 'no yes or no'}"
        )
    return tally


def _parted(tally: Tally) -> tuple[tuple[record.Row, ...], tuple[record.Row, ...]]:
    """Rendered rows, and those of the labels, one a group."""
    rows = tally.rows()
    own = tuple(row for row in rows if row.condition == specimens.LABELS)
    return tuple(row for row in rows if row.condition != specimens.LABELS), own


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("takes a whole number from 1")
    return int(text)


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("takes a whole number from 0")
    return int(text)


def _odd(text: str) -> int:
    if not text.isdecimal() or int(text) % 2 == 0:
        raise argparse.ArgumentTypeError("takes an odd number, so that votes have a majority")
    return int(text)
