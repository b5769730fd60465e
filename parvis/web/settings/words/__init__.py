"""Settings said in sentences: what a role may do, what a rule decides, what happened, what a job does."""
