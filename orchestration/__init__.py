"""The customer warehouse: landing, identity, insight, gates and publishing around one dbt project."""
