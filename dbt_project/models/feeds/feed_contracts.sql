-- One row per term of a contract, of every department that provides one.
{{ union_feed('contracts') }}
