"""A company's profile, `company.yml`: what holds for the whole company and no department alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import yaml

from orchestration.company.errors import CompanyError
from orchestration.settings import COMPANY_FILE

# What rules and marts say of all lines of business together.
_EVERY_LINE = ("any", "enterprise")
# What ISO 4217 writes where there is no currency: an amount that names one is not this company's.
UNKNOWN_CURRENCY = "XXX"


class ProfileError(CompanyError):
    """The profile says something the product cannot act on; the message names file and key."""


@dataclass(frozen=True)
class Profile:
    """A company in a few words.

    `currency` is an ISO 4217 code, its `XXX` where nobody said one, `country` an ISO 3166 code of
    two letters, `language` an ISO 639 code of two letters, `time_zone` a name of the tz database,
    `fiscal_year_starts` a month from 1 to 12. The first of `lines_of_business` is that of a
    purchase whose feed names none. The roles in `role_snapshots` get a snapshot of their own.
    """

    name: str
    currency: str = UNKNOWN_CURRENCY
    country: str = ""
    language: str = ""
    time_zone: str = "UTC"
    fiscal_year_starts: int = 1
    lines_of_business: tuple[str, ...] = ("general",)
    role_snapshots: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Z]{3}", self.currency):
            raise ProfileError(
                f"currency {self.currency!r} is no code of three letters, as in ISO 4217."
            )
        if not re.fullmatch("([A-Z]{2})?", self.country):
            raise ProfileError(f"country {self.country!r} is no code of two letters (ISO 3166).")
        if not re.fullmatch("([a-z]{2})?", self.language):
            raise ProfileError(f"language {self.language!r} is no code of two letters (ISO 639).")
        if self.time_zone not in available_timezones():
            near = get_close_matches(self.time_zone, available_timezones(), 1)
            raise ProfileError(
                f"time_zone {self.time_zone!r} is none of the tz database"
                + (f"; did you mean {near[0]}?" if near else ", as Europe/Berlin.")
            )
        if not isinstance(self.fiscal_year_starts, int) or not 1 <= self.fiscal_year_starts <= 12:
            raise ProfileError("fiscal_year_starts must be a month from 1 to 12.")
        if not self.name.strip():
            raise ProfileError("a profile needs a name.")
        if not self.lines_of_business:
            raise ProfileError("lines_of_business needs one name at least.")
        for line in self.lines_of_business:
            if line in _EVERY_LINE:
                raise ProfileError(f"no line of business may be called {line}: that means all.")
            if not re.fullmatch("[a-z][a-z0-9_]*", line):
                raise ProfileError(
                    f"line of business {line!r} must be lower-case letters, digits and _, "
                    "as home_goods."
                )
        if len(set(self.lines_of_business)) < len(self.lines_of_business):
            raise ProfileError("lines_of_business names one twice.")
        for role in self.role_snapshots:
            if not re.fullmatch("[a-z][a-z0-9_]*", role):
                raise ProfileError(f"role_snapshots: {role!r} cannot be a role's name.")
        if len(set(self.role_snapshots)) < len(self.role_snapshots):
            raise ProfileError("role_snapshots names one twice.")

    def today(self, now: datetime | None = None) -> date:
        """The company's day at a moment that knows its zone; by default, at this one."""
        return (now or datetime.now(UTC)).astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def read(company: Path) -> Profile:
    """The profile of a company's folder. Raises ProfileError."""
    path = company / COMPANY_FILE
    try:
        # Everything is text: to YAML a country or a language of `no` is a boolean.
        text = path.read_text(encoding="utf-8")
        said = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts
    except FileNotFoundError:
        raise ProfileError(
            f"There is no {COMPANY_FILE} in {company}. Make a company's folder with: "
            "customer360 init DIR"
        ) from None
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise ProfileError(f"{path}{line}: this is not YAML.") from None
    if not isinstance(said, dict) or not said.get("name"):
        raise ProfileError(f"{path}: a profile needs a name.")
    known = {field.name for field in fields(Profile)}
    for key in said:
        if key not in known:
            near = get_close_matches(str(key), known, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(sorted(known))}."
            raise ProfileError(f"{path}: unknown key {key!r}; {hint}")
    try:
        return Profile(**_values(said))
    except ProfileError as error:
        raise ProfileError(f"{path}: {error}") from None


def _values(said: dict[str, Any]) -> dict[str, Any]:
    """YAML's texts as the profile holds them."""
    values = {key: value for key, value in said.items() if value not in ("", "null", "~")}
    for key in ("lines_of_business", "role_snapshots"):
        if key in values:
            one = values[key]
            values[key] = (one,) if isinstance(one, str) else tuple(one)
    if str(values.get("fiscal_year_starts", "")).isdigit():
        values["fiscal_year_starts"] = int(values["fiscal_year_starts"])
    return values
