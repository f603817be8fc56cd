// Texts and numbers in files, and arrays that grow.

const CHUNK = 1 << 20;

// The lines of a text, decoded piece by piece: a string of the whole could be too long.
export function* linesOf(bytes, encoding = "utf-8") {
  const decoder = new TextDecoder(encoding);
  let rest = "";
  for (let start = 0; start < bytes.length; start += CHUNK) {
    const end = start + CHUNK >= bytes.length;
    let text = rest + decoder.decode(bytes.subarray(start, start + CHUNK), { stream: !end });
    // A carriage return at the end may be half of a line's end.
    const held = !end && text.endsWith("\r") ? "\r" : "";
    if (held) text = text.slice(0, -1);
    const lines = text.split(/\r\n|\n|\r/);
    rest = lines.pop() + held;
    yield* lines;
  }
  if (rest) yield rest;
}

export function encodingOf(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
}

export function textOf(bytes) {
  return new TextDecoder("latin1").decode(bytes);
}

// A number, NaN whichever way it is written, or undefined if it is none.
export function parseNumber(word) {
  const value = Number(word);
  if (value === value && word.trim()) return value;
  if (/^\s*[-+]?(nan|\d\.#)\S*\s*$/i.test(word)) return NaN;
  const infinite = /^\s*([-+]?)inf(inity)?\s*$/i.exec(word);
  return infinite ? Number(`${infinite[1]}Infinity`) : undefined;
}

export function readNumber(word) {
  const value = parseNumber(word);
  if (value === undefined) throw new Error(`'${short(word)}' where a number should be`);
  return value;
}

export function readWhole(word) {
  if (!/^[-+]?\d{1,15}$/.test(word)) {
    throw new Error(`'${short(word)}' where a whole number should be`);
  }
  return Number(word);
}

export function short(text) {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

export class Growing {
  constructor(Type) {
    this.values = new Type(1024);
    this.length = 0;
  }

  push(value) {
    if (this.length === this.values.length) {
      const larger = new this.values.constructor(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  get array() {
    return this.values.subarray(0, this.length);
  }
}

// The numbers 0, 1, …: each corner has a vertex of its own.
export function range(count) {
  const indices = new Uint32Array(count);
  for (let i = 0; i < count; i++) indices[i] = i;
  return indices;
}
