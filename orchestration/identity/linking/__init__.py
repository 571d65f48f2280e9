"""Scored pairs → groups, all anew or only where something changed."""
