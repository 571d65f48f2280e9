"""A newcomer's list of transactions as a department of a company."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration import extensions, transactions
from orchestration.company import departments, founding, profile, provided
from orchestration.company.profile import Profile
from orchestration.transactions import Columns, Department, TransactionsError, rows
from tests.grids import WRITERS, Grid
from tests.test_cli import customer360


def written(file: Path, columns: Columns, folder: Path) -> list[tuple[str, str, str, str]]:
    transactions.write(file, columns, Department(folder))
    return duckdb.sql(
        f"select order_number, customer_id, ordered_at::varchar, amount::varchar from "
        f"read_csv('{folder}/extracts/sales/orders_*.csv.gz', all_varchar = true) order by 1"
    ).fetchall()


def test_lines_of_one_order_are_added_up_and_rows_of_nobody_stay_out(
    tmp_path: Path,
) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(
        "Invoice,Customer,When,Quantity,Price\n"
        "I1,C1,01/12/2010 08:26,2,1.50\n"
        "I1,C1,01/12/2010 08:26,1,0.25\n"
        "I2,,13/12/2010 08:26,1,5\n"
        "I3,C2,13/12/2010 09:00,-1,5\n"
    )
    columns = Columns("Customer", '"When"', "Quantity * Price", order="Invoice")
    assert written(file, columns, tmp_path / "to") == [
        ("I1", "C1", "2010-12-01 08:26:00", "3.25"),
        ("I3", "C2", "2010-12-13 09:00:00", "-5.00"),
    ]
    counts = transactions.write(file, columns, Department(tmp_path / "again"))
    assert (counts.rows, counts.customers, counts.without_customer, counts.alone) == (4, 2, 1, 1)
    assert (counts.without_customer_amount, counts.alone_amount) == (5, 5)


def test_columns_divided_by_spaces_and_days_without_dashes_are_read(tmp_path: Path) -> None:
    file = tmp_path / "CDNOW.txt"
    file.write_text(
        " id  date cds  value\n 00001 19970101  1   11.77\n 00002 19971231  2   12.00\n"
    )
    found = written(file, Columns("id", "date", "value"), tmp_path / "to")
    assert sorted(row[1:] for row in found) == [
        ("00001", "1997-01-01 00:00:00", "11.77"),
        ("00002", "1997-12-31 00:00:00", "12.00"),
    ]
    assert len({row[0] for row in found}) == 2


def test_the_columns_are_the_contracts_and_a_cost_becomes_a_line(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("c,d,a,k\nC1,2025-01-31,10,4\n")
    transactions.write(file, Columns("c", "d", "a", cost="k"), Department(tmp_path / "to"))
    lines = duckdb.sql(
        f"from read_csv('{tmp_path}/to/extracts/sales/order_lines_2025-01-31.csv.gz')"
    )
    assert [row[1:] for row in lines.fetchall()] == [(1, "everything", 1, 10.0, 4.0)]
    contract = departments.read_contract(tmp_path / "to/departments/sales/_sales.yml")
    files = {path.name.split("_2")[0]: path for path in (tmp_path / "to/extracts/sales").iterdir()}
    assert sorted(files) == ["customers", "order_lines", "orders"]
    for extract in contract.extracts:
        if extract.table in files:
            said = [column.name for column in extract.columns]
            assert said == duckdb.sql(f"from read_csv('{files[extract.table]}')").columns


def test_a_share_that_is_kept_becomes_the_cost_and_not_beside_one(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("c,d,a\nC1,2025-01-31,10\n")
    command = ["transactions", str(file), "--customer", "c", "--date", "d", "--amount", "a"]
    kept = (*command, "--margin-share", "0.3", "--to", str(tmp_path / "to"))
    assert customer360(*kept, folder=tmp_path).returncode == 0
    lines = duckdb.sql(
        f"select unit_cost from read_csv('{tmp_path}/to/extracts/sales/order_lines_*.csv.gz')"
    )
    assert lines.fetchall() == [(7.0,)]
    both = customer360(*kept, "--cost", "a", folder=tmp_path)
    assert both.returncode == 2


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(
        "c,d,a\n" + "".join(f"C{n % 7},2025-01-{n % 28 + 1:02},{n}\n" for n in range(99))
    )
    for name in ("one", "two"):
        transactions.write(file, Columns("c", "d", "a"), Department(tmp_path / name))
    one, two = (
        tmp_path / name / "extracts/sales/orders_2025-01-28.csv.gz" for name in ("one", "two")
    )
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (Columns("nobody", "d", "a"), "--customer 'nobody' is no column.*It has: c, d, a"),
        (Columns("c", "a", "a"), "--date 'a' holds dates that are written in no way known"),
        (Columns("(select 1)", "d", "a"), "--customer .* nor made of them. It holds a query"),
        (Columns("c", "d", "a; select 1"), "--amount .* nor made of them"),
        (Columns("getenv('HOME')", "d", "a"), "--customer .* It calls getenv"),
        (Columns("c", "d", "c"), "The rows do not read as asked: Conversion Error"),
    ],
)
def test_what_cannot_be_read_is_said_without_quoting_a_row(
    tmp_path: Path, columns: Columns, message: str
) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("c,d,a\nsecret,2025-01-31,ten\nsecret,2025-01-31,10\n")
    with pytest.raises(TransactionsError, match=message) as error:
        transactions.write(file, columns, Department(tmp_path / "to"))
    assert "secret" not in str(error.value)


def test_the_command_says_what_it_left_out_and_refuses_a_full_folder(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("c,d,a\nC1,2025-01-31,10\n,2025-01-31,10\n")
    command = ["transactions", str(file), "--customer", "c", "--date", "d", "--amount", "a"]
    done = customer360(*command, "--to", str(tmp_path / "to"), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 orders of 1 customers" in done.stdout
    assert "1 rows without customer" in done.stdout
    assert "No cost is known" in done.stdout
    again = customer360(*command, "--to", str(tmp_path / "to"), folder=tmp_path)
    assert "1 lines had been given before" in again.stdout
    assert f"customer360 run --company {tmp_path / 'to'}" in done.stdout
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").touch()
    refused = customer360(*command, "--to", str(tmp_path / "full"), folder=tmp_path)
    assert refused.returncode == 2
    assert "is not empty" in refused.stderr


def test_a_workbook_gives_the_same_orders_as_the_text_and_ids_are_whole(tmp_path: Path) -> None:
    text = "Invoice,Customer,Day,Amount\nI1,17850.0,2010-12-01,3.5\nI2,17851.0,2010-12-02,4\n"
    (tmp_path / "sales.csv").write_text(text)
    connection = duckdb.connect()
    extensions.load(connection, "excel")
    connection.execute(
        "copy (select Invoice, Customer::double as Customer, Day::date as Day, Amount "
        f"from read_csv('{tmp_path}/sales.csv')) to '{tmp_path}/sales.xlsx' "
        "(format xlsx, header true)"
    )
    columns = Columns("Customer", "Day", "Amount", order="Invoice")
    text, book = (
        written(tmp_path / f"sales.{form}", columns, tmp_path / form) for form in ("csv", "xlsx")
    )
    assert text == book
    assert [row[1] for row in text] == ["17850", "17851"]


def test_a_column_that_some_files_lack_is_not_taken_for_empty(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("c,d,a\nC1,2025-01-31,10\n")
    (tmp_path / "2.csv").write_text("c,d,amount\nC1,2025-02-01,10\n")
    with pytest.raises(TransactionsError, match="not every file has"):
        transactions.write(
            [tmp_path / "1.csv", tmp_path / "2.csv"],
            Columns("c", "d", "a"),
            Department(tmp_path / "to"),
        )


def test_a_list_that_cannot_be_read_leaves_no_folder(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("c,d,a\nC1,2025-01-31,10\n")
    with pytest.raises(TransactionsError):
        transactions.write(
            tmp_path / "sales.csv", Columns("c", "d", "x"), Department(tmp_path / "to")
        )
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"name": "Sales!"}, "--department 'Sales!' must be"),
        ({"name": "a__b"}, "--department 'a__b' must be"),
        ({"name": "till"}, "has a department till of its own"),
        ({"line": "repairs"}, "company.yml has gifts. Add it to lines_of_business"),
        ({"currency": "GBP"}, "are in EUR, and nothing here converts them"),
    ],
)
def test_a_list_that_does_not_belong_into_a_company_is_refused(
    words: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    founding.make(tmp_path / "acme", Profile("Acme", "EUR", lines_of_business=("gifts",)))
    (tmp_path / "acme/departments/till").mkdir()
    (tmp_path / "sales.csv").write_text("c,d,a\nC1,2025-01-31,10\n")
    with pytest.raises(TransactionsError) as error:
        transactions.write(
            tmp_path / "sales.csv", Columns("c", "d", "a"), Department(tmp_path / "acme", **words)
        )
    assert sentence in str(error.value)


def test_a_company_takes_several_lists_and_what_was_changed_in_a_department_stays(
    tmp_path: Path,
) -> None:
    file, folder = tmp_path / "sales.csv", tmp_path / "acme"
    file.write_text("c,d,a\nC1,2025-01-31,10\n")
    columns = Columns("c", "d", "a")
    transactions.write(file, columns, Department(folder, "web", "gifts", "EUR"))
    transactions.write(file, columns, Department(folder, "web_two"))
    company = profile.read(folder)
    assert (company.currency, company.lines_of_business) == ("EUR", ("gifts",))
    found = departments.departments(folder)
    assert [(d.name, d.mistakes) for d in found] == [("web", ()), ("web_two", ())]
    assert provided.providers(folder)["purchases"] == ("web", "web_two")
    sql = folder / "departments/web/feed_web__purchases.sql"
    assert "\"'gifts'\"" in sql.read_text()
    sql.write_text("-- One row per order, otherwise.\n")
    transactions.write(file, columns, Department(folder, "web"))
    assert sql.read_text() == "-- One row per order, otherwise.\n"
    assert not (folder / "departments/web_two/_web.yml").exists()


@pytest.mark.parametrize("form", WRITERS)
def test_titles_above_a_list_and_totals_below_it_are_no_sales_and_told(
    form: str, tmp_path: Path
) -> None:
    grid: Grid = (
        ("Sales of the north",),
        (),
        ("", "Invoice", "Client", "Day", "Paid"),
        ("", "I1", "17850", "2010-12-01", 3.5),
        ("", "I2", "17851", "2010-12-02", 4),
        ("", "Total", "", "", 7.5),
    )
    file = tmp_path / f"sales.{form}"
    file.write_bytes(WRITERS[form](grid))
    columns = Columns("Client", "Day", "Paid", order="Invoice")
    assert [row[:2] for row in written(file, columns, tmp_path / "to")] == [
        ("I1", "17850"),
        ("I2", "17851"),
    ]
    _, notes = rows.read([file], columns, None, None)
    assert notes == (
        f"{file.name}: the columns are called as row 3 says.",
        f"{file.name}: 1 row from row 6 on are totals or notes, not read.",
    )
