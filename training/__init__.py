"""Everything that makes weights; never imported by the service."""
