"""Emergencies and crises: the number to call, before anything else."""
