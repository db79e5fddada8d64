"""A person's list of medicines: adding, planning, pausing, taking as needed, substituting."""
