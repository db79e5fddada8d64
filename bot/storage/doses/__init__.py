"""The ledger of doses."""
