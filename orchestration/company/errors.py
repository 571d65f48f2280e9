"""The one kind of error that a company's folder gives."""

from __future__ import annotations


class CompanyError(ValueError):
    """The product cannot act on what a company's folder says; the message names file and place."""
