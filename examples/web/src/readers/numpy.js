// Files of NumPy arrays: .npy and .npz.

import { textOf } from "./bytes.js";
import { entriesOf, readEntry } from "./zip.js";

const METHODS = {
  f2: "getFloat16",
  f4: "getFloat32",
  f8: "getFloat64",
  i1: "getInt8",
  i2: "getInt16",
  i4: "getInt32",
  i8: "getBigInt64",
  u1: "getUint8",
  u2: "getUint16",
  u4: "getUint32",
  u8: "getBigUint64",
};

export function readNpy(bytes) {
  const { descr, fortran, shape, start } = readHeader(bytes);
  if (descr === null) throw new Error("an array of records or objects; this page reads numbers");
  const [, order, kind] = descr;
  const method = METHODS[kind];
  const [rows, columns] = shape;
  if (!method) throw new Error(`values of type ${kind}, not numbers`);
  if (shape.length !== 2 || columns < 3) {
    throw new Error(`an array of shape (${shape.join(", ")}), not (n, 3 or more)`);
  }
  if (rows === 3 && columns > 12) {
    throw new Error(`an array of shape (${shape}): a point must be a row, not a column`);
  }
  const size = Number(kind[1]);
  // Before anything is made of that size.
  if (start + rows * columns * size > bytes.length) {
    throw new Error(`${bytes.length - start} bytes for an array of shape (${shape.join(", ")})`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  if (!view[method]) throw new Error(`values of type ${kind}, which this browser doesn't read`);
  const points = new Float64Array(3 * rows);
  for (let row = 0; row < rows; row++) {
    for (let axis = 0; axis < 3; axis++) {
      const place = fortran ? axis * rows + row : row * columns + axis;
      points[3 * row + axis] = Number(view[method](size * place, order !== ">"));
    }
  }
  return { points, leftOut: [] };
}

// As Python writes it: {'descr': '<f4', 'fortran_order': False, 'shape': (3000, 3), }
function readHeader(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || !textOf(bytes.subarray(0, 6)).endsWith("NUMPY")) {
    throw new Error("no array of NumPy");
  }
  const wide = bytes[6] > 1;
  const start = wide ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true);
  const header = textOf(bytes.subarray(wide ? 12 : 10, Math.min(start, 1 << 16)));
  const descr = /'descr':\s*'([<>|=]?)(\w+)'/.exec(header);
  const fortran = /'fortran_order':\s*(True|False)/.exec(header);
  const shape = /'shape':\s*\(([\d, ]*)\)/.exec(header);
  if (!fortran || !shape || start > bytes.length) throw new Error("a header that can't be read");
  return {
    descr,
    fortran: fortran[1] === "True",
    shape: shape[1]
      .split(",")
      .filter((text) => text.trim())
      .map(Number),
    start,
  };
}

export function readNpz(bytes) {
  const entries = entriesOf(bytes);
  const names = entries.map(({ name }) => name.replace(/\.npy$/, ""));
  const others = names.filter((name) => name !== "colors");
  if (!names.includes("points") && others.length !== 1) {
    throw new Error(`arrays ${names.join(", ")}, of which none is 'points'`);
  }
  const wanted = names.includes("points") ? "points" : others[0];
  return readNpy(readEntry(bytes, entries[names.indexOf(wanted)]));
}
