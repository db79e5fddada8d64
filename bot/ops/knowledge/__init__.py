"""The knowledge file in use: downloaded, refreshed, reopened."""
