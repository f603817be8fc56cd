// 3MF files: the objects that are to be built, in the file's unit.

import { Matrix4 } from "three";

import { Growing, readNumber, readWhole } from "./bytes.js";
import { checkIndices, checkSize } from "./polygons.js";
import { entriesOf, readEntry } from "./zip.js";

const MOST_OBJECTS = 100_000;

export function read3mf(bytes) {
  const entries = new Map(entriesOf(bytes).map((entry) => [normal(entry.name), entry]));
  const models = new Map();
  const modelAt = (name) => {
    name = normal(name);
    if (!models.has(name)) {
      if (!entries.has(name)) throw new Error(`no model ${name} in the archive`);
      models.set(name, readModel(new TextDecoder().decode(readEntry(bytes, entries.get(name)))));
    }
    return models.get(name);
  };

  const relations = entries.has("_rels/.rels") ? modelAt("_rels/.rels").root : null;
  const root = relations ?? "3d/3dmodel.model";
  const waiting = modelAt(root)
    .items.map((item) => [root, item, new Matrix4()])
    .reverse();
  const [vertices, faces] = [new Growing(Float64Array), new Growing(Uint32Array)];
  for (let visits = 0; waiting.length; visits++) {
    if (visits > MOST_OBJECTS)
      throw new Error(`more than ${MOST_OBJECTS} objects, or objects in themselves`);
    const [from, component, outer] = waiting.pop();
    const place = component.path ?? from;
    const thing = modelAt(place).objects.get(component.id);
    if (!thing) throw new Error(`no object ${component.id}`);
    const matrix = outer.clone().multiply(component.matrix);
    waiting.push(...thing.components.map((inner) => [place, inner, matrix]).reverse());
    const count = thing.vertices.length / 3;
    checkSize(vertices.length / 3 + count, (faces.length + thing.triangles.length) / 3);
    checkIndices(thing.triangles.array, count);
    const before = vertices.length / 3;
    if (!thing.triangles.length) continue;
    const { elements: m } = matrix;
    for (let i = 0; i < 3 * count; i += 3) {
      const [x, y, z] = thing.vertices.array.subarray(i, i + 3);
      for (let k = 0; k < 3; k++) vertices.push(x * m[k] + y * m[4 + k] + z * m[8 + k] + m[12 + k]);
    }
    for (const index of thing.triangles.array) faces.push(before + index);
  }
  return { vertices: vertices.array, faces: faces.array, leftOut: [] };
}

function normal(name) {
  return name.toLowerCase().replace(/^\/+/, "");
}

// Workers have no parser for XML; of these documents the elements' attributes are all that counts.
function readModel(text) {
  if (/<!DOCTYPE/i.test(text)) throw new Error("XML with a document type");
  if (!/<\/[^<>]*>\s*$/.test(text)) throw new Error("XML that isn't whole");
  const model = { objects: new Map(), items: [], root: null };
  let thing = null;
  for (const [, name, rest] of text.matchAll(
    /<(?:\w+:)?(\w+)((?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/g,
  )) {
    const attributes = Object.fromEntries(
      Array.from(rest.matchAll(/([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g), ([, key, a, b]) => [
        key,
        a ?? b,
      ]),
    );
    const needed = (key) => {
      if (!(key in attributes)) throw new Error(`a ${name} without ${key}`);
      return attributes[key];
    };
    if (name === "object") {
      thing = {
        vertices: new Growing(Float64Array),
        triangles: new Growing(Int32Array),
        components: [],
      };
      model.objects.set(needed("id"), thing);
    } else if (name === "vertex" && thing) {
      for (const axis of ["x", "y", "z"]) thing.vertices.push(readNumber(needed(axis)));
    } else if (name === "triangle" && thing) {
      for (const corner of ["v1", "v2", "v3"]) thing.triangles.push(readWhole(needed(corner)));
    } else if (name === "item" || (name === "component" && thing)) {
      const path = Object.entries(attributes).find(([key]) => key.endsWith(":path"))?.[1];
      const component = { id: needed("objectid"), path, matrix: matrixOf(attributes.transform) };
      (name === "item" ? model.items : thing.components).push(component);
    } else if (name === "Relationship" && attributes.Type?.endsWith("/3dmodel")) {
      model.root = attributes.Target;
    }
  }
  return model;
}

function matrixOf(transform) {
  if (transform === undefined) return new Matrix4();
  const numbers = transform.trim().split(/\s+/).map(readNumber);
  if (numbers.length !== 12) throw new Error(`a transform of ${numbers.length} numbers, not 12`);
  // Four rows of three, for points that are rows.
  const columns = [0, 3, 6, 9].flatMap((start) => [
    ...numbers.slice(start, start + 3),
    start === 9 ? 1 : 0,
  ]);
  return new Matrix4().fromArray(columns);
}
