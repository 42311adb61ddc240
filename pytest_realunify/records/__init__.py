"""What travels between the parts and onto disk: instances, cases, attempts, verdicts, results. Frozen; JSON in and out.

Pictures never ride in a record: an instance names them by a reference that its suite opens, a step by the sha256 of
the stored PNG (or, for a suite's own file, of that file's bytes).
"""

from pytest_realunify.interfaces import GEUInstance, Instance, Listing, Question, UEGInstance, multiple_choice_prompt
from pytest_realunify.records.attempts import Attempt, Step, Trouble
from pytest_realunify.records.cases import Case, instance_of, kind_of
from pytest_realunify.records.plain import from_json, to_json
from pytest_realunify.records.results import Result
from pytest_realunify.records.verdicts import SCORED, Poll, State, Verdict, Vote
from pytest_realunify.text import encodable

__all__ = [
    "SCORED",
    "Attempt",
    "Case",
    "GEUInstance",
    "Instance",
    "Listing",
    "Poll",
    "Question",
    "Result",
    "State",
    "Step",
    "Trouble",
    "UEGInstance",
    "Verdict",
    "Vote",
    "encodable",
    "from_json",
    "instance_of",
    "kind_of",
    "multiple_choice_prompt",
    "to_json",
]
