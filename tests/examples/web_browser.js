// Opens a page in a headless browser, drops files on it and writes what it answers.
//
//     node web_browser.js FOLDER_OF_NODE_MODULES CHROMIUM JOB.json

const fs = require("node:fs");
const { createRequire } = require("node:module");

const [modules, executablePath, jobPath] = process.argv.slice(2);
const { chromium } = createRequire(`${modules}/`)("playwright-core");
const {
  page: address,
  profile,
  steps,
  screenshot,
  width = 1280,
  height = 1000,
  dark = false,
} = JSON.parse(fs.readFileSync(jobPath));
const FLAGS = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-unsafe-swiftshader",
];

// As a hand does: the files lie in the event of a drop.
function drop(page, files) {
  return page.evaluate(async (files) => {
    const transfer = new DataTransfer();
    for (const { name, base64, zeros = 0 } of files) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes, new Uint8Array(zeros)], name));
    }
    document.body.dispatchEvent(
      new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }),
    );
  }, files);
}

async function main() {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: FLAGS,
    chromiumSandbox: false,
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const requests = [];
  const problems = [];
  context.on("request", (request) => requests.push(request.url().slice(0, 200)));
  const page = context.pages()[0];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.setDefaultTimeout(300_000);
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector("#status").textContent === "Ready.");
  const results = [];
  for (const { paths, upAxis, shapeClass, mode, inputs, click } of steps) {
    if (upAxis) await page.selectOption("#up-axis", upAxis);
    if (inputs) await page.setInputFiles("#input", inputs);
    if (paths) {
      const files = paths.map((path) => ({
        name: path.split("/").at(-1),
        base64: fs.readFileSync(path, "base64"),
      }));
      await drop(page, files);
    }
    await page.waitForFunction(
      () => !document.querySelector("#entries .waiting, #entries .reading"),
    );
    if (shapeClass) {
      await page.selectOption("#shape-class", shapeClass);
      await page.waitForFunction(
        (name) =>
          kerasRecon.entries.find((entry) => entry.button.ariaCurrent)?.answer.shapeClass === name,
        shapeClass,
      );
    }
    if (click) await page.click(`#entries button:has-text("${click}")`);
    if (mode) await page.check(`[name=mode][value=${mode}]`, { force: true });
    results.push(
      await page.evaluate(() => {
        const all = (selector) =>
          [...document.querySelectorAll(selector)].map(({ dataset }) => ({ ...dataset }));
        return {
          title: document.querySelector("#view-title").textContent,
          status: document.querySelector("#status").textContent,
          caption: document.querySelector("#caption").textContent,
          notes: [...document.querySelectorAll("#notes li")].map((item) => item.textContent),
          classes: all("#classes li, #more-classes li"),
          parts: all("#parts li"),
          nearest: all("#nearest li"),
          entries: kerasRecon.entries.map(({ file, error, answer }) => ({
            name: file.name,
            error,
            labels: answer?.parts && [...answer.parts],
            patch: answer && [...answer.groups.patch],
          })),
        };
      }),
    );
    if (screenshot) {
      await page.waitForTimeout(500);
      await page.screenshot({
        path: screenshot.replace(".png", `_${results.length}.png`),
        fullPage: true,
      });
    }
  }
  const seen = [...problems]; // before what follows, which is one
  const blocked = await page.evaluate(() =>
    fetch("http://127.0.0.1:9/").then(
      () => false,
      () => true,
    ),
  );
  await context.close();
  fs.writeFileSync(jobPath, JSON.stringify({ results, requests, problems: seen, blocked }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
