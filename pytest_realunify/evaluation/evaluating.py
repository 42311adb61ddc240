"""`evaluate`: RealUnify as a function."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable

from pytest_realunify.api.loading import folder_of
from pytest_realunify.api.run import Run
from pytest_realunify.errors import ModelError
from pytest_realunify.evaluation import ranks
from pytest_realunify.evaluation.arguments import Asked, command_line
from pytest_realunify.evaluation.as_found import as_found
from pytest_realunify.evaluation.guest import Guest
from pytest_realunify.evaluation.session import run
from pytest_realunify.interfaces import Suite, supports
from pytest_realunify.taxonomy import VERBS


def evaluate(
    model: object,
    *,
    label: str = "",
    suite: str | Suite = "procedural",
    protocols: str | Iterable[str | Callable[..., object]] = ("direct", "stepwise"),
    judge: object = None,
    run_dir: str | os.PathLike[str] | None = None,
    name: str = "",
    only: str = "",
    quiet: bool = True,
    **options: object,
) -> Run:
    """Run the benchmark on `model`, a ready object or a name as of `--model`, and return the finished run.

    It runs in this process, over again as often as it is called. Random numbers, training mode, gradients and settings
    of torch are afterwards as they were; until then networks are in evaluation mode, without gradients. Objects that
    were handed over stay open. Where torch.distributed is initialised every rank must call it: rank 0 alone runs, the
    others wait, and all get the same run.

    `label` is a checkpoint's name. `suite`, `judge` and protocols are objects or names, as of their options; a judge
    with `understand` instead of `answer` is asked as `vlm:` asks. `name` is the model's in reports, else its class's.
    `only` is an expression as of `-k`. `options` are the others' of `pytest --realunify`, such as `limit=5`,
    `repeats=2`, `baseline="good.json"`, `report="html"`. `quiet=False` prints what pytest prints.

    Raises UsageError and DataError for what must be changed, before anything runs; ModelError where nothing could be
    asked; KeyboardInterrupt. A run that ended early is returned with a RuntimeWarning.
    """
    _check(model)
    guest = Guest(model, name, suite, protocols, judge)
    arguments = command_line(Asked(label, folder_of(run_dir), only, quiet, options), guest.names)

    def examine() -> Run:
        with as_found(guest.given):
            folder = run(guest, arguments, quiet)
        found = Run.of(folder)
        _ = found.stored  # what is on the disk is what is returned
        return found

    return ranks.once(examine)


def _check(model: object) -> None:
    """Raises ModelError for a ready object that can be asked nothing, such as a network without an adapter around it.
    What a name, a class or a factory makes is known when it is made."""
    makes = isinstance(model, (str, functools.partial)) or hasattr(model, "__qualname__")
    if not makes and not any(supports(model, verb) for verb in VERBS):
        raise ModelError(
            f"a {type(model).__name__} is no model under test: it has none of {', '.join(VERBS)}.\n"
            "Hand over an object that has them and asks it (docs/models.md)"
        )
