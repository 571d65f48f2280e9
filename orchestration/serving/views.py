"""What can be asked, each once: the page at its path, JSON below `/api`, and a tool of MCP.

A view names its parameters; whatever comes in is read by them, and nothing else reaches a query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from orchestration.serving import answers, flow, meaning, people, provenance
from orchestration.serving.answers import Answer
from orchestration.serving.seeing import Seen

LONGEST_TEXT = 200
_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})")


class BadQuestionError(ValueError):
    """A parameter is not what it has to be; the message names it."""


@dataclass(frozen=True)
class Company:
    """What holds for the whole company: see `profile`."""

    name: str
    currency: str
    country: str


@dataclass(frozen=True)
class Parameter:
    """Something that is asked for: text, a number or a day; in the path or behind it."""

    name: str
    kind: str
    meaning: str
    default: str | None = None
    choices: tuple[str, ...] = ()

    def value(self, given: Mapping[str, str]) -> Any:
        """What was given for it, or its default. Raises BadQuestionError."""
        said = given.get(self.name, "").strip() or self.default
        if said is None:
            raise BadQuestionError(f"{self.name} is missing: {self.meaning}")
        if len(said) > LONGEST_TEXT or "\0" in said:
            raise BadQuestionError(f"{self.name} is longer than {LONGEST_TEXT} letters.")
        if self.choices and said not in self.choices:
            raise BadQuestionError(f"{self.name} must be one of {', '.join(self.choices)}.")
        if self.kind == "number":
            if not (said.isascii() and said.isdigit() and 1 <= int(said) <= 10_000):
                raise BadQuestionError(f"{self.name} must be a whole number from 1 on.")
            return int(said)
        if self.kind == "day":
            try:
                return date.fromisoformat(said) if said else None
            except ValueError:
                raise BadQuestionError(f"{self.name} must be a day, YYYY-MM-DD.") from None
        return said


@dataclass(frozen=True)
class View:
    """One thing to ask: `ask(seen, company, **parameters)` answers it.

    `tool` is its name for machines, `template` that of its page.
    """

    tool: str
    path: str
    template: str
    meaning: str
    ask: Callable[..., Answer]
    parameters: tuple[Parameter, ...] = ()

    def answer(self, seen: Seen, company: Company, given: Mapping[str, str]) -> Answer:
        """The answer to what was given. Raises BadQuestionError and NothingFoundError."""
        return self.ask(seen, company, **{one.name: one.value(given) for one in self.parameters})

    @property
    def api_path(self) -> str:
        return f"/api{self.path}" if self.path != "/" else f"/api/{self.tool}"


def _changes(
    seen: Seen, _: Company, event: str, line: str, days: int, month: str, page: int
) -> Answer:
    measured_on = seen.snapshot.build.measured_on
    first_on, last_on = measured_on - timedelta(days=days - 1), measured_on
    if month:
        found = _FIRST.fullmatch(month)
        if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
            raise BadQuestionError("month must be a month, YYYY-MM.")
        first_on = date(int(found[1]), int(found[2]), 1)
        last_on = (first_on + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    said = answers.changes(seen, event, line, first_on, last_on, min(page, answers.DEEPEST))
    return Answer({**said.data, "days": days, "month": month}, said.marts, said.words)


def _goal(seen: Seen, _: Company, goal: str, step: str) -> Answer:
    said = answers.goal(seen, goal, step)
    try:
        drawn = flow.picture(seen.cursor, goal, "published.marts")[0]
    except flow.NothingToDrawError:
        drawn = ""
    return Answer({**said.data, "picture": drawn}, said.marts, said.words)


_PAGE = Parameter("page", "number", "Which page of the list, from 1.", "1")
_MART = Parameter("mart", "text", "As customer_360.")
_STEP = Parameter("step", "text", "Only journeys that first went wrong at this step.", "")

VIEWS = (
    View(
        "overview", "/", "overview",
        "What changed on the last day, in 7 and in 30 days, and what waits for a person.",
        lambda seen, company: answers.overview(seen),
    ),
    View(
        "changes", "/changes/{event}", "changes",
        "Who became new, reactivated, lapsed or lost in a period, and why.",
        _changes,
        (
            Parameter("event", "text", "What happened.", None, answers.EVENTS),
            Parameter("line", "text", "A line of business; enterprise: all.", "enterprise"),
            Parameter("days", "number", "The last so many days.", "30"),
            Parameter("month", "text", "A month, YYYY-MM, instead of days.", ""),
            _PAGE,
        ),
    ),
    View(
        "at_risk", "/at-risk", "at_risk", "Who is at risk now, and why.",
        lambda seen, company, page: answers.at_risk(seen, min(page, answers.DEEPEST)),
        (_PAGE,),
    ),
    View(
        "find_customer", "/customers", "search",
        "Who answers to a number, an e-mail, a phone, a department's own id or a name.",
        lambda seen, company, q: people.search(seen, q, company.country),
        (Parameter("q", "text", "Number, e-mail, phone, department's id or name.", ""),),
    ),
    View(
        "customer", "/customers/{customer_id}", "customer",
        "A customer: who, what they have, what went wrong, what not to say, what to say.",
        lambda seen, company, customer_id: people.customer(seen, customer_id, company.currency),
        (Parameter("customer_id", "text", "C-… and ten letters or digits."),),
    ),
    View(
        "household", "/households/{household_id}", "household",
        "A household: who lives there, what they have, what contradicted.",
        lambda seen, company, household_id: people.household(seen, household_id),
        (Parameter("household_id", "text", "H-… and ten letters or digits."),),
    ),
    View(
        "asset", "/asset", "asset",
        "How the customer asset grew, month by month: opening + new + reactivated - lost.",
        lambda seen, company, line, segment: answers.asset(seen, line, segment),
        (
            Parameter("line", "text", "A line of business; enterprise: all.", "enterprise"),
            Parameter("segment", "text", "A segment; all: everybody.", "all"),
        ),
    ),
    View(
        "journeys", "/journeys", "journeys", "Journeys by goal, and how they end.",
        lambda seen, company: answers.goals(seen),
    ),
    View(
        "journeys_towards", "/journeys/{goal}", "goal",
        "Journeys towards a goal: steps, moves, where they go wrong, the latest that did.",
        _goal,
        (Parameter("goal", "text", "A goal, as buy or get_help."), _STEP),
    ),
    View(
        "journey", "/journey/{journey_id}", "journey", "One journey, step by step.",
        lambda seen, company, journey_id, customer: people.journey(seen, journey_id, customer),
        (
            Parameter("journey_id", "text", "As a list of journeys shows it."),
            Parameter("customer", "text", "Whose it is; so it is found sooner.", ""),
        ),
    ),
    View(
        "voice", "/voice", "voice",
        "What customers answer, weighted for those who do not; what goes with it; who is silent.",
        lambda seen, company: answers.voice(seen),
    ),
    View(
        "conversation", "/conversation", "conversation",
        "Messages that contradict, breaches of consent, pressure, and what must not be sent.",
        lambda seen, company: answers.conversation(seen),
    ),
    View(
        "alerts", "/alerts", "alerts", "Alerts by rule, and those for the role itself.",
        lambda seen, company: answers.alerts(seen),
    ),
    View(
        "quality", "/quality", "quality",
        "What became of deliveries, what cleansing found, unknown words, and what checks say.",
        lambda seen, company: answers.quality(seen),
    ),
    View(
        "definitions", "/words", "words", "The agreed words.",
        lambda seen, company: meaning.words(),
    ),
    View(
        "define", "/words/{word}", "word", "One agreed word.",
        lambda seen, company, word: meaning.word(word),
        (Parameter("word", "text", "As lost, or key_driver."),),
    ),
    View(
        "marts", "/marts", "marts", "Every mart, and what one row of it is.",
        lambda seen, company: provenance.marts(seen),
    ),
    View(
        "mart", "/marts/{mart}", "mart",
        "The columns of a mart, what they mean and whose deliveries they are computed from.",
        lambda seen, company, mart: provenance.mart(seen, mart),
        (_MART,),
    ),
    View(
        "column", "/marts/{mart}/{column}", "column",
        "Each delivered column and each rule that a column of a mart is computed from.",
        lambda seen, company, mart, column: provenance.column(seen, mart, column),
        (_MART, Parameter("column", "text", "As email.")),
    ),
    View(
        "processing", "/processing", "processing",
        "The record of processing: what is held of people, for what, how long, and who gets it.",
        lambda seen, company: provenance.processing(seen),
    ),
    View(
        "metric", "/metrics/{metric}", "metric", "A shared metric by day, newest first.",
        lambda seen, company, metric, by, days, until: answers.metric(
            seen, metric, by, days, until
        ),
        (
            Parameter("metric", "text", "As customers_lost; a wrong one lists them all."),
            Parameter("by", "text", "all, age or household.", "all"),
            Parameter("days", "number", "The last so many days, at most 400.", "30"),
            Parameter("until", "day", "The last of these days; by default the measured one.", ""),
        ),
    ),
)  # fmt: skip
