"""What is published, to look at and to ask: a page for people, JSON and MCP for machines.

`snapshots` follows `published/current` and holds one read-only connection for it. `seeing` puts the
masks of a role between the marts and everything else, as views: what asks through them cannot show
more than the role may see. `answers` asks, by the queries in `queries/`; `pages`, `interface` and
`tools` say the answers as HTML, JSON and MCP. `access` knows who asks. Nothing here reads the
private build, and the one thing that is written is a steward's decision, to the decisions file.
"""
