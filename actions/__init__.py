"""The custom actions: what the assistant does when the engine's rules say so."""

from __future__ import annotations

from actions.account import (
    AskSubscription,
    AskSubscriptionConfirmation,
    CancelSubscription,
    ChangeLanguage,
    SubscriptionForm,
)
from actions.asking import AskLine, AskOrderNumber
from actions.base import AmendsAction
from actions.correction import CorrectOrder
from actions.handoff import GoOnAfterPerson, RequestPerson
from actions.issue import AskIssueKind, IssueForm, ReportIssue
from actions.order import (
    AddressForm,
    AskCancelConfirmation,
    CancelForm,
    CancelOrder,
    ChangeAddress,
    OrderStatusForm,
    TellOrderStatus,
)
from actions.privacy import (
    AskErasureConfirmation,
    PrivacyForm,
    RequestPrivacy,
    SetPersonalisation,
)
from actions.product import AnswerProductQuestion, AskProduct, ProductForm
from actions.rating import AskRating, Rate, RatingForm
from actions.recovery import (
    AcceptOffer,
    ExplainOffer,
    OfferOther,
    PresentOffer,
    RecommendRecovery,
    RefuseOffer,
)
from actions.refund import RefundStatusForm, TellRefundStatus
from actions.returns import (
    AskReturnConfirmation,
    ExchangeForm,
    RequestExchange,
    RequestReturn,
    ReturnForm,
)
from actions.smalltalk import AskToRephrase, TakeYes
from actions.wishes import BeginWish, LeaveWish, TakeUpWish

ALL: tuple[type[AmendsAction], ...] = (
    AcceptOffer,
    AddressForm,
    AnswerProductQuestion,
    AskCancelConfirmation,
    AskErasureConfirmation,
    AskIssueKind,
    AskLine,
    AskOrderNumber,
    AskProduct,
    AskRating,
    AskReturnConfirmation,
    AskSubscription,
    AskSubscriptionConfirmation,
    AskToRephrase,
    BeginWish,
    CancelForm,
    CancelOrder,
    CancelSubscription,
    ChangeAddress,
    ChangeLanguage,
    CorrectOrder,
    ExchangeForm,
    ExplainOffer,
    GoOnAfterPerson,
    IssueForm,
    LeaveWish,
    OfferOther,
    OrderStatusForm,
    PresentOffer,
    PrivacyForm,
    ProductForm,
    Rate,
    RatingForm,
    RecommendRecovery,
    RefundStatusForm,
    RefuseOffer,
    ReportIssue,
    RequestExchange,
    RequestPerson,
    RequestPrivacy,
    RequestReturn,
    ReturnForm,
    SetPersonalisation,
    SubscriptionForm,
    TakeUpWish,
    TakeYes,
    TellOrderStatus,
    TellRefundStatus,
)
"""Every custom action; an action that is not here does not exist for the engine."""

__all__ = ["ALL", "AmendsAction"]
