"""What every room may use: errors, paths, the interface language, the network switch.

Knows nothing of texts or models.
"""
