"""/privacy, /export and /delete."""
