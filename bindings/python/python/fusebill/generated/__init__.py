"""What is generated.

Written by scripts/generate from the description in crates/core; change it there.
"""
