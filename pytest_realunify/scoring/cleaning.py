"""What a reply says once reasoning, mark-up and emphasis are gone. Shared by both questions of the strict scorer."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pytest_realunify.scoring.patterns import late

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_INVISIBLE: Final = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0F, 0xFEFF))
_TYPOGRAPHIC: Final = str.maketrans(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2010\u2011\u2012\u2013\u2015【】「」『』《》〈〉",
    '\'\'\'"""""-----[][][]()()',
)
"""Quotes, dashes and brackets as their plainest forms, so that the patterns need to know only those."""

_PLAINER: Final = {**_FULL_WIDTH, **_INVISIBLE, **_TYPOGRAPHIC}
NEEDS_CLEANING: Final = late(rf"[*`_$\\\r\u2028\u2029{''.join(map(chr, _PLAINER))}]|~~|\[/?THINK", re.IGNORECASE)
"""Where there is none of these, no tag, and the text is NFC, `clean` leaves it as it is."""

_PLAIN_ALREADY: Final = late(r"[A-Za-z0-9 \n.,:;!?'\"()+=-]*")
"""Nothing in such a text is mark-up. Most replies and options are such; `choice` then takes 0.6 of the time."""

_NAMES: Final = (
    "think|thinking|thought|thoughts|reason|reasoning|reflect|reflection|analysis|rationale|scratch_?pad|cot|"
    "chain_of_thought|(?:inner|internal)_monologue|critique|plan|summary|caption|details"
)
_REASONING: Final = late(
    rf"""[<◁](?=[|\s/\w])\|?\s*(?:(?P<shut>/|end_of_)\s*)?(?:begin_of_)?(?:\w{{1,10}}:)?(?P<name>{_NAMES})\b[^<>◁▷]{{0,200}}[>▷]
       | \[(?P<shut2>/)?(?P<name2>THINK)\]
       | <\|channel\|>\s*(?P<name3>analysis|commentary)\s*<\|message\|>
       | (?P<shut4><\|channel\|>\s*final\s*<\|message\|>)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Tags of published reasoning formats: DeepSeek-R1 and Qwen, Kimi (◁think▷), Magistral ([THINK]), LLaVA-CoT
(<SUMMARY>, <CAPTION>, <REASONING>), Sky-T1 (<|begin_of_thought|>), gpt-oss (<|channel|>analysis)."""

_BOX_TOKENS: Final = late(r"<\|begin_of_box\|>(.*?)(?:<\|end_of_box\|>|\Z)", re.DOTALL)
_STRUCK: Final = late(r"~~[^~\n]*~~|<(del|strike)>[^<]*</\1>", re.IGNORECASE)
_SPECIAL: Final = late(r"<\|[^|<>\n]{1,40}\|>|</?s>|<(?:eos|bos|pad|end_of_turn|end_of_utterance)>", re.IGNORECASE)
_STYLE_NAMES: Final = "i|u|em|strong|mark|code|span|font|p|div|center|h[1-6]|output|result|response"
_STYLE: Final = late(rf"</?(?:{_STYLE_NAMES})(?:\s[^<>]{{0,200}})?>", re.IGNORECASE)
_BOLD: Final = late(r"</?b>", re.IGNORECASE)
_TEX_WORD: Final = late(r"\\(?:text|textbf|textit|textrm|textsf|mathrm|mathbf|mathit|mathsf|bm|bf|rm)\s*\{([^{}]*)\}")
_TEX_NOISE: Final = late(r"\\[()\[\],;! ]|\\(?:left|right|quad|displaystyle)\b|\$")
_UNDERSCORES: Final = late(r"(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])")


def clean(reply: str) -> str:
    """The reply without reasoning blocks, emphasis, styling tags, TeX text commands and invisible characters.

    `<answer>` and `\\boxed{}` stay. Deleting never splits a word: `**B**ecause` becomes `Because`.
    """
    if _PLAIN_ALREADY.fullmatch(reply):
        return reply.strip()
    text = unicodedata.normalize("NFC", reply).translate(_PLAINER)
    text = without_reasoning(_BOX_TOKENS.sub(r"\\boxed{\1}", text))
    text = _SPECIAL.sub("", _STRUCK.sub("", text))
    text = re.sub(r"<br\s*/?>|\r\n?|\u2028|\u2029", "\n", text)
    text = _STYLE.sub("", text) if ">" in text else text
    if "</b>" in text.lower():  # a lone <B> may well be the answer
        text = _BOLD.sub("", text)
    for _ in range(3):  # nesting in practice goes no deeper: \boxed{\text{\textbf{B}}}
        text = _TEX_WORD.sub(r"\1", text)
    text = _TEX_NOISE.sub("", text)
    return _UNDERSCORES.sub("", text.replace("*", "").replace("`", "")).strip()


def without_reasoning(text: str) -> str:
    """Drop `<think>…</think>` and the like.

    An opening without its close was cut off while thinking: the rest goes. A close without its opening belongs to a
    chat template that wrote the opening into the prompt: everything before it goes.
    """
    if not any(close in text for close in ">▷]"):
        return text
    kept: list[str] = []
    inside: str | None = None
    start = 0
    for tag in _REASONING.finditer(text):
        name, shuts = _family(tag), bool(tag["shut"] or tag["shut2"] or tag["shut4"])
        if inside is None and not shuts:
            kept.append(text[start : tag.start()])
            inside = None if tag.group().rstrip(">▷ ").endswith("/") else name
            start = tag.end()
        elif inside is None:
            kept.clear()
            start = tag.end()
        elif shuts and name in (inside, "final"):
            inside, start = None, tag.end()
    return "".join(kept) + ("" if inside else text[start:])


def _family(tag: re.Match[str]) -> str:
    """Tags that may close one another: `<thinking>…</think>` is one block."""
    if tag["shut4"]:
        return "final"
    name = (tag["name"] or tag["name2"] or tag["name3"]).lower()
    return "think" if name.startswith(("think", "thought")) else name
