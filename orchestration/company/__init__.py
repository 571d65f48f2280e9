"""A company as the product sees it: a folder with its profile, departments, rules and suites."""
