"""Frozen image and text encoders, the targets of distillation, and prompts for them."""

from keras_recon.teachers.add_teacher_features import add_teacher_features
from keras_recon.teachers.class_features import (
    ClassFeatures,
    class_features,
    load_class_features,
    save_class_features,
)
from keras_recon.teachers.clip_teacher import CLIPTeacher
from keras_recon.teachers.efficientnet_lite_teacher import EfficientNetLiteTeacher
from keras_recon.teachers.encode import encode_images, encode_texts
from keras_recon.teachers.live_features import LiveFeatures
from keras_recon.teachers.load_teacher import load_teacher
from keras_recon.teachers.mini_lm_teacher import MiniLMTeacher
from keras_recon.teachers.pictures import read_picture
from keras_recon.teachers.prompts import PUBLISHED_TEMPLATES, ULIP_TEMPLATES, random_prompt
from keras_recon.teachers.teacher import ImageTeacher, Teacher, TextTeacher
from keras_recon.teachers.vit_teacher import ViTTeacher

__all__ = [
    "PUBLISHED_TEMPLATES",
    "ULIP_TEMPLATES",
    "CLIPTeacher",
    "ClassFeatures",
    "EfficientNetLiteTeacher",
    "ImageTeacher",
    "LiveFeatures",
    "MiniLMTeacher",
    "Teacher",
    "TextTeacher",
    "ViTTeacher",
    "add_teacher_features",
    "class_features",
    "encode_images",
    "encode_texts",
    "load_class_features",
    "load_teacher",
    "random_prompt",
    "read_picture",
    "save_class_features",
]
