"""What the console's pages send, checked as it arrives."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from amends.conversations.model import MAX_TEXT_LENGTH
from amends.recovery.model import Decision, RemedyKind

_Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]


class LoginRequest(BaseModel):
    """E-mail and password."""

    email: str = Field(min_length=1, max_length=254)
    password: str = Field(min_length=1, max_length=1_000)


class DecisionRequest(BaseModel):
    """What an approver decides."""

    model_config = ConfigDict(extra="forbid")

    decision: Decision
    remedy: RemedyKind | None = Field(None, description="Another remedy; with `amend` only")
    amount: Decimal | None = Field(
        None,
        gt=0,
        max_digits=12,
        description="Another amount, in the offer's currency; with `amend` only",
    )
    reason: _Reason = Field("", description="Needed to amend or decline")

    @model_validator(mode="after")
    def _complete(self) -> DecisionRequest:
        amends = self.decision is Decision.AMEND
        if amends and self.remedy is None and self.amount is None:
            raise ValueError("to amend, send another remedy or amount")
        if not amends and not (self.remedy is None and self.amount is None):
            raise ValueError("a remedy or amount goes with amend only")
        if self.decision is not Decision.APPROVE and not self.reason:
            raise ValueError("a reason is needed")
        return self


class TextRequest(BaseModel):
    """A reply or a note."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=64, description="The client's own id")
    text: str = Field(min_length=1, max_length=2 * MAX_TEXT_LENGTH)


class TakeOverRequest(BaseModel):
    """Whom a conversation is taken from, if a colleague has it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_agent: str | None = Field(None, alias="from", max_length=40)


class CloseRequest(BaseModel):
    """Why a conversation is closed."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("resolved", pattern=r"^[a-z_]{1,40}$")


class TypingRequest(BaseModel):
    """Whether the agent is typing."""

    model_config = ConfigDict(extra="forbid")

    on: bool
