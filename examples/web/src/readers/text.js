// Text files of points: .xyz .txt .csv .pts .asc, laid out in any way that Keras ReCon reads.

import { encodingOf, Growing, linesOf, parseNumber } from "./bytes.js";

const PEEK = 1 << 16;
const MOST_TITLES = 10;
const MOST_ABOVE_NAMES = 100;
const MOST_WRONG = 0.1;
const AXES = [
  ["x", "y", "z"],
  ["pos_x", "pos_y", "pos_z"],
  ["points:0", "points:1", "points:2"],
];
// What parts numbers, null for white space, and what to replace before. Of those that make rows of
// a file, the first is its own: 1,5 is one number where something else parts numbers, else two.
const LAYOUTS = [
  [";", {}],
  [";", { ",": "." }],
  ["\t", {}],
  ["\t", { ",": "." }],
  [",", {}],
  [null, {}],
  [null, { ",": "." }],
  [null, { ",": " ", ";": " " }],
].map(([separator, replaced]) => ({ separator, replaced, columns: [0, 1, 2] }));

export function readText(bytes) {
  const encoding = encodingOf(bytes);
  const layout = findLayout(peek(bytes, encoding));
  const points = new Growing(Float64Array);
  let [place, wrong, count] = [0, 0, layout.count ?? 0];
  for (const line of linesOf(bytes, encoding)) {
    if (place++ < layout.first || isAside(line)) continue;
    const row = numbersOf(layout, line);
    if (row) row.forEach((value) => points.push(value));
    else if (countIn(line) !== null)
      count += countIn(line); // of the next scan
    else wrong++;
  }
  const rows = points.length / 3;
  if (wrong > MOST_WRONG * (wrong + rows)) {
    throw new Error(`${wrong} of ${wrong + rows} rows without three numbers`);
  }
  const leftOut = wrong ? [`${wrong} rows without three numbers`] : [];
  const missing = count - rows - wrong;
  if (missing > 0) {
    leftOut.push(`${missing} of ${count} rows, which the file counts but doesn't have`);
  }
  return { points: points.array, leftOut };
}

function peek(bytes, encoding) {
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, 4 * PEEK)).slice(0, PEEK);
  if (text.includes("\0")) throw new Error("a binary file, not a text");
  const lines = text.split(/\r\n|\n|\r/);
  if (text.length === PEEK) lines.pop(); // it isn't whole
  if (!lines.length) throw new Error(`a line of more than ${PEEK} characters`);
  return lines;
}

function findLayout(lines) {
  if (lines[0].toLowerCase().startsWith("ncols")) throw new Error("a grid of heights, not points");
  for (const [names, accepts] of namesIn(lines)) {
    const found = LAYOUTS.map((layout) => fit(layout, lines, names, accepts)).filter(Boolean);
    // A row 0,5;1;2 looks like a title to one that has no decimal commas.
    if (found.length) return found.reduce((a, b) => (b.first < a.first ? b : a));
  }
  throw new Error("no rows of three numbers, or columns of other names than x, y and z");
}

// Each set of names to try, and how many columns a row may have then.
function namesIn(lines) {
  for (const line of lines.slice(0, MOST_ABOVE_NAMES)) {
    const separator = [";", "\t", ","].find((character) => line.includes(character));
    const bare = line.replace(/^[ \t\n,;/#]+|[ \t\n,;/#]+$/g, "");
    // X [m] and "x" are x.
    const names = bare.split(separator ?? /\s+/).map((field) =>
      field
        .replace(/[[(].*/, "")
        .replace(/^[ "']+|[ "']+$/g, "")
        .toLowerCase(),
    );
    if (AXES.some((axes) => axes.every((axis) => names.includes(axis)))) {
      if (!/^\s*(#|\/\/)/.test(line)) return [[names, (width) => width <= names.length]];
      if (separator) return [[names, () => true]];
      // It may be a sentence that has these letters.
      return [
        [names, (width) => width === names.length],
        [[], () => true],
      ];
    }
  }
  return [[[], () => true]];
}

// The layout with the places of all, or null if it isn't that of these lines.
function fit(layout, lines, names, accepts) {
  const axes = AXES.find((three) => three.every((axis) => names.includes(axis)));
  if (axes) layout = { ...layout, columns: axes.map((axis) => names.indexOf(axis)) };
  const numbered = [...lines.entries()].filter(([, line]) => !isAside(line));
  const start = numbered.findIndex(([, line]) => numbersOf(layout, line));
  if (start < 0) return null;
  const [first, row] = numbered[start];
  const above = numbered.slice(0, start).map(([, line]) => line);
  const rows = numbered.slice(start).map(([, line]) => line);
  const titles = above.filter((line) => countIn(line) === null);
  const counts = above.map(countIn).filter((count) => count !== null);
  const wrong = rows.filter((line) => !numbersOf(layout, line) && countIn(line) === null);
  if (titles.length > MOST_TITLES || wrong.length > MOST_WRONG * rows.length) return null;
  const width = split(layout, row).length;
  if (!accepts(width)) return null;
  // A word above each column names it.
  if (!names.length && titles.length && split(layout, titles.at(-1)).length === width) return null;
  return { ...layout, first, count: counts.at(-1) };
}

function split({ separator, replaced }, line) {
  for (const [old, other] of Object.entries(replaced)) line = line.replaceAll(old, other);
  if (separator === null) return line.trim().split(/\s+/);
  let end = line.length;
  while (end && ` \t\n${separator}`.includes(line[end - 1])) end--;
  return line.slice(0, end).split(separator);
}

function numbersOf(layout, line) {
  const fields = split(layout, line.split(/#|\/\//, 1)[0]);
  const row = layout.columns.map((column) => parseNumber(fields[column] ?? ""));
  return row.includes(undefined) ? null : row;
}

function isAside(line) {
  return /^\s*(#|\/\/|$)/.test(line);
}

function countIn(line) {
  return /^\s*\d{1,15}\s*$/.test(line) ? Number(line) : null;
}
