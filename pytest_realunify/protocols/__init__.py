"""How a model is asked: the paper's four protocols as generator functions, and the means to write another."""

from pytest_realunify.protocols.asks import Ask, Drawn, Edit, Generate, Outcome, Picture, Protocol, Understand, Withheld
from pytest_realunify.protocols.published import BY_NAME
from pytest_realunify.protocols.specs import PUBLISHED, ProtocolSpec, name_of, protocol, team_protocol

__all__ = [
    "BY_NAME",
    "PUBLISHED",
    "Ask",
    "Drawn",
    "Edit",
    "Generate",
    "Outcome",
    "Picture",
    "Protocol",
    "ProtocolSpec",
    "Understand",
    "Withheld",
    "name_of",
    "protocol",
    "team_protocol",
]
