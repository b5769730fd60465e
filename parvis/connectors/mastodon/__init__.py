"""Mastodon and what speaks its language: GoToSocial, Pleroma and Akkoma, Friendica."""
