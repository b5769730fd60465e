"""A network that speaks the AT Protocol, for tests: a stateful fake, and the real servers."""
