"""Routes, one journey a file, thin: read the form, call one service, choose the page."""
