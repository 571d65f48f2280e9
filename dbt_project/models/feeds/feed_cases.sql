-- One row per case, of every department that provides one.
{{ union_feed('cases') }}
