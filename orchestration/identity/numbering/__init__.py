"""Groups → customer numbers that last, and the tables that readers see."""
