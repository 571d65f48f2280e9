-- One row per lead or opportunity, of every department that provides one.
{{ union_feed('leads') }}
