"""Where data comes from: files named by hash, readers that turn them into documents, and what is held out.

Knows nothing of tokens or networks.
"""
