-- One row per instalment, of every department that provides one.
{{ union_feed('contract_payments') }}
