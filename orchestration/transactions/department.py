"""Where a list of transactions goes: a department of a company's folder, made where it is missing.

The department's contract, models and suite are under `department/`: texts with `$` where a company
fills them in. They are written once and are the company's from then on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from orchestration.company import founding, profile
from orchestration.company.errors import CompanyError
from orchestration.company.profile import Profile
from orchestration.settings import COMPANY_FILE
from orchestration.transactions.rows import TransactionsError

_TEXTS = Path(__file__).with_name("department")


@dataclass(frozen=True)
class Department:
    """A department of the company in the folder `company`, which need not be one yet.

    `line` is the line of business of what is sold, by default the company's first, and `currency`
    that of the amounts, by default the company's.
    """

    company: Path
    name: str = "sales"
    line: str | None = None
    currency: str | None = None

    @property
    def extracts(self) -> Path:
        """Where its files are delivered to."""
        return self.company / "extracts" / self.name

    @property
    def memory(self) -> Path:
        """Where its lines are kept, and the list of the credit notes that stand by themselves."""
        return self.company / "transactions" / self.name

    @property
    def lines(self) -> Path:
        """All lines that it was given so far."""
        return self.memory / "lines.parquet"

    @property
    def _models(self) -> Path:
        return self.company / "departments" / self.name

    def check(self) -> Profile:
        """The company's profile, as it is or would be made; nothing is written.

        Raises TransactionsError where the list cannot go there.
        """
        if not re.fullmatch("[a-z]+(_?[a-z0-9]+)*", self.name):
            raise TransactionsError(
                f"--department {self.name!r} must be lower-case letters, digits and _, as web_shop."
            )
        try:
            if (self.company / COMPANY_FILE).is_file():
                return self._known(profile.read(self.company))
            founding.check(self.company)
            return Profile(
                name=self.company.resolve().name,
                currency=self.currency or Profile.currency,
                lines_of_business=(self.line,) if self.line else Profile.lines_of_business,
            )
        except (founding.FoundingError, CompanyError) as error:
            raise TransactionsError(str(error)) from None

    def make(self) -> None:
        """Write what is missing of the company and the department. Raises TransactionsError."""
        found = self.check()
        if not (self.company / COMPANY_FILE).is_file():
            founding.make(self.company, found)
        self.memory.mkdir(parents=True, exist_ok=True)
        if self._models.is_dir():
            return
        words = {
            "department": self.name,
            "owner": self.name.replace("_", " ").capitalize(),
            "currency": found.currency,
            "line": self.line or found.lines_of_business[0],
        }
        draft = self._models.with_name(f".{self.name}.partial")
        draft.mkdir(parents=True, exist_ok=True)
        for source in sorted(_TEXTS.glob("*.sql")):
            sql = Template(source.read_text("utf-8")).substitute(words)
            kind, _, rest = source.stem.partition("__")
            model = f"{kind}_{self.name}__{rest}"
            (draft / f"{model}.sql").write_text(sql, encoding="utf-8")
            grain = sql.partition("\n")[0].removeprefix("-- ")
            _write(draft / f"{model}.yml", "model.yml", {"model": model, "grain": grain})
        _write(draft / f"_{self.name}.yml", "_contract.yml", words)
        suite = self.company / "expectations" / f"raw_{self.name}" / "credit_notes.yml"
        suite.parent.mkdir(parents=True, exist_ok=True)
        _write(suite, "suite.yml", words)
        draft.replace(self._models)

    def _known(self, company: Profile) -> Profile:
        if self._models.is_dir() and not self.memory.is_dir():
            raise TransactionsError(
                f"{self.company} has a department {self.name} of its own: name another with "
                "--department."
            )
        if self.line and self.line not in company.lines_of_business:
            raise TransactionsError(
                f"--line {self.line}: {self.company / COMPANY_FILE} has "
                f"{', '.join(company.lines_of_business)}. Add it to lines_of_business there, and a "
                "row to rules/lifecycle_windows.csv."
            )
        if self.currency and self.currency != company.currency:
            raise TransactionsError(
                f"--currency {self.currency}: the amounts of {company.name} are in "
                f"{company.currency}, and nothing here converts them."
            )
        return company


def _write(path: Path, source: str, words: dict[str, str]) -> None:
    path.write_text(Template((_TEXTS / source).read_text("utf-8")).substitute(words), "utf-8")
