"""The officers forms, one file a journey."""
