"""The company's day: a day is local, wherever the machine stands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from orchestration.company.profile import Profile


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/London", datetime(2026, 3, 31, 22, 59, 59, tzinfo=UTC), date(2026, 3, 31)),
        ("Europe/London", datetime(2026, 3, 31, 23, 0, tzinfo=UTC), date(2026, 4, 1)),
        ("America/Sao_Paulo", datetime(2026, 4, 1, 2, 59, tzinfo=UTC), date(2026, 3, 31)),
        ("UTC", datetime(2026, 3, 31, 23, 30, tzinfo=UTC), date(2026, 3, 31)),
    ],
)
def test_today_is_the_day_at_the_company(zone: str, moment: datetime, day: date) -> None:
    assert Profile("Tests", time_zone=zone).today(moment) == day
