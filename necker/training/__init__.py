"""The kernel: the one exact training loop, legs, checkpoints and chain lines; used by codecs, transformer and judge alike."""
