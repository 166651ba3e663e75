"""Rates and factors as they are read on Vietnamese papers."""

from decimal import Decimal


def number_words(number):
    """Decimal("1.50") -> «1,5»; Decimal("70.00") -> «70»."""
    text = f"{Decimal(number):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def percent_words(percent):
    """Decimal("2.50") -> «2,5 %»."""
    return f"{number_words(percent)} %"
