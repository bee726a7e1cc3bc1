"""Measures of a trained model, each printed with its chance level.  Training-time figures live in `training`."""
