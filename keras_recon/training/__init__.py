"""What training needs beyond the models: optimizer, schedule and callbacks."""

from keras_recon.training.adamw import AdamW
from keras_recon.training.distribute import Distribution, distribute
from keras_recon.training.epoch_backup import EpochBackup, resume_epoch
from keras_recon.training.history import read_history
from keras_recon.training.learning_rate_logger import LearningRateLogger
from keras_recon.training.recipe import RECIPES, recipe_of, use_recipe
from keras_recon.training.stop_at_nan import StopAtNaN
from keras_recon.training.training_callbacks import training_callbacks
from keras_recon.training.warmup_cosine import warmup_cosine

__all__ = [
    "RECIPES",
    "AdamW",
    "Distribution",
    "EpochBackup",
    "LearningRateLogger",
    "StopAtNaN",
    "distribute",
    "read_history",
    "recipe_of",
    "resume_epoch",
    "training_callbacks",
    "use_recipe",
    "warmup_cosine",
]
