"""E-mail: IMAP in, SMTP out, mbox files; threads by Message-ID, quotes and signatures folded."""
