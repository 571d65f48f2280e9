-- One row per line of an order, of every department that provides one.
{{ feed_in_company_currency('purchase_lines', none, 'purchases', 'order_number', 'ordered_at') }}
