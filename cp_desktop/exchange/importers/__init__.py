"""Lists that come from elsewhere: a module a kind, each of which reads a table and drafts what it would change."""
