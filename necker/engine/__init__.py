"""Running a trained model on numpy and ONNX Runtime: the bundle, the decode loop, the verbs.  No PyTorch here."""
