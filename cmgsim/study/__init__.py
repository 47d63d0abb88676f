"""Many runs as one thing: designs, executors, a ledger that loses nothing, and what the runs say together."""
