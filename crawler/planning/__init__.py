"""When to look: what a source's habit is, what a look is worth, and how a budget of looks is spent. Pure."""
