"""The console: pages rendered on the server, readable on a phone, usable without script."""
