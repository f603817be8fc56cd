// PLY files: their polygons and strips, or else their points.

import { Growing, linesOf, readNumber, short, textOf } from "./bytes.js";
import { checkIndices, triangulate, triangulateStrip } from "./polygons.js";

// Name, size and reader of each type.
const TYPES = Object.fromEntries(
  [
    [["char", "int8"], 1, "getInt8"],
    [["uchar", "uint8"], 1, "getUint8"],
    [["short", "int16"], 2, "getInt16"],
    [["ushort", "uint16"], 2, "getUint16"],
    [["int", "int32"], 4, "getInt32"],
    [["uint", "uint32"], 4, "getUint32"],
    [["float", "float32"], 4, "getFloat32"],
    [["double", "float64"], 8, "getFloat64"],
  ].flatMap(([names, size, method]) => names.map((name) => [name, { size, method }])),
);
const LISTS = ["vertex_indices", "vertex_index"];

export function readPly(bytes) {
  const { form, elements, start } = readHeader(bytes);
  const source = sourceOf(form, bytes.subarray(start));
  const leftOut = [];
  let vertices;
  const [lengths, corners, strips] = [Int32Array, Int32Array, Int32Array].map(
    (Type) => new Growing(Type),
  );
  for (const element of elements) {
    const { name, count, properties } = element;
    source.checkRoom(element);
    if (name === "vertex") {
      const axes = ["x", "y", "z"].map((axis) =>
        properties.findIndex((property) => property.name === axis && !property.length),
      );
      if (axes.includes(-1)) throw new Error("no vertices with x, y and z");
      vertices = new Float64Array(3 * count);
      readRows(source, element, (row, values) => {
        axes.forEach((place, axis) => (vertices[3 * row + axis] = values[place]));
      });
    } else if (name === "face" || name === "tristrips") {
      const place = properties.findIndex(
        (property) => property.length && LISTS.includes(property.name),
      );
      if (place < 0 && count && properties.length) throw new Error(`faces without ${LISTS[0]}`);
      readRows(source, element, (_, values) => {
        const list = values[place] ?? [];
        if (name === "face") lengths.push(list.length);
        for (const index of list) (name === "face" ? corners : strips).push(index);
        if (name === "tristrips") strips.push(-1);
      });
    } else {
      leftOut.push(name);
      readRows(source, element, () => {});
    }
  }
  if (leftOut.length) leftOut.splice(0, Infinity, `the elements ${leftOut.join(", ")}`);
  if (!vertices) throw new Error("no vertices with x, y and z");
  if (!vertices.length) throw new Error("no vertex");
  if (!lengths.length && !strips.length) return { points: vertices, leftOut };
  checkIndices(corners.array, vertices.length / 3);
  const { places } = triangulate(lengths.array, corners.array, vertices);
  const ofStrips = triangulateStrip(strips.array);
  checkIndices(ofStrips, vertices.length / 3);
  const faces = new Uint32Array(places.length + ofStrips.length);
  places.forEach((place, i) => (faces[i] = corners.array[place]));
  faces.set(ofStrips, places.length);
  return { vertices, faces, leftOut };
}

function readHeader(bytes) {
  const text = textOf(bytes.subarray(0, 1 << 20));
  const begin = /^ply[ \t]*(\r\n|\n|\r)/.exec(text);
  const end = begin && new RegExp(`${begin[1]}end_header[ \\t]*(${begin[1]}|$)`).exec(text);
  if (!end) throw new Error("no header from ply to end_header");
  let form;
  const elements = [];
  for (const line of text.slice(0, end.index).split(begin[1]).slice(1)) {
    const [key, ...words] = line.trim().split(/\s+/);
    const wrong = () => new Error(`a line of the header that can't be read: ${short(line)}`);
    if (key === "format") form = words[0];
    else if (key === "element") {
      if (!/^\d{1,15}$/.test(words[1] ?? "")) throw wrong();
      elements.push({ name: words[0], count: Number(words[1]), properties: [] });
    } else if (key === "property") {
      const types = words[0] === "list" ? words.slice(1, 3) : words.slice(0, 1);
      if (!elements.length || !types.length || !types.every((type) => TYPES[type])) throw wrong();
      elements.at(-1).properties.push({
        name: words.at(-1),
        length: types.length > 1 ? TYPES[types[0]] : null,
        item: TYPES[types.at(-1)],
      });
    }
  }
  return { form, elements, start: end.index + end[0].length };
}

function readRows(source, { name, count, properties }, take) {
  if (!properties.length) return;
  const values = new Array(properties.length);
  for (let row = 0; row < count; row++) {
    source.beginRow(name, row, count);
    properties.forEach(({ length, item }, place) => {
      if (!length) {
        values[place] = source.next(item);
        return;
      }
      const size = source.next(length);
      if (!(size >= 0)) throw new Error(`a list of length ${size} in the element ${name}`);
      source.checkList(size, item);
      values[place] = Array.from({ length: size }, () => source.next(item));
    });
    take(row, values);
  }
}

function sourceOf(form, body) {
  if (form === "ascii") return new TextSource(body);
  const orders = { binary_little_endian: true, binary_big_endian: false };
  if (!(form in orders))
    throw new Error(`the format '${form}'; known are ascii ${Object.keys(orders).join(" ")}`);
  return new BinarySource(body, orders[form]);
}

class BinarySource {
  constructor(body, littleEndian) {
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    this.place = 0;
    this.littleEndian = littleEndian;
    this.missing = "";
  }

  // Before anything is made of that size.
  checkRoom({ name, count, properties }) {
    const shortest = properties.reduce((sum, { length, item }) => sum + (length ?? item).size, 0);
    const left = this.view.byteLength - this.place;
    if (count * shortest > left) {
      throw new Error(`${Math.floor(left / shortest)} of ${count} rows of the element ${name}`);
    }
  }

  beginRow(name, row, count) {
    this.missing = `${row} of ${count} rows of the element ${name}`;
  }

  checkList(size, item) {
    if (this.place + size * item.size > this.view.byteLength) throw new Error(this.missing);
  }

  next({ size, method }) {
    const place = this.place;
    this.place += size;
    if (this.place > this.view.byteLength) throw new Error(this.missing);
    return this.view[method](place, this.littleEndian);
  }
}

// A row a line; where a line has more numbers than the header tells, they are left out.
class TextSource {
  constructor(body) {
    this.left = body.byteLength;
    this.lines = linesOf(body);
    this.words = [];
    this.place = 0;
  }

  checkRoom({ name, count, properties }) {
    if (2 * count * properties.length > this.left + 1) {
      throw new Error(`fewer than ${count} rows of the element ${name}`);
    }
  }

  beginRow(name, row, count) {
    this.missing = `${row} of ${count} rows of the element ${name}`;
    do {
      const { value, done } = this.lines.next();
      if (done) throw new Error(this.missing);
      this.words = value.trim().split(/\s+/);
    } while (!this.words[0]);
    this.place = 0;
  }

  checkList(size) {
    if (this.place + size > this.words.length) {
      throw new Error(
        `${this.missing}; the next has ${this.words.length} of ${this.place + size} numbers`,
      );
    }
  }

  next() {
    if (this.place >= this.words.length) {
      throw new Error(`${this.missing}; the next has ${this.words.length} numbers`);
    }
    return readNumber(this.words[this.place++]);
  }
}
