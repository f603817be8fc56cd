// From the bytes of a file to a surface {vertices, faces, leftOut} or a cloud {points, leftOut}.

import { textOf } from "./bytes.js";
import { readGltf } from "./gltf.js";
import { readNpy, readNpz } from "./numpy.js";
import { readObj } from "./obj.js";
import { readOff } from "./off.js";
import { readPcd } from "./pcd.js";
import { readPly } from "./ply.js";
import { readStl } from "./stl.js";
import { readText } from "./text.js";
import { read3mf } from "./three_mf.js";

const READERS = {
  ".obj": readObj,
  ".ply": readPly,
  ".stl": readStl,
  ".off": readOff,
  ".glb": readGltf,
  ".gltf": readGltf,
  ".3mf": read3mf,
  ".npy": readNpy,
  ".npz": readNpz,
  ".pcd": readPcd,
  ".xyz": readText,
  ".txt": readText,
  ".csv": readText,
  ".pts": readText,
  ".asc": readText,
};
// What files begin with, whatever they are called.
const MAGIC = [
  ["ply\n", readPly],
  ["ply\r", readPly],
  ["glTF", readGltf],
  ["\x93NUMPY", readNpy],
  ["# .PCD", readPcd],
];

export const SUFFIXES = Object.keys(READERS);

export function readFile(bytes, name) {
  if (!bytes.length) throw new Error("an empty file");
  const start = textOf(bytes.subarray(0, 40));
  if (start.startsWith("version https://git-lfs")) {
    throw new Error("a pointer of Git LFS, not the file: `git lfs pull` fetches it");
  }
  const suffix = /\.[^.]*$/.exec(name.toLowerCase())?.[0];
  const reader = MAGIC.find(([magic]) => start.startsWith(magic))?.[1] ?? READERS[suffix];
  if (!reader) throw new Error(`of no known format; known are ${SUFFIXES.join(" ")}`);
  return reader(bytes);
}
