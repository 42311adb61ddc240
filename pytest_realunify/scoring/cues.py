"""The words by which replies announce, deny and hedge an answer: vocabulary of the strict scorer, no decisions.

English in depth; for other languages the plain announcements ("答案是B", "La respuesta correcta es la B").
Matching is never case-insensitive by flag where a letter is read: `a` and `A` mean different things.
"""


# ruff: noqa: RUF001 (Cyrillic words are meant)

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pytest_realunify.scoring.patterns import late

_JOINED = "A-Za-z0-9_\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u036f\u0370-\u052f\u1e00-\u1fff"
"""Characters that make a neighbouring letter part of a word. Other scripts write 答案是B。"""


def _any(words: str) -> str:
    """`the|that is|option` as `t(?:he|hat is)|o(?:ption)`: the same language in the same order, for a pattern that
    ignores case. The engine tries every alternative where it stands; so it tries a first letter but once, which takes
    a third of the time over a reply that loops. No parentheses within, and every word starts with a plain character.
    """
    grouped: dict[str, list[str]] = {}
    for word in words.split("|"):
        grouped.setdefault(word[0].lower(), []).append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in grouped.items())


BEFORE: Final = rf"(?<![{_JOINED}+#°¬≠\\])(?<![{_JOINED}]['&-])(?<!\b[A-Za-z]\.)"
AFTER: Final = rf"(?![{_JOINED}+#°\u20d0-\u20ff])(?!'[A-Za-z])(?!-[{_JOINED}])(?!\.[A-Za-z]\b)"
LETTER: Final = rf"{BEFORE}([A-Za-z]){AFTER}"
"""One letter standing as its own token: not in "Because", "B's", "C++", "A+", "°C", "D-Day", "U.S.A.", "Q&A"."""

TOKEN: Final = late(LETTER)

OPEN: Final = r"""[\s"'\[\](){}<>#>•:=,、~—-]{0,12}"""
CLOSE: Final = r"""[ \t"'\]\[)}>]*"""
"""Brackets, quotes and punctuation that stand around a letter."""

_FILL = _any(
    "the|option|choice|letter|answer|correct|right|best|most|definitely|clearly|probably|likely|certainly|indeed|"
    "therefore|thus|hence|so|obviously|simply|just|actually|surely|undoubtedly|only|number|labell?ed|marked|as follows|"
    "in fact|of course|none other than|I think|I believe|I would say|I'd say|it is|it's|it should be|it must be|"
    "that is|to be|given by|image|picture|figure|panel|"
    "la|le|el|il|lettre|letra|lettera|opción|opção|opzione|alternativa|die|der|das|Buchstabe|Antwort|de|"
    "вариант|буква|под буквой|пункт|это|选项|選項|选择|選擇|选|選|项|選択肢|보기"
)
_TARGET: Final = (
    rf"{OPEN}(?:(?i:{_FILL})(?:\b|(?<=[\u3400-\u9fff])){OPEN}){{0,6}}"
    rf"(?:(?i:not) {OPEN}[A-Za-z]\W{{1,3}}(?i:but)\s(?:(?i:rather)\s)?{OPEN})?{LETTER}"
)
"""From the end of an announcement to its letter: "…is | definitely option (**B**)"."""

_NO_ANSWER = _any(
    "none|neither|either|both|all|any|unknown|unclear|undetermined|undeterminable|indeterminate|insufficient|"
    "impossible|cannot|can't|could not|N/A"
)
_VOID: Final = (
    rf"{OPEN}(?:(?i:{_FILL})\b{OPEN}){{0,6}}(?i:{_NO_ANSWER}|"
    r"not (?:possible|given|listed|available|clear|determinable|here|among))\b|\s*(?:无法|不确定|都不|以上|无)"
)
"""An announcement that says there is no answer: it overrides earlier ones."""

_NOUN = r"answers?|ans|solution|option|choice|selection|pick|response|prediction|guess|verdict|conclusion|assistant"
_QUALIFIED = (
    r"(?:correct|right|best|matching|true)\s+(?:one|image|figure|picture|panel|shape|path|route|map|sequence|statement|"
    r"description|pattern|item|letter|label|number|result|match)"
)
_WORLD_NOUN = (
    "antwort|lösung|réponse|respuesta|resposta|risposta|ответ|вариант|відповідь|odpowiedź|odpověď|antwoord|cevap|"
    "đáp án|jawaban|jawabannya|svar|svaret|απάντηση|الإجابة|الجواب|उत्तर|คำตอบ|תשובה|alternativa|opción|opção"
)
_CJK_NOUN = "答案|答え|答|正解|回答|解答|选项|選項|選択肢|정답|답|答复"
NOUN: Final = late(
    rf"(?i:(?<![{_JOINED}-])(?:{_any(_NOUN)}|{_QUALIFIED}|{_any(_WORLD_NOUN)})(?![{_JOINED}]))|(?:{_CJK_NOUN})"
)

_GAP: Final = (
    r"""["')\]]*(?:\s*\([^()\n]{0,40}\))?"""
    r"(?:\s+(?i:correcta|correcte|correta|corretta|correct|label|letter|choice|option|here|now))?"
    r"(?:(?:,|\s+(?i:to|for|of|in|from|based|given|according|that|which|you|I|we)\b)[^.!?\n:;]{0,70}?[\s,])?\s*"
)
"""What may stand between noun and link: "answer | to this question | is"."""

_HEDGE = r"(?:could|might|may|can)(?:\s+(?:also|well|possibly))?\s+be"
HEDGED: Final = late(rf"(?i:\b{_HEDGE})\b")
_LINK_WORDS = (
    r"is|was|are|(?:would|should|must|will|has\s+to|ought\s+to)(?:\s+\w+ly)?\s+be|(?:seems|appears)\s+to\s+be|"
    rf"remains|{_HEDGE}|ist|lautet|wäre|est(?:\s+la)?|serait|es(?:\s+la)?|sería|é(?:\s+a)?|seria|è(?:\s+la)?|sarebbe|"
    r"jest|to|är|er|adalah|ialah|là|هو|هي|είναι|—"
)
_LINK: Final = (
    rf"(?:(?i:(?<![{_JOINED}])(?:{_LINK_WORDS})(?![{_JOINED}']))\s*:?|'s\b|[:=→⇒—]|[-=]+>|\s-+\s|[ \t#]*\n[^\S\n]*|"
    r"(?:应该是|應該是|应当是|应为|應為|应是|就是|是|为|為|选择|選擇|选|選|は|が|은|는|คือ|है)\s*[:]?)"
)

_AUX = (
    r"would|will|shall|should|must|can|have to|am going to|do|now|also|then|therefore|thus|hence|definitely|"
    r"confidently|finally|just"
)
_SUBJECT = (
    rf"\b(?:I|we|you should)(?:\s+(?:{_AUX}))*|\b(?:I|we)'(?:d|ll|m|ve)(?:\s+(?:{_AUX}))*|\blet's|\blet (?:me|us)"
)
_FIRST = r"(?<![.!?:;,\n]\n)(?<![.!?:;,\n][ \t]\n)"
"""Of several empty lines only the first starts anything: what follows is the same from each of them."""
_START = rf"(?:^|(?<=[.!?:;,\n])){_FIRST}\s*(?:(?:so|thus|therefore|hence|then|finally|and|we)\b[\s,]*){{0,3}}"
_CHOOSE = (
    r"choose|chose|choosing|select|selected|selecting|pick|picked|picking|go(?:ing)?\s+(?:with|for)|went\s+with|"
    r"opt(?:ed)?\s+for|vote\s+for|settle\s+on|say|answer|conclude"
)
_BE_RIGHT = r"(?:it|this|that|which|one)\s+(?:\w+ly\s+)?(?:should|must|has\s+to|ought\s+to)\s+(?:\w+ly\s+)?be"
VERB: Final = late(
    rf"(?im:(?:{_SUBJECT})\s+(?:{_CHOOSE})\b|{_START}(?:{_CHOOSE})\b|\b{_BE_RIGHT}\b|"
    rf"{_START}(?:should|must|has\s+to)\s+be\b)"
    r"|(?<![不未没別别非勿])(?<!不应)(?<!不能)(?<!不该)(?<!不会)(?<!不应该)(?:选择|選擇|选|選)(?![项項])"
    r"|(?<!не )(?i:\bвыбираю\b|\bwähle\b|\bje choisis\b|\belijo\b|\bescolho\b|\bscelgo\b)"
)
"""Announcing verbs: "I would choose", "Going with", "it should be", 选."""

PREDICATE: Final = late(
    rf"{LETTER}{CLOSE}(?:\s*(?i:is|was|must be|should be|seems to be|appears to be)\s+"
    r"(?i:clearly |definitely |therefore |thus |indeed |likely |probably |obviously )?"
    r"(?i:(?:the|my)\s+(?:(?:only|most|one|single|final)\s+)*(?:\w+\s+){0,2}(?:answer|option|choice))\b|"
    r"\s*(?:选项)?(?:(?:是|为)(?:唯一)?(?:正确|最佳)(?:的|答案|选项)|正确))"
)
"""Announcements after the letter: "C is the correct answer"."""

OR_BEFORE: Final = late(r"(?:(?i:\bor|\band|\bnor)\s|[/,&]\s*)[(\"']?$")

MENTION: Final = late(
    rf"(?i:\b(?:option|choice|answer|letter|{_WORLD_NOUN})\b(?:\s+{_HEDGE}\b)?|选项|選項)[\s:]*"
    rf"(?:(?i:is|option|choice|likely|probably)\s+){{0,3}}{OPEN}{LETTER}{CLOSE}"
)
RIGHT_AFTER: Final = late(
    r"\s*(?i:is|was|must be|should be|seems|looks|appears|fits|matches)\s+"
    r"(?i:(?:the|clearly|definitely|most|to be|likely|probably|indeed|best)\s+)*"
    r"(?i:correct|right|best|true|accurate|answer|option|choice|fit|match)\b|\s*正确"
)
VERB_AFTER: Final = late(
    r"[\s,]*(?i:is|was|are|were|isn't|wasn't|looks|seems|appears|cannot|can't|can|does|doesn't|has|must|should|would|could|"
    r"won't|will|may|might|не)\b|\s*(?:不|是错|错)"
)
"""The letter opens a statement about itself: "Answer A is wrong"."""

DENIED_AFTER: Final = late(
    r"[\s,]*(?i:(?:is|was|looks|seems|appears|must be|would be)\s+(?:\w+ly\s+)?"
    r"(?:wrong|incorrect|not|false|too|out|ruled|"
    r"eliminated|excluded|impossible|unlikely|inconsistent|invalid)|(?:is|was|does|do|would)n't|can'?t|cannot|"
    r"can be (?:eliminated|excluded|ruled out|discarded)|does not|не)\b|\s*(?:不|是错|错)"
)
PRECEDING_WORD: Final = late(r"([A-Za-z]+)\s+[(\"']*$")
MAY_PRECEDE: Final = late(
    r"(?:option|choice|answer|letter|that|think|believe|say|and|or|nor|while|whereas|but|only|so|thus|therefore|hence|then|"
    r"clearly|definitely|image|picture|figure|panel|if|is|which|because)",
    re.IGNORECASE,
)
"""Words after which a letter is an option's, unlike "plan B" and "vitamin D"."""

_DENIAL = (
    r"\bnot|n't|\bnever|\bhardly|\bunlikely|(?<!\bno )(?<!without )(?<!without a )\bdoubt|\bdeny|\bdisagree|\bnor|"
    r"\brule[sd]? out|\beliminate[sd]?|\bexclude[sd]?|\bexcept|\bне|\bnicht|\bif|\bwhether|\bunless|\bsuppos(?:e|ing)|"
    r"\bassum(?:e|ing)|\bimagine|\bwenn|\bесли|如果|假如|并非|不认为|不是|排除"
)
_UNLIKE = _any(
    "wrong|incorrect|false|worst|bad|unlikely|impossible|initial|previous|earlier|original|first|tentative|"
    "other|another|opposite|неправильный|неверный|falsche|mauvaise|incorrecta"
)
_SO_SAID = _any(
    "really|think|believe|say|sure|certain|true|the case|agree|mean|feel|suppose|conclude|claim|if|"
    "whether|that|the|my|your|correct|right|best|final|a|an|is|it|it's|be|as|to|possible|choose|select|pick"
)
NEGATED: Final = late(
    rf"(?i)(?:\b(?:{_UNLIKE})|错误|錯誤|不正确的?|非)\s*$"
    rf"|(?=[nhudreaiws\u043d\u0435如假并不排])(?:{_DENIAL})\s*"
    rf"(?:\b(?:{_SO_SAID})\b\s*){{0,7}}$"
)
"""What, standing right before an announcement, takes it back or makes it a supposition."""

RETRACTED: Final = late(
    r"(?i)\b(?:wait|correction|scratch that|on second thoughts?|sorry|I mean|or rather|actually|no)\b|等等"
    r"|(?P<flat>\b(?:that|this)(?:'s| is| was| seems)\s+(?:wrong|incorrect|not right|not correct|a mistake)\b)"
)

ALSO: Final = late(
    rf"{CLOSE}(?:\s*\([^()\n]{{0,60}}\))?"
    r"(?P<by>,\s*(?i:or|and)\s|\s(?i:or|and|и|или|oder|ou|und)\s|\s*(?:或者?|和|または|/|&|\+)|\s*,|\s*[-~]|[ \t]+)"
    rf"\s*(?i:also |possibly |maybe |perhaps |even |option |choice )*[\[(\"']?{LETTER}"
)
"""A second letter offered beside the first: "B or C", "A/B", "A, B"."""

FUNCTION_WORD: Final = late(
    r"(?:is|was|are|and|or|because|since|as|but|so|which|that|for|due|given|based|in|on|with|from|to|by|the|this|it|we|"
    r"when|where|if|then|rather|not|according|here|also|therefore|while|whereas|would|should|could|can|may|might|must|"
    r"has|does|seems|looks|appears|fits|matches|shows|instead|after|at)\b"
)
"""Lower-case words that never follow an article: after them "A" is a letter."""

_LEAD_WORDS = _any(
    r"definitely|certainly|clearly|probably|likely|most likely|surely|obviously|absolutely|undoubtedly|perhaps|maybe|"
    r"so|thus|therefore|hence|then|finally|in conclusion|to conclude|conclusion|overall|okay|ok|sure|yes|well|here|"
    r"i think|i believe|i guess|i'd say|i would say|i say|i'd go with|it is|it's|its|it must be|it should be|"
    r"must be|looks like|it looks like|seems like|that is|that's|that would be|this is|this would be|my|final|the|"
    r"correct|right|best|answer|ans|option|choice|letter|assistant|only|image|picture|figure|panel"
)
LEAD: Final = late(
    rf"\s*(?:\d{{1,2}}[.)]\s+)?(?:(?i:(?:{_LEAD_WORDS})\b|选项|選項|答案|故|所以|因此|应|是|为|вариант\b)[\s,:.]*)*"
)
INTRO: Final = late(
    r"(?i:based on|looking at|after|given|from|according to|in the|in this|considering|since|because|as|"
    r"judging|out of|among|of the)\b"
    r"[^.!?\n]{0,120}[,:]\s*"
)
"""What may stand before a lone letter without adding another candidate."""

REASON: Final = late(r"[ \t,]*(?i:because|since|as|due to|given|for the reason)\b")
DECORATED: Final = rf"[^\w+°¬≠!❌✗✘🚫~\\]*{LETTER}\s*(?:选项|選項|项|項)?[^\w+#°\\]*"
"""A lone letter with the punctuation, brackets and symbols around it; not with those that change it ("C++", "!B")."""
CLOSING: Final = late(CLOSE)
ENDS: Final = late(rf"\s*(?:$|[.,;:!)。\n])|{REASON.pattern}|\s*(?:正确|对)")
"""What follows a letter that is left standing."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is matched from the end of an announcing word on: up to a letter (group 1), to a refusal, to any text."""

    letter: re.Pattern[str]
    void: re.Pattern[str]
    link: re.Pattern[str]


_TIGHT: Final = r"(?:(?<=答案|正解|정답|回答|解答)\s*)"
NOUN_THEN: Final = Announcement(
    late(f"{_GAP}(?:{_LINK}|{_TIGHT}){_TARGET}"),
    late(f"{_GAP}{_LINK}(?:{_VOID})"),
    late(f"{_GAP}{_LINK}"),
)
VERB_THEN: Final = Announcement(late(_TARGET), late(_VOID), late(r"\s"))
