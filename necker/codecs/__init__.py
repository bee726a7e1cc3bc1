"""Text, pictures and sound to small integers and back.  PyTorch only in the files named `*_torch.py`.

Knows nothing of the ids of the stream or of its grammar.
"""
