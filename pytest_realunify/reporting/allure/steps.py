"""What the model and the judge did for a case, as Allure's steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from allure_commons.model2 import Attachment, Parameter, Status, TestStepResult

from pytest_realunify.records import Poll, Result, Step
from pytest_realunify.reporting.allure.attachments import LEFT_OUT, Files, is_picture
from pytest_realunify.text import harmless, shortened

SHORT: Final = 120
"""Characters of a reply that is shown in its step's own line; a longer one is a file to open."""


def steps_of(result: Result, files: Files, start: int) -> list[TestStepResult]:
    """The model's calls one after the other from `start` (ms since 1970), then the judge's questions.

    A call that answered a whole batch counts with its case's share of it.
    """
    steps, shown, told = [], dict[str, str](), ""
    produced: list[str | None] = []
    for number, step in enumerate(result.steps, 1):
        stop = start + round(1000 * step.seconds)
        call = _call(step, number, files, shown, told, produced)
        produced.append(step.output)
        call.start, call.stop = start, stop
        if step.output is None:  # the last one
            call.status = Status.BROKEN if result.error else Status.SKIPPED
        steps.append(call)
        start, told = stop, step.output or ""
    if result.polls:
        steps.append(_judge(result, files, start))
    return steps


def _call(
    step: Step, number: int, files: Files, shown: dict[str, str], told: str, produced: Sequence[str | None]
) -> TestStepResult:
    """`shown` says where each picture was seen first, and is added to; `told` is what the step before put out,
    `produced` what all before it did."""
    parameters = [Parameter(name=name, value=str(count)) for name, count in step.usage.items()]
    parameters += [Parameter(name="finish", value=harmless(step.finish))] if step.finish else []
    attachments: list[Attachment | None] = []
    if step.prompt == told:
        parameters.append(Parameter(name="prompt", value="the reply before"))
    elif files.inputs.shows(step.prompt, produced):
        attachments.append(files.text("prompt", step.prompt))
    else:
        parameters.append(Parameter(name="prompt", value=LEFT_OUT))
    for place, sha256 in enumerate(step.inputs, 1):
        name = "input" if len(step.inputs) == 1 else f"input {place}"
        if sha256 in shown:
            parameters.append(Parameter(name=name, value=shown[sha256]))
            continue
        shown[sha256] = f"as in step {number}"
        picture = files.picture(name, sha256) if files.inputs.shows(sha256, produced) else None
        attachments.append(picture)
        if picture is None:
            parameters.append(Parameter(name=name, value=f"the suite's own file, sha256 {sha256}"))
    if is_picture(step.output):
        shown[step.output or ""] = f"drawn in step {number}"
        attachments.append(files.picture("picture", step.output or ""))
    elif step.output is not None and len(step.output) <= SHORT:
        parameters.append(Parameter(name="reply", value=harmless(step.output)))
    elif step.output is not None:
        attachments.append(files.text("reply", step.output))
    return TestStepResult(
        name=step.verb,
        status=Status.PASSED,
        parameters=parameters,
        attachments=[each for each in attachments if each is not None],
    )


def _judge(result: Result, files: Files, start: int) -> TestStepResult:
    asked = [_question(poll, number, files, start) for number, poll in enumerate(result.polls, 1)]
    return TestStepResult(
        name=f"judge {result.judge or ''}".rstrip(),
        status=_worst(asked),
        start=start,
        stop=start,
        steps=asked,
        attachments=[files.votes("votes", result.polls)],
    )


def _question(poll: Poll, number: int, files: Files, moment: int) -> TestStepResult:
    said = [vote.answer or "neither" for vote in poll.votes] or [poll.answer or "neither"]
    return TestStepResult(
        name=harmless(shortened(poll.question, 300)) if files.inputs.shown else f"question {number}, {LEFT_OUT}",
        status=Status.PASSED if poll.answer == poll.expected else Status.FAILED if poll.answer else Status.BROKEN,
        start=moment,
        stop=moment,
        parameters=[Parameter(name="expected", value=poll.expected), Parameter(name="said", value=", ".join(said))],
    )


def _worst(steps: Sequence[TestStepResult]) -> str:
    found = {step.status for step in steps}
    return next(status for status in (Status.BROKEN, Status.FAILED, Status.PASSED) if status in found)
