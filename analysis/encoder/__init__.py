"""A small sentence encoder, taught on coded comments: better than word weights alone, and slower."""
