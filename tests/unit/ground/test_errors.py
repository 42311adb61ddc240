"""The texts a user acts on."""

from __future__ import annotations

from pytest_realunify.errors import DataError, ModelError, RealUnifyError, UsageError


def test_an_unknown_name_is_answered_with_the_nearest_one_and_the_valid_ones() -> None:
    error = UsageError.unknown(
        "model (--model)", "referense", ["reference", "recorded:PATH"], "define it in conftest.py"
    )
    assert str(error).splitlines() == [
        "unknown model (--model): 'referense'. Did you mean 'reference'?",
        "valid: reference, recorded:PATH",
        "define it in conftest.py",
    ]


def test_a_name_like_no_other_gets_no_guess() -> None:
    assert "Did you mean" not in str(UsageError.unknown("suite", "zzz", ["procedural"]))


def test_where_nothing_is_valid_it_says_so() -> None:
    assert str(UsageError.unknown("run", "last", [])) == "unknown run: 'last'.\nvalid: none"


def test_known_names_may_come_from_a_generator() -> None:
    assert "'maze'" in str(UsageError.unknown("subtask", "mase", (name for name in ["maze", "map"])))


def test_a_data_error_says_file_row_and_field() -> None:
    assert (
        str(DataError.at("GEU_direct.json", 0, "answer", "missing"))
        == "GEU_direct.json, row 0, field 'answer': missing"
    )
    assert str(DataError.at("GEU_direct.json", None, None, "not JSON")) == "GEU_direct.json: not JSON"


def test_all_of_our_errors_can_be_caught_as_one() -> None:
    assert all(issubclass(kind, RealUnifyError) for kind in (UsageError, DataError, ModelError))
    assert not issubclass(RealUnifyError, AssertionError), "a wrong answer is an assertion, our trouble is not"


def test_a_message_that_quotes_a_file_keeps_its_beginning_and_its_end() -> None:
    told = str(UsageError(f"'{'A' * 70_000}' is no table.\nType a table"))
    assert len(told) < 4000
    assert told.startswith("'AAA")
    assert told.endswith("AAA' is no table.\nType a table")
