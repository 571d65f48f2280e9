"""From the published marts to the people who act on them, and back to what came of it.

Lists are checked before they are sent (`audience`), a customer is shown as a card (`card`), each
role gets its file (`files`), and actions are assigned with holdouts (`assignments`). Everything
reads the published build, never the private one, and says no word about who is who: identity and
the marts have decided that.
"""
