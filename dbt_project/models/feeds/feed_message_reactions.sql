-- One row per reaction to a message, of every department that provides one.
{{ union_feed('message_reactions') }}
