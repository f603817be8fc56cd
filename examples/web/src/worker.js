// Reads files and answers, beside the page, which stays responsive.

import { Models } from "./model.js";
import { readFile } from "./readers/read_file.js";
import { boundingSphere, fit, Random, sampleCloud, sampleSurface, turn } from "./sampling.js";

// Surfaces of more triangles are drawn as points.
const MOST_DRAWN = 300_000;
const LONGEST = 300;

let models, settings;

const tasks = {
  async load(data) {
    settings = data.settings;
    models = await Models.load(data, settings);
  },

  async answer({ file, upAxis }) {
    const { points, mesh, distinct, notes } = shapeOf(
      new Uint8Array(await file.arrayBuffer()),
      file.name,
      settings.turns[upAxis],
    );
    const { probabilities, nearest } = await models.classify(points);
    const groups = await models.group(points);
    const shapeClass = likelyOf(settings.shapeClasses, probabilities);
    const parts = await tasks.parts({ points, distinct, shapeClass });
    return { points, mesh, distinct, notes, probabilities, nearest, groups, shapeClass, parts };
  },

  async parts({ points, distinct, shapeClass }) {
    if (distinct < settings.fewestForParts) return null;
    return models.segment(points, shapeClass, distinct);
  },
};

// As many points as Keras ReCon reads of a file, within the unit sphere and upright along y.
function shapeOf(bytes, name, rows) {
  const content = readFile(bytes, name);
  const { numPoints, reads, fewest } = settings;
  const random = new Random(settings.random);
  const [drawn, repeated] = content.faces
    ? [sampleSurface(content, numPoints, random), 0]
    : sampleCloud(content, numPoints, random);
  const distinct = numPoints - repeated;
  const notes = content.leftOut;
  if (distinct < fewest) {
    throw new Error(
      `${distinct} points; at least ${fewest} are needed, as many as the model groups`,
    );
  }
  if (distinct < reads) {
    notes.push(`${distinct} points where the model takes ${reads}: some are repeated`);
  }
  const upright = turn(drawn, rows);
  const sphere = boundingSphere(upright);
  if (!(sphere.radius > 0 && isFinite(sphere.radius))) {
    throw new Error("points that all coincide, or whose distances have no finite squares");
  }
  return { points: fit(upright, sphere), mesh: meshOf(content, rows, sphere), distinct, notes };
}

// The corners of the triangles, to draw them; null of a cloud.
function meshOf({ vertices, faces }, rows, sphere) {
  if (!faces || faces.length > 3 * MOST_DRAWN) return null;
  const corners = new Float64Array(3 * faces.length);
  faces.forEach((vertex, i) => corners.set(vertices.subarray(3 * vertex, 3 * vertex + 3), 3 * i));
  // One that isn't finite shrinks to a point.
  for (let i = 0; i < corners.length; i += 9) {
    if (!corners.subarray(i, i + 9).every(isFinite)) corners.fill(0, i, i + 9);
  }
  return fit(turn(corners, rows), sphere);
}

function likelyOf(shapeClasses, probabilities) {
  const probabilityOf = (name) => probabilities[settings.classes.indexOf(name)] ?? 0;
  return shapeClasses.reduce((a, b) => (probabilityOf(b) > probabilityOf(a) ? b : a));
}

// What a browser says of entries that are missing or of another type, which a file may have.
const REASONS = {
  TypeError: "an entry that is missing or of another type",
  SyntaxError: "JSON that isn't well formed",
  RangeError: "more than this browser has memory for",
};

function reasonOf({ name, message }) {
  const reason = name === "Error" ? message : `${REASONS[name] ?? "damaged"} (${message})`;
  // A file may have put anything into it.
  return reason.length > LONGEST ? `${reason.slice(0, LONGEST)}…` : reason;
}

self.onmessage = async ({ data: { id, task, content } }) => {
  try {
    self.postMessage({ id, answer: await tasks[task](content) });
  } catch (error) {
    self.postMessage({ id, error: reasonOf(error) });
  }
};
