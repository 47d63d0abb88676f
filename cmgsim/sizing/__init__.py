"""
How many instances of which size, and how many connection points: the answer to targets, with its evidence.

Formulas exclude what is certain, simulation decides near the frontier, prices come from the user, and everything that
people are shown is said from one document.
"""
