"""Comparing engines on one piece of work: what is simulated, who simulates it, how it is measured, what is printed."""
