"""Capture by hand: what a person pastes or imports, from networks that give no other way in."""
