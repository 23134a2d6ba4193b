"""What the service does, one verb-led module a use case. No Flask, no HTML."""
