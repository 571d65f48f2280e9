-- One row per attribute of a person, of every department that provides one.
{{ union_feed('attributes') }}
