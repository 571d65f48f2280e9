-- One row per customer record, of every department that provides one.
{{ union_feed('people') }}
