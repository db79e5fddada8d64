"""What an operator needs: backup, restore, doctor, health, metrics, logs, the lock, and refreshing the knowledge file."""
