"""What users implement and what they are handed: instances, the model under test, the judge, the suite.

The ground of the house: everything else may import it, and it imports nothing but the paper's facts.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Literal, Protocol, Union

from pytest_realunify.taxonomy import Axis, Stratum, Verb

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 100_000_000
"""Of one picture, a model's or a data set's: a larger one is refused."""


def too_large(width: int, height: int) -> str:
    """What is to be said of a picture of so many pixels; empty where it is as it may be."""
    if width * height <= MAX_PIXELS:
        return ""
    return f"{width} x {height} pixels: more than {MAX_PIXELS // 10**6} megapixels"


# Instances ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listing:
    """One instance as a suite lists it: enough to select and name cases, cheap enough for 100,000 of them."""

    id: str
    axis: Axis
    category: str
    subtask: str
    index: int
    protocols: tuple[str, ...]
    """The protocols this instance can be run under, in table order."""
    stratum: Stratum | None = None
    """How difficult it is meant to be; None where the suite does not say."""


@dataclass(frozen=True)
class Question:
    """One question a judge answers about a drawn picture, with its gold answer."""

    question: str
    answer: Literal["yes", "no"]


@dataclass(frozen=True)
class UEGInstance:
    """Draw from the prompt. `refine_prompt` asks to rewrite it first; `refined` is that rewriting's truth, if any."""

    id: str
    category: str
    subtask: str
    index: int
    prompt: str
    questions: tuple[Question, ...]
    refine_prompt: str | None = None
    refined: str | None = None
    axis: Literal["UEG"] = "UEG"


@dataclass(frozen=True)
class GEUInstance:
    """Answer a question about `image`. `evaluation_prompt` is the text the model sees: question, options, request.

    `image` and `intermediate` (the ground-truth edited picture, if any) are references that the suite opens.
    """

    id: str
    category: str
    subtask: str
    index: int
    question: str
    options: tuple[str, ...]
    answer: str
    evaluation_prompt: str
    image: str
    edit_prompt: str | None = None
    intermediate: str | None = None
    axis: Literal["GEU"] = "GEU"


Instance = Union[UEGInstance, GEUInstance]


def multiple_choice_prompt(question: str, options: Sequence[str]) -> str:
    """The text a model is asked when the data brings none of its own."""
    lines = "\n".join(f"{letter}. {text}" for letter, text in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", options))
    return f"{question}\n\n{lines}\n\nAnswer with the letter of the right option."


# The model under test -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Request:
    """One thing to do: text to answer, a picture to draw, or pictures to edit.

    `images` are RGB pictures in the order the prompt speaks of them, empty for text alone.
    `seed` is 32 bits, derived from the case and its repeat: the same on any worker and in any order.
    `case` names the case for logs and for replaying recorded outputs; answering from it would be cheating.
    `usage` is for the model to fill: what the request cost, such as `{"output_tokens": 1290}`. The step keeps it.
    `notes` likewise: `{"finish": "length"}` says that the reply was cut, `content_filter` that it was withheld.
    `room` is how many times its usual length a reply may have: 2 where an earlier one was cut.
    """

    prompt: str
    images: tuple[Image, ...] = ()
    seed: int = 0
    case: str = ""
    usage: dict[str, int] = field(default_factory=dict, compare=False)
    notes: dict[str, str] = field(default_factory=dict, compare=False)
    room: int = 1


class Understands(Protocol):
    """Text out."""

    def understand(self, requests: Sequence[Request]) -> list[str]:
        """One reply per request, in order."""
        ...


class UnifiedModel(Understands, Protocol):
    """A model under test. Every verb takes a batch and returns as many results, in order.

    In place of a result an Exception may stand: that request's trouble alone; its neighbours are not asked again.
    An optional attribute `concurrent = True` says that verbs may be called from several threads at once: then each call
    has one request, and up to `concurrency` of them (an optional attribute; 16) are in flight. Verbs may be
    `async def`, and are awaited in one event loop; that is concurrent unless `concurrent = False`.
    `edit` is optional: without it GEU stepwise is unsupported (shown as `-`), never 0. So is `generate` for UEG.
    An optional `identity() -> Mapping[str, JSON value]` goes into run.json and is what baselines compare. An optional
    `close()` is called when nothing more will be asked.
    """

    def generate(self, requests: Sequence[Request]) -> list[Image]:
        """One RGB picture per request, in order."""
        ...

    # def edit(self, requests: Sequence[Request]) -> list[Image]: one RGB picture per request, in order.


def supports(model: object, verb: Verb) -> bool:
    """Whether the model has the verb at all. A verb set to None counts as absent."""
    return callable(getattr(model, verb, None))


def asynchronous(thing: object, name: str) -> str:
    """What is to be said of a method that is `async def`; empty of any other, and where there is none."""
    method = getattr(thing, name, None)
    found = (method, getattr(type(method), "__call__", None))  # noqa: B004 (what calling it would run)
    if not any(inspect.iscoroutinefunction(each) or inspect.isasyncgenfunction(each) for each in found):
        return ""
    return not_awaited(f"{type(thing).__name__}.{name}", name)


def not_awaited(what: str, name: str) -> str:
    """The same where only a call has shown it."""
    return (
        f"{what} is `async def`, and is called as a plain function: write `def {name}(self, requests)` around it, with "
        f"`return asyncio.run(...)`"
    )


# The judge ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JudgeRequest:
    """One yes/no question about one RGB picture.

    `question` is the benchmark's own text; `prompt` is the polling prompt with the question filled in, for judges that
    are language models. `seed` is 32 bits: it differs between repeats of the same poll and between nothing else.
    `usage`, `notes` and `room` are as in `Request`; the case keeps the usage.
    """

    image: Image
    question: str
    prompt: str
    seed: int = 0
    usage: dict[str, int] = field(default_factory=dict, compare=False)
    notes: dict[str, str] = field(default_factory=dict, compare=False)
    room: int = 1


class Judge(Protocol):
    """Answers polls. An optional `identity() -> Mapping[str, JSON value]` goes into run.json.

    An optional attribute `concurrent = True` says that `answer` may be called from several threads at once; the polls
    of a batch are then asked one by one, all in flight together. Without it `answer` gets them as one batch.
    """

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """One reply per request, in order, as free text. In place of a reply an Exception may stand: that poll's
        trouble alone."""
        ...


# The suite ------------------------------------------------------------------------------------------------------------


class Suite(Protocol):
    """A set of instances with a name and a fingerprint. Listing is cheap; contents and pictures come on demand.

    An optional `version: int` is told where a run of another version is refused.
    """

    @property
    def name(self) -> str:
        """As the user would type it after `--realunify-suite=`."""
        ...

    @property
    def fingerprint(self) -> str:
        """12 hex digits over everything that decides the instances' content. Runs with different ones never compare."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """Lines for the report header, such as which protocols the data cannot serve. Usually empty."""
        ...

    def listings(self) -> Sequence[Listing]:
        """Every instance in table order. Renders nothing and opens no picture."""
        ...

    def instance(self, listing: Listing, protocol: str) -> Instance:
        """The full record as this protocol sees it (official files differ between direct and stepwise)."""
        ...

    def open(self, reference: str) -> Image:
        """The picture an instance refers to, decoded to RGB. Raises DataError naming file, row and field."""
        ...

    def file(self, reference: str) -> Path | None:
        """Where the picture already lies on disk as the user's own data; None when it is drawn on demand."""
        ...

    # judge: str -- optional: who looks at its drawings where no --realunify-judge is typed.
    # shareable: bool -- optional: True lets its prompts and pictures into reports; else they stay out, as licences ask.


@dataclass(frozen=True)
class SuiteRequest:
    """What a suite of somebody's own is made from: its factory is called with one, and returns the suite."""

    name: str
    """As typed after `--realunify-suite=`."""
    target: str = ""
    """What stands after the suite's own name and a colon."""
    root: Path = Path()
    """Where a relative path starts."""
    seed: int = 0
    """`--realunify-seed`: the same seed must give the same instances."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The other keys of its table in pyproject.toml."""
    verify: bool = True
    """False where the data was checked just now in another process."""


SuiteFactory = Callable[[SuiteRequest], Suite]
