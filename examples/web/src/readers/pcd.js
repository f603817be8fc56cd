// PCD files: text, binary and compressed.

import { linesOf, readNumber, textOf } from "./bytes.js";

const METHODS = {
  F4: "getFloat32",
  F8: "getFloat64",
  I1: "getInt8",
  I2: "getInt16",
  I4: "getInt32",
  U1: "getUint8",
  U2: "getUint16",
  U4: "getUint32",
};
// Three bytes stand for at most 264.
const LARGEST_EXPANSION = 88;

export function readPcd(bytes) {
  const { header, start } = readHeader(bytes);
  const count = pointsOf(header);
  const fields = fieldsOf(header);
  const form = header.DATA.join(" ").toLowerCase();
  const body = bytes.subarray(start);
  if (form === "ascii") return { points: readAscii(body, count, fields), leftOut: [] };
  if (form !== "binary" && form !== "binary_compressed") throw new Error(`data that are '${form}'`);
  const packed = form !== "binary";
  return {
    points: readBinary(packed ? decompress(body) : body, count, fields, packed),
    leftOut: [],
  };
}

function readHeader(bytes) {
  const text = textOf(bytes.subarray(0, 1 << 16));
  const data = /^\s*DATA[ \t].*?(\n|$)/m.exec(text);
  if (!data) throw new Error("a header without DATA");
  const start = data.index + data[0].length;
  const header = {};
  for (const line of text.slice(0, start).split("\n")) {
    const [name, ...values] = line.trim().split(/\s+/);
    if (name && !name.startsWith("#")) header[name] = values;
  }
  return { header, start };
}

function pointsOf({ POINTS, WIDTH, HEIGHT = ["1"] }) {
  const count = POINTS ? Number(POINTS[0]) : Number(WIDTH?.[0]) * Number(HEIGHT[0]);
  if (!Number.isSafeInteger(count)) throw new Error("a header without a number of points");
  if (count < 1) throw new Error(`${count} points`);
  return count;
}

// The axes' fields, where each begins in a point, and the size of a point; of numbers and bytes.
function fieldsOf(header) {
  const names = (header.FIELDS ?? header.COLUMNS ?? []).map((name) => name.toLowerCase());
  const all = (value) => names.map(() => value);
  const { SIZE = all("4"), TYPE = all("F"), COUNT = all("1") } = header;
  const layout = { axes: [], width: 0, size: 0 };
  const found = names.map((name, i) => {
    const field = {
      method: METHODS[TYPE[i] + SIZE[i]],
      bytes: Number(SIZE[i]),
      items: Number(COUNT[i]),
    };
    if (!field.method || !(field.items >= 1)) {
      throw new Error("FIELDS, SIZE, TYPE and COUNT that don't go together");
    }
    Object.assign(field, { column: layout.width, start: layout.size });
    layout.width += field.items;
    layout.size += field.bytes * field.items;
    return field;
  });
  layout.axes = ["x", "y", "z"].map((axis) => found[names.indexOf(axis)]);
  if (layout.axes.includes(undefined))
    throw new Error(`fields ${names.join(" ")} without x, y and z`);
  return layout;
}

function readAscii(body, count, { axes, width }) {
  // A number takes two characters or more.
  if (2 * width * count > body.length + 1) throw new Error(`fewer than ${count} points`);
  const points = new Float64Array(3 * count);
  let row = 0;
  for (const line of linesOf(body)) {
    if (!line.trim() || line.startsWith("#")) continue;
    if (row === count) break;
    const words = line.replaceAll(",", " ").trim().split(/\s+/);
    if (words.length !== width) throw new Error(`rows of ${words.length} numbers for ${width}`);
    axes.forEach(({ column }, axis) => (points[3 * row + axis] = readNumber(words[column])));
    row++;
  }
  if (row < count) throw new Error(`${row} points of ${count}`);
  return points;
}

function readBinary(data, count, { axes, size }, packed) {
  if (data.length < size * count)
    throw new Error(`${Math.floor(data.length / size)} points of ${count}`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const points = new Float64Array(3 * count);
  axes.forEach(({ method, bytes, items, start }, axis) => {
    // In a compressed block, all values of a field stand together.
    const [first, step] = packed ? [start * count, bytes * items] : [start, size];
    for (let row = 0; row < count; row++)
      points[3 * row + axis] = view[method](first + step * row, true);
  });
  return points;
}

// LZF: a run that begins with a byte below 32 stands for itself, any other repeats what is there.
function decompress(body) {
  if (body.length < 8) throw new Error("no compressed data");
  const view = new DataView(body.buffer, body.byteOffset);
  const [length, size] = [view.getUint32(0, true), view.getUint32(4, true)];
  if (length > body.length - 8)
    throw new Error(`${body.length - 8} bytes of ${length} compressed ones`);
  if (size > LARGEST_EXPANSION * length)
    throw new Error(`${length} compressed bytes that can't become ${size}`);
  const data = body.subarray(8, 8 + length);
  const result = new Uint8Array(size);
  let [from, to] = [0, 0];
  while (from < length && to <= size) {
    const control = data[from++];
    if (control < 32) {
      for (let i = 0; i <= control; i++) result[to++] = data[from++];
      continue;
    }
    let run = (control >> 5) + 2;
    if (run === 9) run += data[from++];
    let back = to - ((control & 31) << 8) - data[from++] - 1;
    if (!(back >= 0)) throw new Error("damaged compressed data");
    for (let i = 0; i < run; i++) result[to++] = result[back++];
  }
  if (to !== size) throw new Error(`compressed data of ${to} bytes in place of ${size}`);
  return result;
}
