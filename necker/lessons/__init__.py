"""Labelled claims with passages, for training and testing the judge; nothing here judges."""
