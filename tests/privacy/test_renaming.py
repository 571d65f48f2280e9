"""What is remembered beside customer numbers goes with the person as well."""

from __future__ import annotations

import duckdb

from orchestration.identity.numbering import number
from orchestration.privacy import renaming


def test_what_a_record_said_and_whom_it_named_besides_go_with_the_person() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema identity")
        number.create_tables(connection)
        connection.execute(
            """
            create macro keyed(x) as md5(x);
            create table tombstones (kind varchar, hash varchar, stands_as varchar);
            insert into tombstones values
                ('id', md5('id|crm|1'), 'E1'),
                ('customer', md5('customer|C-1'), 'N1'),
                ('customer', md5('customer|C-0'), 'N0');
            insert into identity.crosswalk
                (record_id, department, source_record_id, customer_id, face, also_customer_id)
            values
                ('crm:1', 'crm', '1', 'C-1', 'a|b', 'C-3'),
                ('crm:2', 'crm', '2', 'C-2', 'c|d', 'C-1');
            insert into identity.numbers_apart values ('crm:1', 'C-0'), ('crm:2', 'C-2');
            """
        )
        renaming.rename(connection)
        columns = "record_id, customer_id, face, also_customer_id"
        found = connection.execute(
            f"select {columns} from identity.crosswalk order by 1"
        ).fetchall()
        assert found == [("crm:2", "C-2", "c|d", "N1"), ("crm:E1", "N1", None, "C-3")]
        apart = connection.execute("select * from identity.numbers_apart order by 1").fetchall()
        assert apart == [("crm:2", "C-2"), ("crm:E1", "N0")]
