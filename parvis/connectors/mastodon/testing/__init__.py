"""A stateful instance on loopback that checks each request and each of its own answers against the described API."""
