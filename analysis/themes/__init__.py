"""Which themes of the codebook a comment speaks of, and how."""
