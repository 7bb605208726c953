"""Generates the test vectors that every language reads; see ../generate.py."""
