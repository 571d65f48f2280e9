from changes
order by list_position(
        ['state', 'new', 'lost', 'reactivated', 'lapsed', 'is_new', 'is_at_risk'], what
    ), line, change, customer_id, before, after
