"""Fault labs: a flow with a planted fault, what a learner gets to find it, and what an answer is worth."""
