"""The reference engine: readable SimPy processes that say what is true."""
