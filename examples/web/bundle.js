// Bundles the page and its worker as plain scripts: modules don't load from file://.
//
//     node bundle.js FOLDER

import { build } from "esbuild";
import { copyFile, writeFile } from "node:fs/promises";
import path from "node:path";

const [folder] = process.argv.slice(2);
const here = import.meta.dirname;

async function bundle(name) {
  const { outputFiles } = await build({
    entryPoints: [path.join(here, "src", name)],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    write: false,
    // ONNX Runtime asks where it lies: nowhere, as it is handed all that it needs.
    define: { "import.meta.url": '"blob:"' },
  });
  return outputFiles[0].text;
}

const worker = JSON.stringify(await bundle("worker.js"));
await writeFile(path.join(folder, "worker.js"), `(self.kerasRecon ??= {}).worker = ${worker};\n`);
await writeFile(path.join(folder, "page.js"), await bundle("page.js"));
for (const name of ["index.html", "style.css"]) {
  await copyFile(path.join(here, name), path.join(folder, name));
}
