-- One row per touchpoint, of every department that provides one.
{{ union_feed('interactions') }}
