"""Parvis: the community manager's whole workplace."""
