"""The open record: one directory that lists what it holds by hash, can be checked, and can be trained again."""
