"""A department that is new to a company: looked at, recognised or made out of a template."""
