"""What a program calls: options or a scenario in, a trace or a run out. Nothing here prints or writes files."""
