"""Every rate of the sample company, with its default."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

MOST_PEOPLE = 4_000_000


@dataclass(frozen=True)
class SampleParameters:
    """What is simulated and how often things happen.

    Shares and rates are fractions (0.05 is 5%); rates per year are named so. A rate of 0 switches
    its situation off. Raises ValueError, naming the field, when a value is out of range.
    """

    people: int = 2_000
    """How many people live in the world; about half of them become customers."""
    seed: int = 7
    months: int = 36
    """Length of the simulated past; the company's first day is this many months before the end."""
    until: date = date(2026, 10, 31)
    """The last simulated day; nothing is written that happened later."""

    # Families and time
    moves_per_year: float = 0.07
    """Households that move as a whole."""
    tells_of_move_share: float = 0.85
    """Movers who tell a department that keeps their address, within 60 days."""
    marriages_per_year: float = 0.096
    """Unmarried adults up to 50 ready to marry; they do when a match of the block is ready too."""
    surname_change_share: float = 0.68
    """Brides who take the new surname."""
    separations_per_year: float = 0.012
    """Partners who move out into a home of their own."""
    student_share: float = 0.5
    """Children turning 18 to 20 who leave for halls or a house share."""
    leavers_per_year: float = 0.05
    """Grown-up children who move out."""
    twins_share: float = 0.03
    """Families with two children or more whose first two are twins."""
    namesakes_share: float = 0.06
    """Sons who carry their father's given name."""
    own_surname_share: float = 0.2
    """Partners who keep a surname of their own."""
    flat_without_unit_share: float = 0.08
    """Flats whose residents never write the unit."""

    # Contact details
    phone_changes_per_year: float = 0.05
    """People who give up their mobile number for a new one."""
    recycled_phone_share: float = 0.15
    """Given-up numbers that are issued to somebody else later."""
    email_changes_per_year: float = 0.025
    """People who give up their e-mail address for a new one."""
    parent_email_share: float = 0.4
    """Children under 18 who use a parent's e-mail address."""
    couple_email_share: float = 0.05
    """Partners who share one e-mail address."""

    # Records
    noise: float = 1.0
    """Multiplies every department's error rates of `lists/noise.csv`."""
    crm_duplicate_share: float = 0.10
    """Contacts that a second rep enters again."""
    service_duplicate_share: float = 0.06
    """Callers (of those calling again after two months, three times as many) with a second file."""
    second_account_share: float = 0.04
    """Account holders who open a second account with another address."""
    guest_only_share: float = 0.22
    """Shoppers who never open an account."""
    guest_order_share: float = 0.08
    """Orders of account holders placed without logging in."""
    gift_share: float = 0.05
    """Orders that go to somebody else's door."""
    sentinel_share: float = 0.02
    """Missing values that were filled with none@none.com, 07000 000000, 1900-01-01 or N/A."""

    # Buying
    shopper_share: float = 0.66
    """Grown-ups who ever buy home goods."""
    orders_per_year: float = 3.4
    """Mean pace of a shopper while active; single shoppers differ by a gamma of shape 2."""
    cancelled_share: float = 0.04
    """Orders cancelled before they are sent."""
    return_share: float = 0.07
    """Order lines the customer sends back."""
    failed_delivery_share: float = 0.08
    """Parcels whose first attempt fails."""
    late_delivery_share: float = 0.10
    """Parcels that come after the promised day."""
    insured_share: float = 0.26
    """People who take a product, on average; in a third of the households twice as many."""
    company_cancellation_share: float = 0.03
    """Policy terms the company cancels."""
    non_renewal_share: float = 0.03
    """Policy terms the company does not renew."""
    missed_premium_share: float = 0.012
    """Monthly instalments that are missed."""
    claims_per_term: float = 0.10
    """Policy terms with a claim."""

    # Service, voice, communication
    repeat_share: float = 0.30
    """Contacts that are followed by another on the same issue within a week."""
    self_service_first_share: float = 0.35
    """Issues of account holders that began with a failed self-service."""
    response_rate: float = 0.10
    """Base chance to answer a survey of somebody neither delighted nor angry."""
    response_bias: float = 0.30
    """How much extreme experience raises that chance: 0 answers at random."""
    opt_outs_per_year: float = 0.06
    """People on the list who opt out, and, likewise, who unsubscribe."""
    breach_rate: float = 0.03
    """Messages that go out although consent was withdrawn."""
    deaths: float = 0.08
    """Contacts of sales aged sixty and more who have died, by a mark in the name."""
    spam_reports: float = 0.006
    """Opened messages that are reported as spam."""
    closed_mailboxes: float = 0.03
    """Entries of the list whose last e-mail comes back for good."""
    joint_parcels: float = 0.03
    """Parcels to a couple's home that are addressed to both."""
    firms: float = 0.02
    """People of thirty to fifty-nine who have a firm that a sales rep sells to."""
    undated_answers: float = 0.01
    """People on marketing's list who said no in a letter that was entered without its date."""
    odd_words: float = 0.02
    """People on marketing's list with an answer in a word that no rule knows; ten times as often an
    instalment that has just fallen due has such a status."""
    reused_numbers: float = 0.02
    """Orders of the first year whose number the shop gives again, to somebody else."""
    credit_notes: float = 0.01
    """First orders with an account that are credited in part much later, under another number."""
    odd_statuses: float = 0.01
    """The same, followed by an order whose status no rule knows."""
    conflict_share: float = 0.65
    """Cancellation, non-renewal and arrears letters that meet an offer of the same days."""
    holdout_share: float = 0.3
    """Share of the audience of a measured campaign that is held out."""
    uplift: float = 0.08
    """Chance that a measured campaign causes an order that would not have been placed."""

    def __post_init__(self) -> None:
        if not 50 <= self.people <= MOST_PEOPLE:
            raise ValueError(
                f"people must lie between 50 and {MOST_PEOPLE:,}, not {self.people:,}."
            )
        if not 0 <= self.seed < 2**31:
            raise ValueError(f"seed must lie between 0 and {2**31 - 1:,}, not {self.seed}.")
        if not 6 <= self.months <= 120:
            raise ValueError(f"months must lie between 6 and 120, not {self.months}.")
        for name, value in self.rates().items():
            high = 20.0 if name in ("noise", "orders_per_year") else 1.0
            if not 0 <= value <= high:
                raise ValueError(f"{name} must lie between 0 and {high:g}, not {value}.")

    def rates(self) -> dict[str, float]:
        """The rates by name, without the size of the world."""
        names = [
            f.name for f in fields(self) if f.name not in ("people", "seed", "months", "until")
        ]
        return {name: float(getattr(self, name)) for name in names}

    @property
    def start(self) -> date:
        """The first simulated day: `months` months before the day after `until`."""
        day_after = date.fromordinal(self.until.toordinal() + 1)
        year, month = divmod(day_after.year * 12 + day_after.month - 1 - self.months, 12)
        return date(year, month + 1, min(day_after.day, 28))
