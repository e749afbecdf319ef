"""Stage 3: events become cases, duties and notices."""
