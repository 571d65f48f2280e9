"""Alerting: every new alert of the published marts is handed to whoever acts on it.

An open alert is new until a journal holds its number, and it enters the ledger once it has been
taken: a crash in between hands it over again, under the same number, and loses none. The journal
also holds who said that an alert has been seen to; the next run reads it.
What stays out: which alerts there are (that is the mart `alerts`), and anything personal but the
customer's number and the message.
"""

from orchestration.alerting.handing import (
    Alert,
    Handed,
    UnknownAlertError,
    hand_over,
    handle,
    load_handled,
    new_alerts,
    note,
    open_alerts,
)
from orchestration.alerting.targets import AlertError

__all__ = [
    "Alert",
    "AlertError",
    "Handed",
    "UnknownAlertError",
    "hand_over",
    "handle",
    "load_handled",
    "new_alerts",
    "note",
    "open_alerts",
]
