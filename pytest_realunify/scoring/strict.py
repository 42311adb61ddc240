"""Our own reading of replies: what they say, or nothing. It never guesses.

Reasoning blocks go first. A choice is then looked for in this order; the first kind present decides:
`<answer>…</answer>`, `\\boxed{…}`, the last explicit announcement ("the answer is B", "I'd go with (C)"), a line
that is just a letter, a reply that opens with a letter and its option's text, the exact text of one option, and at last
a plain mention ("option B", "definitely B") when the reply names no other letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from pytest_realunify.scoring.announced import announced
from pytest_realunify.scoring.cleaning import clean
from pytest_realunify.scoring.lines import as_text, mentioned, opening, standing_alone
from pytest_realunify.scoring.patterns import late
from pytest_realunify.scoring.sheet import Sheet, letters_for

_TAG_NAMES: Final = r"(?:answer|ans|final[ _-]?answer|final|conclusion)"
_TAG: Final = late(rf"[<\[]/?\s*{_TAG_NAMES}[>\]]", re.IGNORECASE)
_TAGGED: Final = late(rf"[<\[]{_TAG_NAMES}[>\]](.*?)(?={_TAG.pattern}|\Z)", re.IGNORECASE | re.DOTALL)
_BOXED: Final = late(
    r"(?:(?:(?<!\\)\\+)?(?:f?boxed|fbox|framebox)|\x08oxed)\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}?|([A-Za-z])\b)"
)
_EITHER: Final = late(r"or|and|or else|/|&|或|или", re.IGNORECASE)
_SPACES: Final = "".join(filter(str.isspace, map(chr, range(0x3001))))
_MARGIN: Final = 4_000
_GAP_END: Final = 56
_WIDE_GAP: Final = late(rf"\s{{{2 * _GAP_END + 1},}}")
_WORD_YES_NO: Final = late(r"(?<![\w'])(?<!\w-)(yes|no)(?![\w])(?!-\w)(?!'\w)", re.IGNORECASE)


def choice(reply: str | Sequence[str], options: Sequence[str] = ()) -> str | None:
    """The letter the reply commits to, None when it commits to none. A list means its first element.

    A-D; later letters only when more than four options are given. Options also let their exact text count as an answer.
    """
    said = _first(reply)
    if len(alone := said.strip()) == 1 and alone in letters_for(options):
        return alone  # as most models reply, and as `read` reads it in a hundred times the time
    return read(said, Sheet.of(options))


def read(said: str, sheet: Sheet) -> str | None:
    """As `choice`, of a reply that may be anything."""
    text = clean(said)
    text = _last_wrapped(_TAGGED, text) or _TAG.sub("", text)
    text = _last_wrapped(_BOXED, text) or text
    return _read(_shortened(text.strip()), sheet)


def yes_no(reply: str | Sequence[str]) -> Literal["yes", "no"] | None:
    """`yes` or `no` when exactly one of the two occurs as a whole word, any case and any number of times."""
    words = {word.lower() for word in _WORD_YES_NO.findall(clean(_first(reply)))}
    if len(words) != 1:
        return None
    return "yes" if "yes" in words else "no"


def _shortened(text: str) -> str:
    """Beginning and end of a text too long to be an answer: what a reply commits to stands first or last.

    Nor does a gap that no pattern of ours bridges say more for being wider, and to rule out what goes on behind it
    takes time with its square.
    """
    text = text if len(text) <= 2 * _MARGIN else f"{text[:_MARGIN]}\n…\n{text[-_MARGIN:]}"
    return _WIDE_GAP.sub(_narrowed, text)


def _narrowed(gap: re.Match[str]) -> str:
    """A blank's two ends, and an end of line between them where there was one: no pattern of ours bridges as much."""
    before, between, after = gap[0][:_GAP_END], gap[0][_GAP_END:-_GAP_END], gap[0][-_GAP_END:]
    return before + ("\n" if "\n" in between else "") + after


def _first(reply: str | Sequence[str]) -> str:
    if isinstance(reply, str):
        return reply
    return reply[0] if reply and isinstance(reply[0], str) else ""


def _last_wrapped(pattern: re.Pattern[str], text: str) -> str:
    """What the last non-empty tag or box holds; the last two, joined by "or", where they are offered as a pair."""
    found = [(match, held) for match in pattern.finditer(text) if (held := match[match.lastindex or 0].strip(" {}\n"))]
    if not found:
        return ""
    (before, first), (after, last) = found[-2:] if len(found) > 1 else (found[0], found[0])
    if before is not after and _offers_both(_TAG.sub("", text[before.end() : after.start()])):
        return f"{first} or {last}"
    return last


def _offers_both(between: str) -> bool:
    """ "or", ", or", "/", or a mere comma."""
    core = between.strip(f"{_SPACES}.,")
    return bool(_EITHER.fullmatch(core)) or (not core and "," in between)


def _read(text: str, sheet: Sheet) -> str | None:
    """One text without tags and boxes."""
    for look in (announced, standing_alone, opening, as_text, mentioned):
        found = look(text, sheet)
        if found is not None:
            return found or None
    return None
