"""A corpus of specs that mean no good, and what is asked of their output."""
