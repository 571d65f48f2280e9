"""What an export says in words."""

from __future__ import annotations

from datetime import date, datetime

from orchestration.privacy import exporting


def test_what_was_allowed_is_told_with_its_history_and_with_what_proves_it() -> None:
    answer = {
        "purpose": "marketing", "is_allowed": True, "source": "form", "evidence": "PF-1",
        "record_id": "m:1", "wording": "form 2024-05", "file_name": "answers_1.csv",
        "file_record": 1204, "delivered_on": date(2026, 1, 31),
        "valid_from": datetime(2026, 1, 2, 9), "valid_to": datetime(2026, 3, 4, 9),
    }  # fmt: skip
    refused = {
        "purpose": "marketing", "is_allowed": False, "source": "unsubscribe", "channel": "email",
        "valid_from": datetime(2026, 3, 4, 9), "evidence": "EN-7", "record_id": "m:1",
    }  # fmt: skip
    rows = [answer | {"channel": "email"}, answer | {"channel": "post"}, refused]
    assert list(exporting._sentences({"consent_states": rows}, "EUR")) == [
        "You refused marketing by email, from 2026-03-04, by unsubscribe. It is proved by EN-7.",
        "You allowed marketing by email and post, from 2026-01-02 until 2026-03-04, by form, "
        "to the wording 'form 2024-05'. It is proved by PF-1, record 1,204 of answers_1.csv, "
        "delivered on 2026-01-31.",
    ]


def test_what_is_held_back_for_one_reason_is_told_once_for_all_channels() -> None:
    held = {"purpose": "win_back", "reasons": ["restricted"]}
    rows = [held | {"channel": channel} for channel in ("sms", "email", "post")]
    [said] = exporting._sentences({"contact_suppressions": rows}, "EUR")
    assert said.startswith("Nothing for win back is sent to you by email, post and sms: ")
