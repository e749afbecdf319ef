"""Figures of this program, measured on the machine at hand; `python -m benchmarks` prints them all."""
