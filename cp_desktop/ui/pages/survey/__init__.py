"""Who has replied, and one reply at a time by keyboard."""
