"""What the tests of every network share: the contract suite, a scripted web server, and a proxy that breaks things."""
