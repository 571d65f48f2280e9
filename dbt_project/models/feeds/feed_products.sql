-- One row per product, of every department that provides one.
{{ union_feed('products') }}
