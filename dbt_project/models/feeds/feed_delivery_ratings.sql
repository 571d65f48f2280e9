-- One row per rating of a consignment, of every department that provides one.
{{ union_feed('delivery_ratings') }}
