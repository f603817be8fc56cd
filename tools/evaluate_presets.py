"""Measure what the presets that ship with weights reach, beside what their metadata tell.

    python tools/evaluate_presets.py
    python tools/evaluate_presets.py recon_nano_furniture_parts

Ends with 1 if a figure isn't the one that is told: if it differs by more than one test shape of 132
or by 0.001 of the mean IoU, as far as backends and processors that round otherwise lead.
"""

import sys

from absl import app

import keras_recon
from keras_recon import data, datasets
from keras_recon.evaluation import mean_iou, percent, predict_parts, probe_accuracy
from keras_recon.presets import describe_preset
from keras_recon.text_table import text_table

ONE_SHAPE = 1.01 / 132


def probe(name):
    """Accuracy of a linear probe, as examples/pretrain.py measures it."""
    train, test = map(datasets.load_home3d, ("train", "test"))
    pretrainer = keras_recon.ReConPretrainer.from_preset(name)
    accuracy = probe_accuracy(pretrainer.backbone, train, test, pretrainer.preprocessor)
    return {"probe_after": (accuracy, ONE_SHAPE)}


def classify(name):
    """Share of the test shapes that are recognized, as examples/finetune.py measures it."""
    classifier = keras_recon.ReConClassifier.from_preset(name)
    num_points = classifier.preprocessor.num_points
    test = data.keep_farthest(datasets.load_home3d("test"), num_points)
    predicted = classifier.predict(data.point_cloud_dataset(test, 32, labels=True), verbose=0)
    return {"accuracy": (float((predicted.argmax(-1) == test.labels).mean()), ONE_SHAPE)}


def segment(name):
    """Mean IoU of instances and of classes, as examples/part_segmentation.py measures it."""
    segmenter = keras_recon.ReConPartSegmenter.from_preset(name)
    num_points = segmenter.preprocessor.num_points
    test = datasets.load_furniture_parts("test")
    inputs = {"points": test.points[:, :num_points], "shape_class": test.labels}
    logits = segmenter.predict(data.prepared_dataset(inputs, 16), verbose=0)
    parts = predict_parts(logits, test.labels, test.class_parts)
    scores = mean_iou(parts, test.part_labels[:, :num_points], test.labels, test.class_parts)
    return {f"{kind}_miou": (float(scores[kind]), 0.001) for kind in ("instance", "class")}


MEASURES = {"ReConPretrainer": probe, "ReConClassifier": classify, "ReConPartSegmenter": segment}


def evaluate(name):
    """Give for each figure of a preset what is told, what it is now, and how far it may differ."""
    facts = describe_preset(name)
    told = facts["metadata"]["metrics_of_weights"]
    measured = MEASURES[facts["task"]](name)
    return {figure: (told[figure], *values) for figure, values in measured.items()}


def main(arguments):
    shipped = keras_recon.Task.presets
    rows, failed = [("preset", "figure", "seeds", "these weights", "now", "")], False
    for name in arguments[1:] or shipped:
        metrics = describe_preset(name)["metadata"]["metrics"]
        for figure, (told, now, tolerance) in evaluate(name).items():
            same = abs(now - told) <= tolerance
            failed |= not same
            verdict = "as told" if same else "DIFFERS"
            shares = (f"{share:.2%}" for share in (told, now))
            rows.append((name, figure, percent(metrics[figure]), *shares, verdict))
    print(text_table(rows), end="")
    return int(failed)


if __name__ == "__main__":
    app.run(lambda arguments: sys.exit(main(arguments)))
