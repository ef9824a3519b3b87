"""Lists that come in from outside: chosen, dropped or pasted; understood, asked about, and taken in."""
