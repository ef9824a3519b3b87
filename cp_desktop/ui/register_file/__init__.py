"""The open register's file in the window: what became of it, its versions and copies, and whether it is sound."""
