// Archives, of which nothing is unpacked before its size is known.

import { Inflate } from "fflate";

const MOST_BYTES = 2 ** 30;
// A byte of a zip file stands for at most so many.
const LARGEST_EXPANSION = 1032;

// What the directory at the end of the archive lists.
export function entriesOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error("no whole archive");
  const entries = [];
  let [place, total] = [view.getUint32(end + 16, true), 0];
  for (let i = view.getUint16(end + 10, true); i > 0; i--) {
    if (place + 46 > bytes.length || view.getUint32(place, true) !== 0x02014b50) {
      throw new Error("an archive with a damaged directory");
    }
    const nameEnd = place + 46 + view.getUint16(place + 28, true);
    const entry = {
      name: new TextDecoder().decode(bytes.subarray(place + 46, nameEnd)),
      encrypted: view.getUint16(place + 8, true) & 1,
      method: view.getUint16(place + 10, true),
      packed: view.getUint32(place + 20, true),
      size: view.getUint32(place + 24, true),
      start: view.getUint32(place + 42, true),
    };
    total += entry.size;
    entries.push(entry);
    place = nameEnd + view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
  }
  if (total > MOST_BYTES)
    throw new Error(`${total} bytes unpacked; at most ${MOST_BYTES} are read`);
  return entries;
}

export function readEntry(bytes, { name, encrypted, method, packed, size, start }) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size > LARGEST_EXPANSION * (packed + 1)) {
    throw new Error(`${packed} compressed bytes that can't be ${size}`);
  }
  if (encrypted) throw new Error(`${name}, which is encrypted`);
  if (start + 30 > bytes.length) throw new Error(`an archive without its ${name}`);
  const first = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  const data = bytes.subarray(first, first + packed);
  if (data.length < packed) throw new Error(`an archive without the end of ${name}`);
  if (method === 0) return data.slice();
  if (method !== 8) throw new Error(`${name}, packed in another way than Deflate`);
  const unpacked = new Uint8Array(size);
  let length = 0;
  const inflate = new Inflate((chunk) => {
    if (length + chunk.length > size)
      throw new Error(`${name} of more than the stated ${size} bytes`);
    unpacked.set(chunk, length);
    length += chunk.length;
  });
  for (let place = 0; place < data.length; place += 1 << 16) {
    inflate.push(data.subarray(place, place + (1 << 16)), place + (1 << 16) >= data.length);
  }
  if (length !== size) throw new Error(`${length} of ${size} bytes of ${name}`);
  return unpacked;
}
