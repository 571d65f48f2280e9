-- One row per record and period of activity, of every department that provides one.
{{ union_feed('activity') }}
