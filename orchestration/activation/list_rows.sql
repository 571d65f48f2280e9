select {columns} from (
    {top}
    select row, {cells}
    from list_rows join list_answers using (row) where answer in {wanted}
) as rows(row, {columns}) order by row
