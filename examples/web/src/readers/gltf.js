// glTF files, .glb and .gltf with all data inside: the default scene in its rest pose.

import { Matrix4, Quaternion, Vector3 } from "three";

import { Growing, textOf } from "./bytes.js";
import { checkIndices, checkSize, triangulateStrip } from "./polygons.js";

const TYPES = {
  5120: [1, "getInt8", 127],
  5121: [1, "getUint8", 255],
  5122: [2, "getInt16", 32767],
  5123: [2, "getUint16", 65535],
  5125: [4, "getUint32", 2 ** 32 - 1],
  5126: [4, "getFloat32", 1],
};
const COMPONENTS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 };
const [POINTS, TRIANGLES, STRIP, FAN] = [0, 4, 5, 6];
const READ = [
  "EXT_mesh_gpu_instancing",
  "KHR_mesh_quantization",
  "EXT_texture_webp",
  "KHR_texture_basisu",
  "KHR_texture_transform",
];
const MOST_NODES = 100_000;

export function readGltf(bytes) {
  const file = open(bytes);
  const unread = (file.tree.extensionsRequired ?? []).filter(
    (name) => !READ.includes(name) && !name.startsWith("KHR_materials_"),
  );
  if (unread.length) throw new Error(`needs the extension ${unread.join(", ")}, which isn't read`);
  const [vertices, faces, points] = [Float64Array, Uint32Array, Float64Array].map(
    (T) => new Growing(T),
  );
  const leftOut = [];
  let lines = 0;
  for (const [node, matrix] of walkScene(file)) {
    if ("skin" in node) leftOut.push("skins, without which the shape stands in its rest pose");
    for (const primitive of file.tree.meshes[node.mesh].primitives) {
      const mode = primitive.mode ?? TRIANGLES;
      if (![POINTS, TRIANGLES, STRIP, FAN].includes(mode)) {
        lines++;
        continue;
      }
      if (primitive.extensions?.KHR_draco_mesh_compression) {
        throw new Error("a mesh compressed with Draco, which this page doesn't read");
      }
      const positions = readArray(file, primitive.attributes.POSITION);
      const count = positions.length / 3;
      const given = primitive.indices === undefined ? null : readArray(file, primitive.indices);
      const indices = given ?? Float64Array.from({ length: count }, (_, i) => i);
      checkIndices(indices, count);
      checkSize(
        (vertices.length + points.length) / 3 + count,
        (faces.length + indices.length * (mode === TRIANGLES ? 1 : 3)) / 3,
      );
      if (mode === POINTS) {
        const placed = place(positions, matrix);
        for (const index of indices) for (let k = 0; k < 3; k++) points.push(placed[3 * index + k]);
        continue;
      }
      const before = vertices.length / 3;
      for (const value of place(positions, matrix)) vertices.push(value);
      for (const index of trianglesOf(indices, mode)) faces.push(before + index);
    }
  }
  if (lines) leftOut.push(`${lines} parts of lines`);
  if (faces.length) {
    if (points.length) leftOut.push("parts of points");
    return { vertices: vertices.array, faces: faces.array, leftOut };
  }
  if (!points.length) throw new Error("no triangle or point in the scene");
  return { points: points.array, leftOut };
}

function trianglesOf(indices, mode) {
  if (mode === STRIP) return triangulateStrip(indices);
  if (mode === TRIANGLES) return indices.subarray(0, indices.length - (indices.length % 3));
  const faces = [];
  for (let i = 1; i + 1 < indices.length; i++) faces.push(indices[0], indices[i], indices[i + 1]);
  return faces;
}

// The JSON and the binary chunk.
function open(bytes) {
  let [json, binary] = [bytes, null];
  if (textOf(bytes.subarray(0, 4)) === "glTF") {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [version, size] =
      bytes.length < 12 ? [2, 12] : [view.getUint32(4, true), view.getUint32(8, true)];
    if (version !== 2) throw new Error(`glTF of version ${version}; 2.0 is read`);
    if (bytes.length < size) throw new Error(`${bytes.length} of ${size} bytes`);
    const chunks = {};
    for (let start = 12; start + 8 <= size;) {
      const length = view.getUint32(start, true);
      chunks[textOf(bytes.subarray(start + 4, start + 8))] ??= bytes.subarray(
        start + 8,
        start + 8 + length,
      );
      start += 8 + length;
    }
    [json, binary] = [chunks.JSON ?? new Uint8Array(), chunks["BIN\0"] ?? null];
  }
  const tree = JSON.parse(new TextDecoder().decode(json));
  const version = String(tree.asset?.version);
  if (!version.startsWith("2.")) throw new Error(`glTF of version ${version}; 2.0 is read`);
  return { tree, binary, buffers: new Map() };
}

function bufferAt(file, place) {
  if (!file.buffers.has(place)) {
    const { uri } = file.tree.buffers[place];
    file.buffers.set(place, uri === undefined ? place === 0 && file.binary : dataOf(uri));
  }
  const buffer = file.buffers.get(place);
  if (!buffer) throw new Error(`no data for the buffer ${place}`);
  return buffer;
}

function dataOf(uri) {
  if (!uri.startsWith("data:")) {
    throw new Error(`the buffer ${uri}, a file of its own: this page reads one file, such as .glb`);
  }
  const [head, data] = uri.split(",", 2);
  if (!head.endsWith("base64")) return new TextEncoder().encode(decodeURIComponent(data));
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
}

// The numbers of an accessor, one after another.
function readArray(file, index) {
  const accessor = file.tree.accessors[index];
  const { bufferView, componentType, count, type, normalized, sparse } = accessor;
  const components = COMPONENTS[type];
  if (bufferView === undefined && !(count >= 0 && count <= 2 ** 24)) {
    throw new Error(`an accessor of ${count} zeros`);
  }
  const values =
    bufferView === undefined
      ? new Float64Array(components * count)
      : readStrided(file, accessor, bufferView, count, componentType, components);
  if (sparse) {
    const { indices, values: replaced } = sparse;
    const rows = readStrided(
      file,
      indices,
      indices.bufferView,
      sparse.count,
      indices.componentType,
      1,
    );
    const by = readStrided(
      file,
      replaced,
      replaced.bufferView,
      sparse.count,
      componentType,
      components,
    );
    checkIndices(rows, count);
    rows.forEach((row, i) =>
      values.set(by.subarray(components * i, components * (i + 1)), components * row),
    );
  }
  const largest = TYPES[componentType][2];
  return normalized && componentType !== 5126
    ? values.map((value) => Math.max(value / largest, -1))
    : values;
}

function readStrided(file, { byteOffset = 0 }, viewIndex, count, componentType, components) {
  const view = file.tree.bufferViews[viewIndex];
  const buffer = bufferAt(file, view.buffer);
  const [begin, length] = [view.byteOffset ?? 0, view.byteLength];
  if (!(begin >= 0 && length >= 0 && begin + length <= buffer.length)) {
    throw new Error(`bytes ${begin} to ${begin + length} of a buffer of ${buffer.length}`);
  }
  const [bytes, method] = TYPES[componentType];
  const size = components * bytes;
  const stride = view.byteStride ?? size;
  if (!(count >= 1 && byteOffset >= 0 && stride >= size)) {
    throw new Error(`an accessor of ${count} items at ${byteOffset}, ${stride} bytes apart`);
  }
  if (byteOffset + (count - 1) * stride + size > length) {
    throw new Error(`an accessor of ${count} items in ${length - byteOffset} bytes`);
  }
  const data = new DataView(buffer.buffer, buffer.byteOffset + begin, length);
  const values = new Float64Array(components * count);
  for (let i = 0; i < values.length; i++) {
    const item = Math.floor(i / components);
    values[i] = data[method](byteOffset + item * stride + (i % components) * bytes, true);
  }
  return values;
}

// Nodes that have a mesh, and their matrices, in the order of the scene.
function* walkScene(file) {
  const { nodes = [], scenes = [], scene = 0 } = file.tree;
  const children = new Set(nodes.flatMap((node) => node.children ?? []));
  const roots = scenes.length
    ? (scenes[scene].nodes ?? [])
    : nodes.map((_, i) => i).filter((i) => !children.has(i));
  const waiting = roots.map((root) => [root, new Matrix4()]).reverse();
  for (let visits = 0; waiting.length; visits++) {
    if (visits > MOST_NODES)
      throw new Error(`more than ${MOST_NODES} nodes, or nodes that hold themselves`);
    const [index, parent] = waiting.pop();
    const node = nodes[index];
    const matrix = parent.clone().multiply(matrixOf(node));
    waiting.push(...(node.children ?? []).map((child) => [child, matrix]).reverse());
    if (!("mesh" in node)) continue;
    for (const instance of instancesOf(file, node)) {
      yield [node, matrix.clone().multiply(instance)];
    }
  }
}

// Where EXT_mesh_gpu_instancing puts a node's mesh.
function* instancesOf(file, { extensions }) {
  const attributes = extensions?.EXT_mesh_gpu_instancing?.attributes;
  if (!attributes) {
    yield new Matrix4();
    return;
  }
  const columns = [
    ["translation", attributes.TRANSLATION, 3],
    ["rotation", attributes.ROTATION, 4],
    ["scale", attributes.SCALE, 3],
  ]
    .filter(([, accessor]) => accessor !== undefined)
    .map(([key, accessor, width]) => [key, readArray(file, accessor), width]);
  const count = Math.max(...columns.map(([, values, width]) => values.length / width));
  if (count > MOST_NODES) {
    throw new Error(`${count} instances of a mesh; at most ${MOST_NODES} are read`);
  }
  for (let i = 0; i < count; i++) {
    yield matrixOf(
      Object.fromEntries(
        columns.map(([key, values, width]) => [key, values.subarray(width * i, width * (i + 1))]),
      ),
    );
  }
}

function matrixOf({ matrix, translation = [0, 0, 0], rotation = [0, 0, 0, 1], scale = [1, 1, 1] }) {
  if (matrix) return new Matrix4().fromArray(matrix);
  return new Matrix4().compose(
    new Vector3(...translation),
    new Quaternion(...rotation).normalize(),
    new Vector3(...scale),
  );
}

function place(positions, { elements: m }) {
  const placed = new Float64Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = positions.subarray(i, i + 3);
    for (let axis = 0; axis < 3; axis++) {
      placed[i + axis] = x * m[axis] + y * m[4 + axis] + z * m[8 + axis] + m[12 + axis];
    }
  }
  return placed;
}
