"""The process and its neighbours: lock, standby, systemd, memory."""
