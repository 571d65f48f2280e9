"""The customer warehouse: five rooms around one dbt project, and a command to run it."""
