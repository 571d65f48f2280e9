-- One row per line of an order, of every department that provides one.
{{ union_feed('purchase_lines') }}
