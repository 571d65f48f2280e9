"""Which pairs are compared, what agreement is worth, and how that is learnt."""
