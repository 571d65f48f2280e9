-- One row per order, of every department that provides one.
{{ feed_in_company_currency('purchases', 'ordered_at') }}
