"""/today: what was taken and what is to come, corrected by taps; the history of a medicine."""
