"""Explorations, and the places that they propose."""
