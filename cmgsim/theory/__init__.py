"""
Queueing theory in closed form: pure functions of numbers, which know nothing of what they are used for.

Rates and times are in one unit of the caller's choice (all in seconds, say, and requests a second); a load is a rate
times a mean, in erlangs. What has no finite value, because work comes faster than it can be done, is `math.inf`.
"""
