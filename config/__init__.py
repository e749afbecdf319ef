"""What the office decided: regulation, units, roster, sources and channels, read from validated YAML."""
