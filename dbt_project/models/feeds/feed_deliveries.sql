-- One row per consignment, of every department that provides one.
{{ union_feed('deliveries') }}
