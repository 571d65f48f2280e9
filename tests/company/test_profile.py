"""A company's profile: its values, and its day, which is local wherever the machine stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from orchestration.company.profile import Profile, read


@pytest.mark.parametrize(
    ("said", "profile"),
    [
        ("country: NO\nlanguage: no", Profile("42", country="NO", language="no")),
        (
            "country:\nlanguage: ''\nlines_of_business: gifts",
            Profile("42", lines_of_business=("gifts",)),
        ),
        (
            "fiscal_year_starts: 4\nlines_of_business: [on, off]",
            Profile("42", fiscal_year_starts=4, lines_of_business=("on", "off")),
        ),
    ],
)
def test_every_value_of_a_profile_is_read_as_it_is_written(
    said: str, profile: Profile, tmp_path: Path
) -> None:
    (tmp_path / "company.yml").write_text(f"name: 42\n{said}\n")
    assert read(tmp_path) == profile


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
