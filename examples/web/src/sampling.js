// A fixed number of points of a surface or a cloud: the same ones that Keras ReCon draws in Python.

const MULTIPLIER = digitsOf(0x2360ed051fc65da44385df649fccf645n);

// A number of 128 bits as eight of 16, the lowest first; BigInt takes twenty times as long.
function digitsOf(number) {
  return Uint16Array.from({ length: 8 }, (_, i) => Number((number >> BigInt(16 * i)) & 0xffffn));
}

// NumPy's generator PCG64, from a state that Python wrote.
export class Random {
  constructor({ state, inc }) {
    this.state = digitsOf(BigInt(state));
    this.next = new Uint16Array(8);
    this.increment = digitsOf(BigInt(inc));
    this.half = null;
  }

  // The lower and the upper half of 64 bits.
  draw() {
    let carry = 0;
    for (let i = 0; i < 8; i++) {
      let sum = carry + this.increment[i];
      for (let j = 0; j <= i; j++) sum += this.state[j] * MULTIPLIER[i - j];
      this.next[i] = sum;
      carry = Math.floor(sum / 65536);
    }
    [this.state, this.next] = [this.next, this.state];
    const state = this.state;
    let lower = (state[0] ^ state[4]) | ((state[1] ^ state[5]) << 16);
    let upper = (state[2] ^ state[6]) | ((state[3] ^ state[7]) << 16);
    const rotation = state[7] >>> 10;
    if (rotation >= 32) [lower, upper] = [upper, lower];
    // A shift by 32 would be none.
    const [right, left] = [rotation % 32, 31 - (rotation % 32)];
    return [
      ((lower >>> right) | ((upper << left) << 1)) >>> 0,
      ((upper >>> right) | ((lower << left) << 1)) >>> 0,
    ];
  }

  next32() {
    if (this.half !== null) {
      const half = this.half;
      this.half = null;
      return half;
    }
    const [lower, upper] = this.draw();
    this.half = upper;
    return lower;
  }

  double() {
    const [lower, upper] = this.draw();
    return (upper * 2 ** 21 + (lower >>> 11)) / 2 ** 53;
  }

  doubles(count) {
    return Float64Array.from({ length: count }, () => this.double());
  }

  // A whole number from 0 to `largest`: of drawn bits, the first that aren't more.
  upTo(largest) {
    const mask = 2 ** (32 - Math.clz32(largest)) - 1;
    for (;;) {
      const drawn = (this.next32() & mask) >>> 0;
      if (drawn <= largest) return drawn;
    }
  }

  permutation(count) {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.upTo(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}

// Points of triangles, by area. `vertices` has three numbers a vertex, `faces` three indices a face.
export function sampleSurface({ vertices, faces, leftOut }, count, random) {
  const total = faces.length / 3;
  if (!total) throw new Error("no face");
  const [cumulative, unfinite] = cumulativeAreas(vertices, faces);
  if (unfinite) leftOut.push(`${unfinite} triangles that are not finite`);
  const area = cumulative[total - 1];
  if (!(area > 0)) throw new Error(unfinite < total ? "a surface of area 0" : "no finite triangle");
  // The last face with an area; the product may round up to the whole.
  const last = search(cumulative, area, (value, wanted) => value >= wanted);
  const chosen = Array.from(random.doubles(count), (share) =>
    Math.min(
      search(cumulative, share * area, (value, wanted) => value > wanted),
      last,
    ),
  );
  const roots = random.doubles(count).map(Math.sqrt);
  const shares = random.doubles(count);
  const points = new Float64Array(3 * count);
  chosen.forEach((face, i) => {
    const weights = [1 - roots[i], roots[i] * (1 - shares[i]), roots[i] * shares[i]];
    const corners = [0, 1, 2].map((corner) => 3 * faces[3 * face + corner]);
    for (let axis = 0; axis < 3; axis++) {
      const terms = corners.map((corner, k) => weights[k] * vertices[corner + axis]);
      points[3 * i + axis] = terms[0] + terms[1] + terms[2];
    }
  });
  return points;
}

function cumulativeAreas(vertices, faces) {
  const total = faces.length / 3;
  const edges = new Float64Array(6);
  let largest = 0;
  let unfinite = 0;
  const edgesOf = (face) => {
    const [a, b, c] = [3 * faces[3 * face], 3 * faces[3 * face + 1], 3 * faces[3 * face + 2]];
    let finite = true;
    for (let axis = 0; axis < 3; axis++) {
      const first = vertices[a + axis];
      edges[axis] = vertices[b + axis] - first;
      edges[3 + axis] = vertices[c + axis] - first;
      finite &&= isFinite(first) && isFinite(vertices[b + axis]) && isFinite(vertices[c + axis]);
    }
    return finite;
  };
  for (let face = 0; face < total; face++) {
    if (!edgesOf(face)) unfinite++;
    else for (let k = 0; k < 6; k++) largest = Math.max(largest, Math.abs(edges[k]));
  }
  // Squares of the very large and the very small have no float.
  const size = largest || 1;
  const cumulative = new Float64Array(total);
  let sum = 0;
  for (let face = 0; face < total; face++) {
    if (edgesOf(face)) {
      const [ax, ay, az, bx, by, bz] = edges.map((value) => value / size);
      const [x, y, z] = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
      sum += Math.sqrt(x * x + y * y + z * z);
    }
    cumulative[face] = sum;
  }
  return [cumulative, unfinite];
}

// The first place whose value, in ascending order, passes.
function search(values, wanted, passes) {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(values[middle], wanted)) high = middle;
    else low = middle + 1;
  }
  return low;
}

// A random subset of a cloud, or some of its points repeated; and how many are.
export function sampleCloud({ points, leftOut }, count, random) {
  let kept = 0;
  const finite = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    if (isFinite(points[i]) && isFinite(points[i + 1]) && isFinite(points[i + 2])) {
      for (let axis = 0; axis < 3; axis++) finite[3 * kept + axis] = points[i + axis];
      kept++;
    }
  }
  const total = points.length / 3;
  if (!kept) throw new Error(`no point with finite coordinates among ${total}`);
  if (kept < total) leftOut.push(`${total - kept} points that are not finite`);
  if (kept === count) return [finite.slice(0, 3 * count), 0];
  const order = random.permutation(kept);
  const chosen = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    const from = 3 * order[i % kept];
    chosen.set(finite.subarray(from, from + 3), 3 * i);
  }
  return [chosen, Math.max(0, count - kept)];
}

// Bring the axis that is up along y; `rows` say where each coordinate comes from.
export function turn(points, rows) {
  const turned = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    rows.forEach((row, axis) => {
      const from = row.findIndex((sign) => sign);
      turned[i + axis] = row[from] * points[i + from];
    });
  }
  return turned;
}

// Where the mean and the furthest point of a cloud are.
export function boundingSphere(points) {
  const count = points.length / 3;
  const sum = [0, 0, 0];
  for (let i = 0; i < points.length; i++) sum[i % 3] += points[i];
  const center = sum.map((value) => value / count);
  let largest = 0;
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = center.map((value, axis) => points[i + axis] - value);
    largest = Math.max(largest, x * x + y * y + z * z);
  }
  return { center, radius: Math.sqrt(largest) };
}

export function fit(points, { center, radius }) {
  return Float32Array.from(points, (value, i) => (value - center[i % 3]) / radius);
}
