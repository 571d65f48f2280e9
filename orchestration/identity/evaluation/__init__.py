"""How right the numbers are, against labelled files."""
