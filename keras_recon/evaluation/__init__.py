"""How good a model is."""

from keras_recon.evaluation.linear_probe import linear_probe
from keras_recon.evaluation.mean_and_deviation import mean_and_deviation, percent
from keras_recon.evaluation.mean_average_precision import mean_average_precision
from keras_recon.evaluation.mean_iou import mean_iou, predict_parts
from keras_recon.evaluation.probe_accuracy import probe_accuracy
from keras_recon.evaluation.probe_features import probe_features
from keras_recon.evaluation.text_shape_score import text_shape_score
from keras_recon.evaluation.top_k_accuracy import top_k_accuracy
from keras_recon.evaluation.voting import vote

__all__ = [
    "linear_probe",
    "mean_and_deviation",
    "mean_average_precision",
    "mean_iou",
    "percent",
    "predict_parts",
    "probe_accuracy",
    "probe_features",
    "text_shape_score",
    "top_k_accuracy",
    "vote",
]
