"""What a trace or a result looks like: pure functions to text or bytes; nothing here opens a file."""
