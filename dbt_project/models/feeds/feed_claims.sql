-- One row per claim, of every department that provides one.
{{ union_feed('claims') }}
