"""How updates come in and messages go out: inbox, dispatch, outbox, limits, albums."""
