"""PDF: fonts, tagged canvas, widgets, metadata. Knows nothing of blocks or models."""
