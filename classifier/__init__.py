"""Stage 2: posts become verdicts and events."""
