"""Who lives with whom, from when to when."""
