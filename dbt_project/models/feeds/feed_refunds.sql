-- One row per refund or credit note, of every department that provides one.
{{ feed_in_company_currency('refunds', 'refunded_at', 'purchases', 'order_number', 'ordered_at') }}
