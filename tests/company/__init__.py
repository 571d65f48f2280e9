"""What a company says of itself, and what is said back."""
