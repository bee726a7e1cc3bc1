"""One flat stream of token ids: the vocabulary, the grammar, documents <-> ids, rows, shards and their order.

Knows nothing of networks; ids come from the codecs.
"""
