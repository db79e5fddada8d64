"""Accounts, their people and caregivers, what each is to be told, and what remains of those who left."""
