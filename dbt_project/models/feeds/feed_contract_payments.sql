-- One row per instalment, of every department that provides one.
{{ feed_in_company_currency('contract_payments', 'due_on', 'contracts', 'contract_number') }}
