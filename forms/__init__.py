"""What we ask: questionnaires as data, and the forms that are built from them."""
