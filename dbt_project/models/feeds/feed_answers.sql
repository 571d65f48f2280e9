-- One row per response and question, of every department that provides one.
{{ union_feed('answers') }}
