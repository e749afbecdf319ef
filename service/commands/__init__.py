"""One module per group of commands; each wires what it needs and nothing else."""
