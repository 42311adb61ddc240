"""The small Python of the reference model: what it runs, it runs as CPython does; what it does not, it refuses soon."""

from __future__ import annotations

import contextlib
import io
import os
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.procedural.reference.refining.bounded import BITS, LENGTH, Budget, RefusedError
from pytest_realunify.procedural.reference.refining.interpreter import STEPS, run


def by_python(source: str) -> str | None:
    """What CPython prints; None where it raises. Only for programs that these tests build from a fixed grammar."""
    shown = io.StringIO()
    try:
        with contextlib.redirect_stdout(shown), warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # such as 0[1], which fails later anyway
            exec(compile(source, "program", "exec"), {"__builtins__": __builtins__})  # noqa: S102
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, NameError):
        return None
    return shown.getvalue()


def by_us(source: str) -> str | None:
    try:
        return run(source)
    except RefusedError:
        return None


NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.sampled_from(['"red"', '"level"', '""', '"A b"'])
ATOMS = st.one_of(st.integers(-9, 30).map(str), NAMES, TEXTS, st.sampled_from(["True", "None", "[1, 2, 3]", "(4, 5)"]))


def larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "//", "%", "==", "<", ">=", "and", "or", "in", "!="])
    calls = st.sampled_from(
        ["len", "str", "abs", "sorted", "sum", "max", "list", "tuple", "bool", "any", "int", "min", "reversed"]
    )
    return st.one_of(
        st.tuples(parts, operators, parts).map(lambda each: f"({each[0]} {each[1]} {each[2]})"),
        st.tuples(calls, parts).map(lambda each: f"{each[0]}({each[1]})").filter(lambda text: "reversed" not in text),
        parts.map(lambda text: f"(not {text})"),
        parts.map(lambda text: f"[{text}, {text}]"),
        parts.map(lambda text: f'f"<{{{text}}}>"' if '"' not in text else text),
        st.tuples(parts, parts).map(lambda each: f"({each[0]})[{each[1]}]"),
        parts.map(lambda text: f"({text})[::-1]"),
        st.tuples(parts, parts, parts).map(lambda each: f"({each[0]} if {each[1]} else {each[2]})"),
        st.tuples(parts, parts).map(lambda each: f"[{each[0]} for a in {each[1]} if a]"),
        parts.map(lambda text: f"({text}).upper()"),
        parts.map(lambda text: f'({text}).count("e")'),
        st.tuples(parts, parts).map(lambda each: f"{{{each[0]}: {each[1]}}}"),
    )


EXPRESSIONS = st.recursive(ATOMS, larger, max_leaves=6)


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


SIMPLE = st.one_of(
    st.tuples(NAMES, EXPRESSIONS).map(lambda each: f"{each[0]} = {each[1]}"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda each: f"{each[0]} += {each[1]}"),
    EXPRESSIONS.map(lambda text: f"print({text})"),
    st.tuples(EXPRESSIONS, EXPRESSIONS).map(lambda each: f"print({each[0]}, {each[1]}, sep='|', end='.')"),
    st.tuples(NAMES, NAMES).map(lambda each: f"{each[0]}, {each[1]} = {each[1]}, {each[0]}"),
    st.just("a = f(a)"),
)
STATEMENTS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.tuples(EXPRESSIONS, inner, inner).map(lambda e: f"if {e[0]}:\n{indented(e[1])}\nelse:\n{indented(e[2])}"),
        st.tuples(NAMES, st.integers(0, 4), inner).map(
            lambda e: f"for {e[0]} in range({e[1]}):\n{indented(e[2])}\n    if b == 3:\n        break"
        ),
        st.tuples(inner, inner).map("\n".join),
    ),
    max_leaves=6,
)


@given(STATEMENTS)
def test_a_program_of_a_grammar_runs_as_in_python_and_fails_only_where_that_fails(body: str) -> None:
    source = f"def f(x):\n    return [x, a][0]\na, b, c = 1, 3, 'x'\n{body}\nprint(a, b, c)"
    try:
        ours = run(source)
    except RefusedError as error:
        if str(error).startswith("the program fails"):
            assert by_python(source) is None
    else:
        assert ours == by_python(source)


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("for i in range(3):\n    if i == 1:\n        continue\n    print(i)", "0\n2\n"),
        ("n = 5\nwhile True:\n    n -= 2\n    if n < 0:\n        break\nprint(n)", "-1\n"),
        ("for i in []:\n    pass\nelse:\n    print('none')", "none\n"),
        ("def f(a, b=2):\n    return a * b\nprint(f(3), f(3, 3), f(b=1, a=7))", "6 9 7\n"),
        ("def f(n):\n    if n < 2:\n        return n\n    return f(n - 1) + f(n - 2)\nprint(f(9))", "34\n"),
        ("x = 1\ndef f():\n    x = 2\n    return x\nprint(f(), x)", "2 1\n"),
        ("x = [3, 1, 2]\ny = x\ny += [0]\ny.sort()\nprint(x)", "[0, 1, 2, 3]\n"),
        ("d = {}\nfor c in 'abba':\n    d[c] = d.get(c, 0) + 1\nfor k, v in d.items():\n    print(k, v)", "a 2\nb 2\n"),
        ("print(*[1, 2], sep='-')", "1-2\n"),
        ("print(1 < 2 < 3, 3 > 2 > 2)", "True False\n"),
        ("a, (b, c) = 1, (2, 3)\nprint(a + b + c)", "6\n"),
        ("print([(i, c) for i, c in enumerate('ab') for _ in range(2) if i])", "[(1, 'b'), (1, 'b')]\n"),
        ("print(list(zip('ab', [1, 2])), max(3, 9, 4), divmod(7, 2), abs(-3))", "[('a', 1), ('b', 2)] 9 (3, 1) 3\n"),
        ("x = 5\nprint([x for x in range(2)], x)", "[0, 1] 5\n"),
        ("print('a' 'b', f'{1 + 1}{\"x\" * 2}')", "ab 2xx\n"),
    ],
)
def test_what_it_runs_it_runs_as_python_does(source: str, printed: str) -> None:
    assert run(source) == printed == by_python(source)


def test_what_is_typed_is_read_line_by_line() -> None:
    assert run("a = int(input('first'))\nb = input()\nprint(a + 1, b)", ["41", "x"]) == "42 x\n"
    with pytest.raises(RefusedError):
        run("input()\ninput()", ["only one"])


HOSTILE = [
    '"a" * 10 ** 9',
    "9 ** 9 ** 9",
    "9 ** 9 ** 9 ** 9",
    "2 ** -1",
    "[0] * 10 ** 9",
    "(0,) * 10 ** 9",
    "10 ** 9 * [1]",
    "x = 2\nwhile True:\n    x = x * x",
    "x = [1]\nwhile True:\n    x += x",
    "x = 'a'\nwhile True:\n    x = x.replace('a', 'aa')",
    "x = 'ab'\nwhile True:\n    x = x.join(['a', 'b', x])",
    "x = [1]\nfor i in range(99):\n    x = [x, x]\nprint(x)",
    "x = (1,)\nfor i in range(99):\n    x = (x, x)\nprint({x: 1})",
    "x = [1]\ny = [1]\nfor i in range(40):\n    x = [x, x]\n    y = [y, y]\nprint(x == y)",
    "a = []\na.append(a)\nprint(a)",
    "a = {}\na[1] = a\nprint(a)",
    "a = []\na.append(a)\nprint(a == [a])",
    "while True:\n    pass",
    "while True:\n    print('x' * 1000)",
    "def f(n):\n    return f(n + 1)\nf(0)",
    "def f(n):\n    return f(n - 1) + f(n - 1)\nf(20)",
    "for i in range(10 ** 12):\n    pass",
    "list(range(10 ** 12))",
    "sum(range(10 ** 12))",
    "print(range(10 ** 400))",
    "[i for i in range(1999) for j in range(1999)]",
    "x = [1]\nfor y in x:\n    x.append(y)",
    "x = {1: 1}\nfor y in x:\n    x[y + 1] = 1",
    "print('%999999999d' % 1)",
    "print('{:999999999}'.format(1))",
    "print(f'{1:999999999}')",
    "print('x'.ljust(10 ** 9))",
    "().__class__.__bases__[0].__subclasses__()",
    "print.__globals__",
    "''.__class__",
    "x = [1]\nx.__class__",
    "import os",
    "from os import path",
    "__import__('os')",
    "open('x')",
    "eval('1')",
    "exec('x = 1')",
    "globals()",
    "getattr('', 'upper')",
    "x = len",
    "print(print)",
    "sorted([1], key=print)",
    "[].sort(key=print)",
    "lambda: 1",
    "class A:\n    pass",
    "try:\n    1\nexcept ValueError:\n    2",
    "with open('x') as f:\n    pass",
    "def f(*a):\n    pass",
    "@print\ndef f():\n    pass",
    "def f():\n    global x\nf()",
    "del print",
    "x: int = 1",
    "(x := 1)",
    "async def f():\n    pass",
    "yield 1",
    "return 1",
    "break",
    "1.5",
    "1 / 2",
    "1j",
    "b'x'",
    "...",
    "1 << 10 ** 9",
    "~1",
    "f'{1!r}'",
    "f(1)",
    "x",
    "int('9' * 1000)",
    "min([])",
    "[][0]",
    "{}['x']",
    "1 // 0",
    "'a' + 1",
    "a, b = [1]",
    "1 2",
    "\x00",
    "(" * 3000,
    "-" * 4000 + "1",
    "1" + "+1" * 2000,
    "[" * 60 + "]" * 60,
    "x = 1\n" * 3000,
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_or_failing_program_is_refused(number: int) -> None:
    with pytest.raises(RefusedError):
        run(HOSTILE[number])


def test_a_refused_program_has_done_no_more_than_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = []
    spend = Budget.spend

    def counting(self: Budget, steps: int = 1) -> None:
        spent.append(steps)
        spend(self, steps)

    monkeypatch.setattr(Budget, "spend", counting)
    for source in HOSTILE:
        spent.clear()
        with pytest.raises(RefusedError):
            run(source)
        assert sum(steps > 0 for steps in spent) <= STEPS + 1


def test_numbers_and_texts_may_be_as_large_as_allowed_and_no_larger() -> None:
    assert run(f"print(2 ** {BITS // 2} > 0, len('a' * {LENGTH}))") == f"True {LENGTH}\n"
    with pytest.raises(RefusedError):
        run(f"print(len('a' * {LENGTH + 1}))")


@given(st.text(max_size=200))
def test_any_text_is_run_or_refused(source: str) -> None:
    before = set(os.environ)
    by_us(source)
    assert set(os.environ) == before
