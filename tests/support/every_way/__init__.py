"""Every AuthFlow and every challenge: who speaks, who is asked what, how one gets there, and what never happens."""
