"""How a conversation may go: pure tables, without a clock and without a network."""
