-- One row per refund or credit note, of every department that provides one.
{{ union_feed('refunds') }}
