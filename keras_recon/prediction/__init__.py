"""Answers about files."""

from keras_recon.prediction.file_answers import FileAnswers
from keras_recon.prediction.file_parts import FileParts
from keras_recon.prediction.file_prediction import FilePrediction
from keras_recon.prediction.predict_files import predict_files

__all__ = ["FileAnswers", "FileParts", "FilePrediction", "predict_files"]
