"""The transformer: its shape, its network, its training task and its export.  Codecs, data and the loop live to the left."""
