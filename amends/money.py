"""Amounts of money as whole minor units, so that nothing is ever rounded twice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import get_currency_precision, list_currencies

from amends.errors import Invalid

LARGEST_MINOR = 2**31 - 1
"""Largest amount that the database can store, in minor units."""

_MOST_DIGITS = 12


@dataclass(frozen=True, order=True)
class Money:
    """An amount in one currency.

    Attributes:
        amount_minor: The amount in the currency's minor unit (cents; yen for JPY).
        currency: ISO 4217 code.
    """

    amount_minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str | Decimal | int, currency: str) -> Money:
        """Read a decimal amount such as ``"49.00"``.

        Raises:
            Invalid: The amount is no finite number, has more digits than the currency, is larger
                than what can be stored, or the currency is unknown.
        """
        if currency not in list_currencies():
            raise Invalid("The currency is unknown", code="unknown_currency")
        try:
            given = Decimal(amount)
        except (InvalidOperation, ValueError) as error:
            raise Invalid("The amount is not a number", code="invalid_amount") from error
        if not given.is_finite() or abs(given.adjusted()) > _MOST_DIGITS:
            raise Invalid(f"The amount does not fit {currency}", code="invalid_amount")
        scaled = given * 10 ** get_currency_precision(currency)
        if abs(scaled) > LARGEST_MINOR or scaled != scaled.to_integral_value():
            raise Invalid(f"The amount does not fit {currency}", code="invalid_amount")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in the currency's main unit."""
        precision = get_currency_precision(self.currency)
        return Decimal(self.amount_minor).scaleb(-precision)

    def to_wire(self) -> dict[str, str]:
        """Return ``{"amount": "49.00", "currency": "EUR"}``."""
        return {"amount": str(self.amount), "currency": self.currency}

    def share(self, fraction: float) -> Money:
        """Return this fraction of the amount, rounded half up to the minor unit."""
        share = Decimal(self.amount_minor) * Decimal(str(fraction))
        return Money(int(share.quantize(Decimal(1), ROUND_HALF_UP)), self.currency)

    def __add__(self, other: Money) -> Money:
        self._check_currency(other)
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._check_currency(other)
        return Money(self.amount_minor - other.amount_minor, self.currency)

    def _check_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise Invalid("Amounts of different currencies do not add up", code="currency_mismatch")
