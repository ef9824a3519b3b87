"""What things cost, each as a ratio to the least it could cost, measured in one run: `python -m tests.bench`."""
