-- One row per term of a contract, of every department that provides one.
{{ feed_in_company_currency('contracts', 'issued_at') }}
