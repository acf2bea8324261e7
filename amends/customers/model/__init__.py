"""What is known of a customer: pure values that services return and rules judge."""

from amends.customers.model.customer import Customer, Tier
from amends.customers.model.history import CustomerHistory, EarlierContact, EarlierRecovery
from amends.customers.model.holding import (
    Device,
    DeviceState,
    Period,
    Subscription,
    SubscriptionCredit,
    SubscriptionState,
)
from amends.customers.model.order import (
    LeftAt,
    Order,
    OrderLine,
    OrderState,
    OrderStatus,
    Shipment,
    ShipmentState,
)
from amends.customers.model.payment import Payment, PaymentKind, PaymentState, RefundStatus, Voucher
from amends.customers.model.privacy import PrivacyKind, PrivacyRequest
from amends.customers.model.product import Aspect, CatalogueEntry, Product, Variant
from amends.customers.model.returning import Cancellation, Return, ReturnKind, ReturnState

__all__ = [
    "Aspect",
    "Cancellation",
    "CatalogueEntry",
    "Customer",
    "CustomerHistory",
    "Device",
    "DeviceState",
    "EarlierContact",
    "EarlierRecovery",
    "LeftAt",
    "Order",
    "OrderLine",
    "OrderState",
    "OrderStatus",
    "Payment",
    "PaymentKind",
    "PaymentState",
    "Period",
    "PrivacyKind",
    "PrivacyRequest",
    "Product",
    "RefundStatus",
    "Return",
    "ReturnKind",
    "ReturnState",
    "Shipment",
    "ShipmentState",
    "Subscription",
    "SubscriptionCredit",
    "SubscriptionState",
    "Tier",
    "Variant",
    "Voucher",
]
