// The page: files in, answers out.

import { Answerer } from "./answerer.js";
import { SUFFIXES } from "./readers/read_file.js";
import { partColor, Viewer } from "./viewer.js";

const MOST_BYTES = 256 * 2 ** 20;
const MOST_FILES = 100;
// Meshes are kept to be drawn, of the latest files only: others are drawn as points.
const MOST_MESHES = 10;
const MOST_BARS = 5;

const find = (selector) => document.querySelector(selector);
const data = {};
// The files, the latest first, with what was answered.
const entries = (self.kerasRecon.entries = []);
let answerer, viewer, icons, shown;
// Whether each new answer is shown: until one is chosen.
let following = true;
let queue = Promise.resolve();

async function unpack(name) {
  const bytes = Uint8Array.from(atob(self.kerasRecon[name]), (letter) => letter.charCodeAt(0));
  delete self.kerasRecon[name];
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

async function start() {
  const settings = JSON.parse(new TextDecoder().decode(await unpack("settings")));
  data.settings = settings;
  prepareControls(settings);
  for (const name of ["runtime", "classifier", "grouping", "segmenter", "mean", "embeddings"]) {
    data[name] = await unpack(name);
  }
  icons = await createImageBitmap(new Blob([await unpack("icons")], { type: "image/jpeg" }));
  answerer = new Answerer(self.kerasRecon.worker, data);
  await answerer.start();
  tell("Ready.");
}

// === Controls ===

function prepareControls({ turns, examples, shapeClasses, facts }) {
  const formats = SUFFIXES.join(" ");
  find("#formats").textContent = `${formats} · up to ${MOST_BYTES / 2 ** 20} MB`;
  find("#input").accept = SUFFIXES.join(",");
  find("#up-axis").append(...Object.keys(turns).map((axis) => new Option(axis)));
  find("#shape-class").append(...shapeClasses.map((name) => new Option(name)));
  find("#model-facts").textContent = facts;
  for (const [name, content] of Object.entries(examples)) {
    const button = element("button", { type: "button", textContent: name.replace(/\..*/, "") });
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    button.onclick = () => add([new File([bytes], name)], "y");
    find("#examples").append(button);
  }
  find("#input").onchange = ({ target }) => {
    add([...target.files]);
    target.value = "";
  };
  addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dragging");
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) document.body.classList.remove("dragging");
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dragging");
    add([...event.dataTransfer.files]);
  });
  find("#up-axis").onchange = () => shown && ask(shown, find("#up-axis").value);
  find("#shape-class").onchange = askForParts;
  for (const mode of document.querySelectorAll("[name=mode]")) mode.onchange = draw;
  const turning = find("#turning");
  turning.checked = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  turning.onchange = () => viewer?.turn(turning.checked);
  find("#canvas").onkeydown = ({ key }) => {
    const angle = { ArrowLeft: -0.15, ArrowRight: 0.15 }[key];
    if (angle) viewer?.rotate(angle);
  };
}

// === Asking ===

function add(files, upAxis = find("#up-axis").value) {
  if (files.length > MOST_FILES) {
    tell(`At most ${MOST_FILES} files are taken at once. Received: ${files.length}`);
    files = files.slice(0, MOST_FILES);
  }
  following = true;
  for (const file of files) {
    const entry = { file, button: element("button", { type: "button", disabled: true }) };
    entry.item = element("li", {}, entry.button);
    entry.button.onclick = () => {
      following = false;
      show(entry);
    };
    entries.unshift(entry);
    find("#entries").prepend(entry.item);
    ask(entry, upAxis);
  }
  for (const { item } of entries.splice(MOST_FILES)) item.remove();
}

// One after another, whatever comes of those before.
function enqueue(work) {
  const done = queue.then(() => ready).then(work);
  queue = done.catch(() => {});
  return done;
}

function ask(entry, upAxis) {
  setState(entry, "waiting");
  enqueue(() => answer(entry, upAxis));
}

async function answer(entry, upAxis) {
  const { file } = entry;
  setState(entry, "reading");
  tell(`Reading ${file.name} …`);
  const begin = performance.now();
  try {
    if (file.size > MOST_BYTES) {
      throw new Error(
        `${Math.round(file.size / 2 ** 20)} MB; at most ${MOST_BYTES / 2 ** 20} are read`,
      );
    }
    entry.answer = { ...(await answerer.ask("answer", { file, upAxis })), upAxis };
    entry.error = undefined;
    entries.slice(MOST_MESHES).forEach(({ answer }) => answer && (answer.mesh = null));
    setState(entry, "answered");
    if (following || shown === entry) show(entry);
    tell(
      `${file.name}: ${best(entry)}, in ${((performance.now() - begin) / 1000).toFixed(1)} seconds.`,
    );
  } catch (error) {
    entry.answer = undefined;
    entry.reason = error.message;
    entry.error =
      "A shape must be a whole file of a format that can be read: " +
      `${error.message}. Received: ${file.name}`;
    setState(entry, "refused");
    tell(entry.error);
  }
}

async function askForParts() {
  const entry = shown;
  const { points, distinct } = entry.answer;
  const shapeClass = find("#shape-class").value;
  try {
    const content = { points, distinct, shapeClass };
    const parts = await enqueue(() => answerer.ask("parts", content));
    Object.assign(entry.answer, { shapeClass, parts });
    if (shown === entry) show(entry);
  } catch (error) {
    tell(`No parts of ${entry.file.name}: ${error.message}`);
  }
}

// === Showing ===

function tell(text) {
  find("#status").textContent = text;
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

function ranked({ probabilities }) {
  return data.settings.classes
    .map((name, i) => [name, probabilities[i]])
    .sort((a, b) => b[1] - a[1]);
}

function best({ answer }) {
  const [name, probability] = ranked(answer)[0];
  return `${name}, ${percent(probability)}`;
}

function setState(entry, state) {
  const texts = { answered: () => best(entry), refused: () => `can't be read: ${entry.reason}` };
  const said = texts[state]?.() ?? `${state} …`;
  entry.item.className = state;
  entry.button.disabled = state !== "answered";
  entry.button.replaceChildren(
    element("span", { className: "name", textContent: entry.file.name }),
    element("span", { className: "said", textContent: said }),
  );
}

function show(entry) {
  shown = entry;
  for (const { button } of entries) button.removeAttribute("aria-current");
  entry.button.setAttribute("aria-current", "true");
  for (const section of document.querySelectorAll(".view, .answers")) section.hidden = false;
  const { answer, file } = entry;
  find("#view-title").textContent = file.name;
  find("#canvas").setAttribute("aria-label", `${file.name}: ${best(entry)}; arrow keys turn it`);
  find("#up-axis").value = answer.upAxis;
  find("#shape-class").value = answer.shapeClass;
  find("#notes").replaceChildren(
    ...answer.notes.map((note) => element("li", { textContent: `Left out or repeated: ${note}` })),
  );
  const classes = ranked(answer).map(([name, share]) => bar(name, share));
  find("#classes").replaceChildren(...classes.slice(0, MOST_BARS));
  find("#more-classes").replaceChildren(...classes.slice(MOST_BARS));
  showParts(answer);
  find("#nearest").replaceChildren(...answer.nearest.map(found));
  draw();
}

function showParts({ parts, shapeClass, distinct }) {
  const { classParts, parts: names, fewestForParts } = data.settings;
  if (!parts) {
    const reason = `Parts need at least ${fewestForParts} points. Received: ${distinct}`;
    find("#parts").replaceChildren(element("li", { textContent: reason }));
    return;
  }
  const shares = classParts[shapeClass].map((part) => [
    part,
    parts.filter((other) => other === part).length / parts.length,
  ]);
  shares.sort((a, b) => b[1] - a[1]);
  find("#parts").replaceChildren(
    ...shares.map(([part, share]) => bar(names[part], share, partColor(part))),
  );
}

function bar(name, share, color) {
  const length = element("span", { className: "length" });
  length.style.width = percent(share).replace(" ", "");
  if (color) length.style.background = color;
  const item = element(
    "li",
    {},
    element("span", { className: "name", textContent: name }),
    element("span", { className: "share", textContent: percent(share) }),
    element("span", { className: "track" }, length),
  );
  Object.assign(item.dataset, { name, share });
  return item;
}

function found({ place, cosine }) {
  const { names, iconsARow, iconSize: size } = data.settings;
  const canvas = element("canvas", { width: size, height: size });
  const [column, row] = [place % iconsARow, Math.floor(place / iconsARow)];
  canvas.setAttribute("role", "presentation");
  canvas.getContext("2d").drawImage(icons, column * size, row * size, size, size, 0, 0, size, size);
  const item = element(
    "li",
    {},
    canvas,
    element("span", { className: "name", textContent: names[place] }),
    element("span", { className: "quiet", textContent: `cosine ${cosine.toFixed(2)}` }),
  );
  Object.assign(item.dataset, { name: names[place], cosine });
  return item;
}

function draw() {
  const mode = find("[name=mode]:checked").value;
  const { mesh, distinct, groups, parts } = shown.answer;
  try {
    if (!viewer) {
      viewer = new Viewer(find("#canvas"));
      viewer.turn(find("#turning").checked);
    }
    viewer.show(shown.answer, mode);
  } catch (error) {
    find("#caption").textContent = `This browser can't draw it in 3D: ${error.message}`;
    return;
  }
  find("#caption").textContent = {
    shape: mesh ? `${(mesh.length / 9).toLocaleString("en")} triangles` : `${distinct} points`,
    groups: captionOfGroups(groups),
    parts: parts ? `${distinct} points in the colours of their parts` : "No parts",
  }[mode];
}

function captionOfGroups({ points, centers, patch }) {
  const without = patch.filter((group) => group < 0).length;
  return (
    `The ${points.length / 3} points that the classifier reads, in ${centers.length / 3} patches of ` +
    `${data.settings.groupSize}, around the centres drawn larger. Patches overlap: a point has the ` +
    `colour of its nearest; ${without} are in none.`
  );
}

const ready = start();
ready.catch((error) => tell(`The page could not start: ${error.message}`));
