"""What happened: posts, verdicts, events, cases, duties, notices and the audit."""
