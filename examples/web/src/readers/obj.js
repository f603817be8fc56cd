// Wavefront OBJ files: their polygons, or else their vertices.

import { encodingOf, Growing, linesOf, range, readNumber, readWhole } from "./bytes.js";
import { checkIndices, triangulate } from "./polygons.js";

const LEFT_OUT = new Map([
  ["l", "line elements"],
  ["p", "point elements"],
  ["curv", "curves"],
  ["curv2", "curves"],
  ["surf", "free-form surfaces"],
]);

export function readObj(bytes) {
  const vertices = new Growing(Float64Array);
  const indices = new Growing(Int32Array);
  const uvIndices = new Growing(Int32Array);
  const lengths = new Growing(Int32Array);
  const faceMaterials = new Growing(Int32Array);
  const materials = new Map([[null, 0]]);
  const skipped = new Map();
  let [material, uvCount, few] = [0, 0, 0];

  for (const line of joinedLines(bytes)) {
    const words = line.split("#", 1)[0].trim().split(/\s+/);
    const key = words[0];
    if (key === "v") {
      if (words.length < 4) throw new Error(`a vertex of ${words.length - 1} numbers`);
      for (let k = 1; k < 4; k++) vertices.push(readNumber(words[k]));
    } else if (key === "f") {
      const count = words.length - 1;
      few += count < 3;
      for (let k = 1; k <= count; k++) {
        const [vertex, uv] = words[k].split("/");
        indices.push(place(vertex, vertices.length / 3));
        uvIndices.push(place(uv || "0", uvCount));
      }
      lengths.push(count);
      faceMaterials.push(material);
    } else if (key === "vt") {
      uvCount++;
    } else if (key === "usemtl") {
      const name = line.trim().slice(6).trim();
      if (!materials.has(name)) materials.set(name, materials.size);
      material = materials.get(name);
    } else if (LEFT_OUT.has(key)) {
      const kind = LEFT_OUT.get(key);
      skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
    }
  }
  if (!vertices.length) throw new Error("no vertex");
  const leftOut = [...skipped].map(([kind, count]) => `${count} ${kind}`);
  if (!lengths.length) return { points: vertices.array, leftOut };
  if (few) leftOut.push(`${few} faces of fewer than three corners`);
  const corners = indices.array;
  checkIndices(corners, vertices.length / 3);
  const { places, polygons } = triangulate(lengths.array, corners, vertices.array);
  const order = byLook(places, polygons, faceMaterials.array, uvIndices.array, uvCount);
  const faces = new Uint32Array(places.length);
  order.forEach((from, to) => {
    for (let k = 0; k < 3; k++) faces[3 * to + k] = corners[places[3 * from + k]];
  });
  return { vertices: vertices.array, faces, leftOut };
}

function* joinedLines(bytes) {
  let begun = "";
  for (const line of linesOf(bytes, encodingOf(bytes))) {
    if (line.endsWith("\\")) begun += `${line.slice(0, -1)} `;
    else {
      yield begun + line;
      begun = "";
    }
  }
  if (begun) yield begun;
}

// Indices count from 1; those below 0 count back from where the face stands.
function place(word, before) {
  const index = readWhole(word);
  return index < 0 ? before + index : index - 1;
}

// Python keeps triangles material by material, those with and without a place on its texture apart.
function byLook(places, polygons, materials, uvIndices, uvCount) {
  const order = range(polygons.length);
  const hasUv = uvCount > 0 && uvIndices.every((index) => index >= -1 && index < uvCount);
  const looks = Int32Array.from(polygons, (polygon, triangle) => {
    const corners = places.subarray(3 * triangle, 3 * triangle + 3);
    return 2 * materials[polygon] + (hasUv && corners.every((corner) => uvIndices[corner] >= 0));
  });
  return order.sort((a, b) => looks[a] - looks[b] || a - b);
}
