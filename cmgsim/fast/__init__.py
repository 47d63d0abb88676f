"""
The compiled engine: the same rows as the reference engine, bit for bit, many times faster.

Importing this package loads nothing heavy; `cmgsim.fast.run` does, when it is asked to run.
"""
