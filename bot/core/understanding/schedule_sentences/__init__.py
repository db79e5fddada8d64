"""Sentences that say when a medicine is taken: read into a schedule, and a schedule written as a sentence. Pure."""
