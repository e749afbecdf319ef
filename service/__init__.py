"""What runs: command line, daemon, console, demonstration county. The only place that wires the stages."""
