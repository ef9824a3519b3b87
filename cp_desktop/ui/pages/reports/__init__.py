"""The printed papers: preview, texts, saving and printing."""
