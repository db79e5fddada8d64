"""The service's own web server: the webhook, /healthz and /metrics."""
