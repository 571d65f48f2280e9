"""What people decided, and what they should be asked."""
