-- One row per record and thing that a department says of it, of every department that provides one.
{{ union_feed('statements') }}
