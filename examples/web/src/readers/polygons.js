// Polygons and strips as triangles.

// Clipping takes the square of their number; larger polygons are fans.
const MOST_CORNERS = 500;
// To find ears, a corner: a ring needs up to 94, a polygon that crosses itself ten times as many.
const MOST_TESTS = 100;
// Few bytes of a file may place one mesh many times.
const MOST_PLACED = 20_000_000;

export function checkSize(vertices, triangles) {
  if (vertices > MOST_PLACED || triangles > MOST_PLACED) {
    throw new Error(
      `more than ${MOST_PLACED} vertices or triangles, each as often as it is placed`,
    );
  }
}

export function checkIndices(indices, count) {
  for (const index of indices) {
    if (!(index >= 0 && index < count)) {
      throw new Error(`a face with the index ${index} (counted from 0) of ${count} vertices`);
    }
  }
}

// Cut polygons: the convex into fans, of the others ear after ear. Gives the places of the
// triangles' corners in `corners`, the row of all polygons' vertices, and the polygon of each.
export function triangulate(lengths, corners, vertices) {
  let count = 0;
  for (const length of lengths) count += Math.max(length - 2, 0);
  const places = new Uint32Array(3 * count);
  const polygons = new Uint32Array(count);
  let [start, row] = [0, 0];
  lengths.forEach((length, polygon) => {
    let triangles = fan(length);
    if (length > 3) {
      const outline = [];
      for (let i = 0; i < length; i++) outline.push(vertexOf(vertices, corners[start + i]));
      const axis = turnedAxis(outline, triangles);
      if (axis && length <= MOST_CORNERS) triangles = clipEars(flatten(outline, axis));
    }
    for (const triangle of triangles) {
      for (let k = 0; k < 3; k++) places[3 * row + k] = start + triangle[k];
      polygons[row++] = polygon;
    }
    start += length;
  });
  return { places, polygons };
}

function* fan(length) {
  for (let i = 1; i + 1 < length; i++) yield [0, i, i + 1];
}

function vertexOf(vertices, index) {
  return [vertices[3 * index], vertices[3 * index + 1], vertices[3 * index + 2]];
}

// The sum of the normals, if a triangle of the fan turns against it.
function turnedAxis(outline) {
  const normals = Array.from(fan(outline.length), ([a, b, c]) =>
    cross(subtract(outline[b], outline[a]), subtract(outline[c], outline[a])),
  );
  const whole = [0, 1, 2].map((axis) => normals.reduce((sum, normal) => sum + normal[axis], 0));
  const least = -1e-9 * dot(whole, whole);
  return normals.some((normal) => dot(normal, whole) < least) ? whole : null;
}

const subtract = (a, b) => a.map((value, axis) => value - b[axis]);
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

// Seen from the side to which it turns most, counter-clockwise.
function flatten(outline, whole) {
  const sizes = whole.map(Math.abs);
  const axis = sizes.indexOf(Math.max(...sizes));
  const sign = (axis === 1 ? -1 : 1) * Math.sign(whole[axis]);
  const [first, second] = [0, 1, 2].filter((other) => other !== axis);
  return outline.map((point) => [point[first], sign * point[second]]);
}

function clipEars(outline) {
  const ring = outline.map((_, i) => i);
  const triangles = [];
  let tests = MOST_TESTS * outline.length;
  while (ring.length > 3) {
    const ears = ring.map((corner, i) => [ring.at(i - 1), corner, ring[(i + 1) % ring.length]]);
    // None of the ring within an ear nor on its border; else, none within; else any.
    const free = (border) =>
      ears.findIndex((ear) => tests <= 0 || (tests-- && isFree(ear, ring, outline, border)));
    let i = free(true);
    if (i < 0) i = free(false);
    if (i < 0 || tests <= 0) i = 0;
    triangles.push(ears[i]);
    ring.splice(i, 1);
  }
  return [...triangles, ring];
}

function isFree(ear, ring, outline, border) {
  const points = ear.map((corner) => outline[corner]);
  const ahead = points.map(([x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % 3];
    return [nextX - x, nextY - y];
  });
  // A corner that turns inwards.
  if (ahead[0][0] * ahead[1][1] < ahead[0][1] * ahead[1][0]) return false;
  return !ring.some((corner) => {
    const [x, y] = outline[corner];
    if (points.some((point) => point[0] === x && point[1] === y)) return false;
    return points.every(([ownX, ownY], i) => {
      const side = ahead[i][0] * (y - ownY) - ahead[i][1] * (x - ownX);
      return border ? side >= 0 : side > 0;
    });
  });
}

// Each three corners that follow one another; every second triangle is turned around. A negative
// corner ends a strip.
export function triangulateStrip(strip) {
  const faces = [];
  let start = 0;
  for (let i = 0; i + 2 < strip.length; i++) {
    if (strip[i] < 0) start = i + 1;
    const [a, b, c] = [strip[i], strip[i + 1], strip[i + 2]];
    if (a < 0 || b < 0 || c < 0) continue;
    faces.push(...((i - start) % 2 ? [b, a, c] : [a, b, c]));
  }
  return faces;
}
