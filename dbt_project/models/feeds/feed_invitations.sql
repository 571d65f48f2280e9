-- One row per survey invitation, of every department that provides one.
{{ union_feed('invitations') }}
