-- One row per order, of every department that provides one.
{{ union_feed('purchases') }}
