"""When a medicine is taken: plans, the instants they give, and the questions that set a plan. Pure."""
