-- One row per record and number it is a party to, of every department that provides one.
{{ union_feed('references') }}
