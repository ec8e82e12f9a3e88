"""A figure of a sentence as it is read, before its row is placed in the raw text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from report_extract.mentions.tokens import Token
from report_extract.model import Measure, Mention, Status
from report_extract.records.frames import Frame


@dataclass(slots=True)
class Reading:
    """One figure read: the row's fields before they are placed in the raw text."""

    figure: Mention
    indicator: str
    measure: Measure
    basis: str | None
    status: Status
    period: tuple[date | None, date | None]
    rule: str
    confidence: float
    notes: list[str]
    frame: Frame
    token: Token
