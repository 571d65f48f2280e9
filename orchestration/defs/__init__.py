"""Dagster's view of the house: thin wrappers, one file per stage."""
