"""The scenarios of conformance.py."""
