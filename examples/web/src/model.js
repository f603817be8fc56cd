// The exported models, by ONNX Runtime Web.

import * as ort from "onnxruntime-web/wasm";

const NEAREST = 6;

export class Models {
  // `data` has the bytes of the runtime and of the models, of Home3D's embeddings and their mean.
  static async load(data, settings) {
    // Several threads need headers that only a server can send.
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = data.runtime;
    const models = new Models();
    models.settings = settings;
    for (const name of ["classifier", "grouping", "segmenter"]) {
      models[name] = await ort.InferenceSession.create(new Uint8Array(data[name]));
    }
    models.mean = new Float32Array(data.mean);
    models.embeddings = new Float32Array(data.embeddings);
    return models;
  }

  // The probability of each class, and the nearest shapes of Home3D.
  async classify(points) {
    const { logits, features } = await this.classifier.run({ points: tensorOf(points) });
    const largest = Math.max(...logits.data);
    const powers = Array.from(logits.data, (logit) => Math.exp(logit - largest));
    const sum = powers.reduce((a, b) => a + b);
    return {
      probabilities: powers.map((power) => power / sum),
      nearest: this.nearest(features.data),
    };
  }

  // The places in Home3D of the shapes whose centred features have the largest cosines with these.
  nearest(features) {
    const query = features.map((value, i) => value - this.mean[i]);
    const count = this.embeddings.length / query.length;
    const cosines = Array.from({ length: count }, (_, place) => {
      const row = this.embeddings.subarray(place * query.length, (place + 1) * query.length);
      return { place, cosine: dot(row, query) / Math.sqrt(dot(row, row) * dot(query, query)) };
    });
    return cosines.sort((a, b) => b.cosine - a.cosine).slice(0, NEAREST);
  }

  // The points that the classifier reads, the centres of its patches, and each point's patch.
  async group(shape) {
    const { read, centers, patch } = await this.grouping.run({ points: tensorOf(shape) });
    return { points: read.data, centers: centers.data, patch: patch.data };
  }

  // The part of each point of a shape of this class; of `distinct` points, which others repeat.
  async segment(points, shapeClass, distinct) {
    const { shapeClasses, classParts, parts } = this.settings;
    const number = Int32Array.of(shapeClasses.indexOf(shapeClass));
    const { logits } = await this.segmenter.run({
      points: tensorOf(points),
      shape_class: new ort.Tensor("int32", number, [1]),
    });
    const own = classParts[shapeClass];
    return Int32Array.from({ length: distinct }, (_, i) => {
      const row = logits.data.subarray(i * parts.length, (i + 1) * parts.length);
      return own.reduce((best, part) => (row[part] > row[best] ? part : best));
    });
  }
}

function tensorOf(points) {
  return new ort.Tensor("float32", points, [1, points.length / 3, 3]);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
