"""The demonstration county: three sites and two inboxes, to show a stranger what the program is for."""
