-- One row per answer about being contacted, of every department that provides one.
{{ union_feed('consents') }}
