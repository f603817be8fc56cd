// STL files, binary or text, with all their solids.

import { range, readNumber, textOf } from "./bytes.js";

const [START, RECORD] = [84, 50]; // the header and the number of triangles; a triangle
const VERTEX = /\bvertex((?:\s+[-+]?(?:[.\d]|nan|inf)\S*){3})/gi;

export function readStl(bytes) {
  const leftOut = [];
  const vertices = isText(bytes) ? readText(bytes, leftOut) : readRecords(bytes, leftOut);
  return { vertices, faces: range(vertices.length / 3), leftOut };
}

function countOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(80, true);
}

// The header of a binary file may begin with "solid" too, but then its length is right.
function isText(bytes) {
  if (bytes.length >= START && bytes.length === START + RECORD * countOf(bytes)) return false;
  if (!/^\s*solid/i.test(textOf(bytes.subarray(0, 80)))) return false;
  return /\s(facet\s+normal|endsolid)\b/i.test(textOf(bytes));
}

function readText(bytes, leftOut) {
  const numbers = [];
  for (const [, words] of textOf(bytes).matchAll(VERTEX)) {
    for (const word of words.trim().split(/\s+/)) numbers.push(readNumber(word));
  }
  const whole = numbers.length - (numbers.length % 9);
  if (whole < numbers.length) leftOut.push("the last triangle, which is not whole");
  return Float64Array.from(numbers.slice(0, whole));
}

function readRecords(bytes, leftOut) {
  if (bytes.length < START) throw new Error(`${bytes.length} bytes, fewer than the header has`);
  const available = Math.floor((bytes.length - START) / RECORD);
  const count = countOf(bytes);
  if (available < count) throw new Error(`${available} of ${count} triangles`);
  const behind = bytes.length - START - RECORD * count;
  if (behind) leftOut.push(`${behind} bytes behind the triangles`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const vertices = new Float64Array(9 * count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 9; k++) {
      vertices[9 * i + k] = view.getFloat32(START + RECORD * i + 12 + 4 * k, true);
    }
  }
  return vertices;
}
