"""What stands before the brands: the second factor, passkeys, sign-in elsewhere, invitations, and all brands of one person."""
