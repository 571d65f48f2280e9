-- One row per decision about a person, of every department that provides one.
{{ union_feed('decisions') }}
