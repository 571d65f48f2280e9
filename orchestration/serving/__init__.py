"""What is published, to look at and to ask: a page for people, JSON and MCP for machines.

`snapshots` follows `published/current` and holds one read-only connection for it. `seeing` puts the
masks of a role between the marts and everything else, as views: what asks through them cannot show
more than the role may see. `answers` asks, by the queries in `queries/`; `pages`, `interface` and
`tools` say the answers as HTML, JSON and MCP. `access` knows who asks. Two rooms write, by forms
(`posting`) and for tokens with the right: `stewarding` a steward's decision, to the decisions file,
and `requests` what people ask for whose data this is; only the latter opens the private build.
"""
