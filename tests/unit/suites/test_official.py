"""Official-format data is read leniently where spelling is concerned, and refused with one clear line otherwise."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from official_data import KINDS, geu_row, rows_of, ueg_row, write_official, write_pictures, write_rows
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import GEUInstance, Listing, UEGInstance
from pytest_realunify.suites.official import OfficialSuite

PICTURE = "image/mental_tracking/right/images/1.png"


def geu(folder: Path, **changes: object) -> GEUInstance:
    """A GEU_direct row with changes, as an instance."""
    row = {**geu_row(1), **changes}
    write_rows(folder, "GEU_direct", [row])
    write_pictures(folder, [row])
    suite = OfficialSuite.load(folder)
    instance = suite.instance(suite.listings()[0], "direct")
    assert isinstance(instance, GEUInstance)
    return instance


def test_all_four_files_give_listings_in_table_order_with_the_protocols_they_serve(tmp_path: Path) -> None:
    listings = OfficialSuite.load(write_official(tmp_path)).listings()
    assert [listing.id for listing in listings] == [
        *(f"world_knowledge-{index:04d}" for index in range(4)),
        *(f"mental_tracking-left-{index:04d}" for index in (0, 2)),
        *(f"mental_tracking-right-{index:04d}" for index in (1, 3)),
    ]
    assert {(listing.axis, listing.protocols) for listing in listings} == {
        ("UEG", ("direct", "stepwise")),
        ("GEU", ("direct", "stepwise", "blind")),
    }
    assert listings[-1] == Listing(
        "mental_tracking-right-0003", "GEU", "mental_tracking", "right", 3, ("direct", "stepwise", "blind")
    )


@pytest.mark.parametrize(
    ("kinds", "protocols", "notes"),
    [
        (["GEU_direct"], ("direct", "blind"), ("there is no GEU_step: no stepwise cases for GEU",)),
        (["GEU_step"], ("stepwise", "blind"), ("there is no GEU_direct: no direct cases for GEU",)),
        (["UEG_step"], ("stepwise",), ("there is no UEG_direct: no direct cases for UEG",)),
        (["GEU_direct", "GEU_step"], ("direct", "stepwise", "blind"), ()),
    ],
)
def test_any_subset_of_the_files_is_a_suite(
    tmp_path: Path, kinds: list[str], protocols: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    suite = OfficialSuite.load(write_official(tmp_path, kinds))
    assert {listing.protocols for listing in suite.listings()} == {protocols}
    assert suite.notes == notes


def test_instances_missing_from_one_file_lose_its_protocol_and_are_counted(tmp_path: Path) -> None:
    write_official(tmp_path, ["GEU_direct"])
    write_rows(tmp_path, "GEU_step", rows_of("GEU_step")[:1])
    suite = OfficialSuite.load(tmp_path)
    assert {listing.id: "stepwise" in listing.protocols for listing in suite.listings()} == {
        "mental_tracking-left-0000": True,
        "mental_tracking-left-0002": False,
        "mental_tracking-right-0001": False,
        "mental_tracking-right-0003": False,
    }
    assert suite.notes == ("3 GEU instances are not in GEU_step: no stepwise cases for them",)


def test_files_that_do_not_agree_on_what_is_right_are_said(tmp_path: Path) -> None:
    write_official(tmp_path, ["GEU_direct", "UEG_direct"])
    geu, ueg = rows_of("GEU_step"), rows_of("UEG_step")
    assert geu[2]["answer"] == "C"
    geu[2]["answer"] = " a"
    ueg[1]["question_list"][1]["answer"] = "yes"
    write_rows(tmp_path, "GEU_step", geu)
    write_rows(tmp_path, "UEG_step", ueg)
    said = "another right answer in {}_step than in {}_direct: 1 instance, such as {}; direct and stepwise are asked"
    ueg_note, geu_note = OfficialSuite.load(tmp_path).notes
    assert ueg_note.startswith(said.format("UEG", "UEG", "world_knowledge-0001"))
    assert geu_note.startswith(said.format("GEU", "GEU", "mental_tracking-left-0002"))


def test_each_protocol_reads_its_own_file(tmp_path: Path) -> None:
    write_official(tmp_path, ["GEU_direct"])
    write_rows(tmp_path, "GEU_step", [{**row, "evaluation_prompt": "Now answer."} for row in rows_of("GEU_step")])
    suite = OfficialSuite.load(tmp_path)
    listing = suite.listings()[0]
    direct, stepwise, blind = (suite.instance(listing, protocol) for protocol in ("direct", "stepwise", "blind"))
    assert isinstance(direct, GEUInstance)
    assert isinstance(stepwise, GEUInstance)
    assert (direct.edit_prompt, stepwise.edit_prompt) == (None, "Mark the number in picture 0.")
    assert stepwise.evaluation_prompt == "Now answer."
    assert blind == direct
    with pytest.raises(DataError, match="no row for protocol oracle"):
        suite.instance(listing, "oracle")


def test_blind_makes_do_with_the_step_file(tmp_path: Path) -> None:
    suite = OfficialSuite.load(write_official(tmp_path, ["GEU_step"]))
    assert suite.instance(suite.listings()[0], "blind") == suite.instance(suite.listings()[0], "stepwise")


def test_drawing_rows_become_questions_and_prompts(tmp_path: Path) -> None:
    suite = OfficialSuite.load(write_official(tmp_path, ["UEG_direct", "UEG_step"]))
    direct, stepwise = (suite.instance(suite.listings()[1], protocol) for protocol in ("direct", "stepwise"))
    assert isinstance(direct, UEGInstance)
    assert isinstance(stepwise, UEGInstance)
    assert direct.prompt == "Draw a cart with 3 wheels."
    assert stepwise.refine_prompt == "Say more precisely what to draw: Draw a cart with 3 wheels."
    assert [question.answer for question in direct.questions] == ["yes", "no"]


def test_a_single_file_and_jsonl_are_read_too(tmp_path: Path) -> None:
    write_official(tmp_path, ["GEU_direct"], suffix=".jsonl")
    file = tmp_path / "GEU_direct.jsonl"
    file.write_text("\ufeff" + file.read_text().replace("\n", "\r\n\n"), encoding="utf-8")
    assert len(OfficialSuite.load(file).listings()) == 4


@pytest.mark.parametrize(
    "written", ["Mental Tracking", "mental-tracking", " MENTAL_TRACKING ", "MT", "mt", "mental tracking"]
)
def test_categories_may_be_spelled_in_any_way(tmp_path: Path, written: str) -> None:
    assert geu(tmp_path, task_type=written).category == "mental_tracking"


@pytest.mark.parametrize("abbreviation", ["MR-II", "mr_ii", "Mr ii"])
def test_the_two_mr_categories_are_told_apart(tmp_path: Path, abbreviation: str) -> None:
    assert geu(tmp_path, task_type=abbreviation).category == "mental_reconstruction"


@pytest.mark.parametrize("written", ["b", " B ", "(b)", "B.", "**B**"])
def test_answers_may_be_written_in_any_case(tmp_path: Path, written: str) -> None:
    assert geu(tmp_path, answer=written).answer == "B"


@pytest.mark.parametrize(
    "written",
    [
        ["one", "two", "three"],
        ["A. one", "B. two", "C. three"],
        ["(a) one", "(b) two", "(c) three"],
        {"A": "one", "C": "three", "B": "two"},
        {"a": " one", "b": "two ", "c": "three"},
    ],
)
def test_options_may_come_lettered_or_by_letter(tmp_path: Path, written: object) -> None:
    assert geu(tmp_path, option=written).options == ("one", "two", "three")


def test_options_that_only_look_lettered_stay_as_they_are(tmp_path: Path) -> None:
    assert geu(tmp_path, option=["A. Lincoln", "G. Washington"]).options == ("A. Lincoln", "G. Washington")
    assert geu(tmp_path, option=[3, 4.5]).options == ("3", "4.5")


@pytest.mark.parametrize("absent", [{"evaluation_prompt": None}, {"evaluation_prompt": "  "}])
def test_a_missing_evaluation_prompt_is_built(tmp_path: Path, absent: dict[str, object]) -> None:
    assert geu(tmp_path, **absent).evaluation_prompt.startswith(
        "Which number is shown in picture 1?\n\nA. one\nB. two\nC. three\nD. four"
    )


@pytest.mark.parametrize(
    ("index", "id_"),
    [("7", "0007"), (7.0, "0007"), ("x-7/b", "x_7_b"), (12345, "12345"), ("0007", "0007")],
)
def test_an_index_may_be_text(tmp_path: Path, index: object, id_: str) -> None:
    write_rows(tmp_path, "UEG_direct", [{**ueg_row(0), "index": index}])
    assert OfficialSuite.load(tmp_path).listings()[0].id == f"world_knowledge-{id_}"


@pytest.mark.parametrize(
    ("path", "subtask"),
    [
        ("./image/mental_tracking/Two Steps/images/1.png", "two_steps"),
        ("image\\mental_tracking\\a\\images\\1.png", "a"),
        ("image/mental_tracking/images/1.png", ""),
        ("set/image/mental_tracking/images/1.png", ""),
        ("1.png", ""),
    ],
)
def test_the_subtask_is_read_from_the_pictures_path(tmp_path: Path, path: str, subtask: str) -> None:
    file = tmp_path / path.replace("\\", "/")
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8)).save(file)
    write_rows(tmp_path, "GEU_direct", [{**geu_row(1), "input_image": path}])
    listing = OfficialSuite.load(tmp_path).listings()[0]
    assert listing.subtask == subtask
    assert listing.id == "-".join(part for part in ("mental_tracking", subtask, "0001") if part)


def test_pictures_come_upright_and_rgb(tmp_path: Path) -> None:
    folder = write_official(tmp_path, ["GEU_direct"])
    turned = Image.Exif()
    turned[0x0112] = 6  # to be shown a quarter turn clockwise
    Image.new("L", (30, 10), 200).save(folder / PICTURE, "JPEG", exif=turned)
    picture = OfficialSuite.load(folder).open(PICTURE)
    assert (picture.mode, picture.size, picture.getpixel((5, 5))) == ("RGB", (10, 30), (200, 200, 200))


def test_references_lead_to_the_users_own_files(tmp_path: Path) -> None:
    suite = OfficialSuite.load(write_official(tmp_path))
    instance = suite.instance(suite.listings()[-1], "stepwise")
    assert isinstance(instance, GEUInstance)
    assert suite.file(instance.image) == (tmp_path / "image/mental_tracking/right/images/3.png").resolve()
    assert suite.open(instance.image).size == (24, 16)


# Laws and speed -------------------------------------------------------------------------------------------------------

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["A", "yes", "../x", "MT", ""]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
places = st.sampled_from([(kind, field) for kind in KINDS for field in [*rows_of(kind)[0], "extra"]])


@settings(max_examples=200, deadline=None)
@given(places, values, st.booleans())
def test_any_value_in_any_field_loads_or_is_refused_in_one_line(
    place: tuple[str, str], value: object, lines: bool
) -> None:
    kind, field = place
    rows = copy.deepcopy(rows_of(kind, count=2))
    with tempfile.TemporaryDirectory() as folder:
        write_pictures(Path(folder), rows)
        rows[1][field] = value
        write_rows(Path(folder), kind, rows, ".jsonl" if lines else ".json")
        outcome = _loaded_or_refused(Path(folder))
        if isinstance(outcome, str):
            assert kind in outcome
            assert "row " in outcome
            assert len(outcome.splitlines()) == 1
        else:
            for listing in outcome.listings():
                for protocol in listing.protocols:
                    outcome.instance(listing, protocol)


def _loaded_or_refused(folder: Path) -> OfficialSuite | str:
    try:
        return OfficialSuite.load(folder)
    except DataError as error:
        return str(error)


@settings(max_examples=100, deadline=None)
@given(values)
def test_any_json_document_loads_or_is_refused(document: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "GEU_step.json").write_text(json.dumps(document))
        with pytest.raises(DataError, match=r"GEU_step\.json"):
            OfficialSuite.load(folder)
