-- One row per scan of a consignment, of every department that provides one.
{{ union_feed('delivery_events') }}
