"""Values as departments wrote them → what is compared."""
