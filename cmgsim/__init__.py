"""Simulate how data flows through the Cloud Management Gateway of Microsoft Configuration Manager."""

__version__ = "0.1.0"
