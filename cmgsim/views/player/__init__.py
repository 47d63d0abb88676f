"""The player: one HTML file that walks through a flow, forwards, backwards, and broken."""
