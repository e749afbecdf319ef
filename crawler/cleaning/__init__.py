"""One small rule per file: each takes text and gives it back cleaner, and says nothing else."""
