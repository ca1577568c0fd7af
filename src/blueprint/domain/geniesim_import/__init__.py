"""An imported collection: its package and its manifest."""
