"""Stage 1: web pages and hand-ins become posts."""
