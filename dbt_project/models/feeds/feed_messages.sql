-- One row per message, of every department that provides one.
{{ union_feed('messages') }}
