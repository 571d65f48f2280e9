-- One row per campaign, of every department that provides one.
{{ union_feed('campaigns') }}
