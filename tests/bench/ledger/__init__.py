"""A million doses in the ledger, and 1,500 people due in the same minute."""
