"""What is kept of texts: language, quality, personal data, duplicates, and what the tests are made of.

Pure functions over texts: every removal has its reason, the order of the texts changes nothing, and only integers
decide.  Knows nothing of sources, files of documents or workers.
"""
