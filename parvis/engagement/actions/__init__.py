"""The only home of writes about cases: `cases` by people, `arrivals` by what comes in, `settings` of triage."""
