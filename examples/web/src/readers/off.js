// Object File Format, OFF: its polygons, or else its vertices.

import { Growing, linesOf, readNumber, readWhole } from "./bytes.js";
import { checkIndices, triangulate } from "./polygons.js";

export function readOff(bytes) {
  const rows = rowsOf(bytes);
  const first = rows.next().value ?? [];
  const header = /^(ST)?(C)?(N)?(4)?(n)?OFF(.*)$/.exec(first[0] ?? "");
  if (!header) throw new Error("no line that begins with OFF");
  const [, , , , homogeneous, dimension, behind] = header;
  const rest = [behind, ...first.slice(1)].filter(Boolean);
  if (dimension) throw new Error("an OFF file of other dimensions, nOFF");
  if (rest[0] === "BINARY") throw new Error("a binary OFF file");
  const counts = rest.length ? rest : (rows.next().value ?? []);
  if (counts.length < 2) throw new Error("no line of counts");
  const [count, faceCount] = counts.map(readWhole);
  if (count < 1 || faceCount < 0) throw new Error(`${count} vertices and ${faceCount} faces`);

  let [read, width] = [0, 0];
  const missing = () =>
    new Error(`${read} of ${count} lines of vertices and ${faceCount} of faces`);
  const next = () => {
    const { value, done } = rows.next();
    if (done) throw missing();
    read++;
    return value;
  };
  const vertices = new Growing(Float64Array);
  for (let i = 0; i < count; i++) {
    const row = next();
    width ||= row.length;
    if (row.length !== width || width < (homogeneous ? 4 : 3)) {
      throw new Error(`lines of vertices with ${row.length} numbers`);
    }
    const divisor = homogeneous ? readNumber(row[3]) : 1;
    for (let axis = 0; axis < 3; axis++) vertices.push(readNumber(row[axis]) / divisor);
  }
  if (!faceCount) return { points: vertices.array, leftOut: [] };

  const lengths = new Growing(Int32Array);
  const corners = new Growing(Int32Array);
  let few = 0;
  for (let i = 0; i < faceCount; i++) {
    const row = next();
    const length = readWhole(row[0]);
    if (length < 0 || row.length - 1 < length) {
      throw new Error(`a face of ${length} corners with ${row.length - 1} numbers`);
    }
    few += length < 3;
    lengths.push(length);
    for (let k = 1; k <= length; k++) corners.push(readWhole(row[k]));
  }
  checkIndices(corners.array, count);
  const { places } = triangulate(lengths.array, corners.array, vertices.array);
  const leftOut = few ? [`${few} faces of fewer than three corners`] : [];
  return { vertices: vertices.array, faces: places.map((p) => corners.array[p]), leftOut };
}

function* rowsOf(bytes) {
  for (const line of linesOf(bytes)) {
    const words = line.split("#", 1)[0].trim();
    if (words) yield words.split(/\s+/);
  }
}
