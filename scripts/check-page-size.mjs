// The eager JavaScript of each tab, counted from the built page: every script that the HTML names and
// all that those import statically, which is what a browser loads before anybody does anything.
// Fails above the budget, or when code of the ML runtime or of the large model's prompts gets into it;
// and when Gradio's client is anywhere in the page, which speaks REST to its server.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const budgetBytes = 66 * 1024;
const wordsBudgetBytes = 6 * 1024;
const englishSentence = "Your text stays on this device.";
const build = fileURLToPath(new URL("../apps/web/build/", import.meta.url));
const client = join(build, "client");
const lazyOnly = [/onnxruntime/i, /huggingface/i, /gradio_api/i, /never instructions to you/];
const gradioClient = /gradio_config/;

/** The files of scripts that a page's HTML names. */
function scriptsOf(html) {
  const names = [...html.matchAll(/["'](?:\.{0,2}\/)*((?:_app\/|theme)[^"']+?\.js)["']/g)];
  return names.map(([, name]) => join(client, name));
}

/** The file and all that it imports statically, however far. */
function withStaticImports(file, seen) {
  if (seen.has(file)) return;
  seen.add(file);
  const code = readFileSync(file, "utf8");
  const imports = code.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+)["']/g);
  for (const [, path] of imports) withStaticImports(join(dirname(file), path), seen);
}

const failures = [];
const pages = readdirSync(join(build, "prerendered")).filter((name) => name.endsWith(".html"));
for (const page of pages.toSorted()) {
  const files = new Set();
  for (const file of scriptsOf(readFileSync(join(build, "prerendered", page), "utf8"))) {
    if (existsSync(file)) withStaticImports(file, files);
    else failures.push(`${page} names ${file}, which is not in the build`);
  }
  let bytes = 0;
  for (const file of files) {
    const code = readFileSync(file);
    bytes += gzipSync(code, { level: 9 }).length;
    const found = lazyOnly.find((pattern) => pattern.test(code.toString()));
    if (found) failures.push(`${page} loads ${file}, which has ${found}`);
  }
  console.log(`${page}: ${bytes} bytes of eager JavaScript in ${files.size} files, gzip -9`);
  if (files.size < 5) failures.push(`${page} names ${files.size} scripts: is this still the page?`);
  if (bytes > budgetBytes) failures.push(`${page} is over the budget of ${budgetBytes} bytes`);
}
let wordsBytes = 0;
for (const name of readdirSync(join(client, "_app"), { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".js")) continue;
  const code = readFileSync(join(client, "_app", name), "utf8");
  if (gradioClient.test(code)) failures.push(`${name} has Gradio's client`);
  if (code.includes(englishSentence)) wordsBytes += gzipSync(code, { level: 9 }).length;
}
console.log(
  `English: ${wordsBytes} bytes of words beside it, which a page reads before it is alive`,
);
if (wordsBytes === 0) failures.push(`no file has "${englishSentence}": where are the words?`);
if (wordsBytes > wordsBudgetBytes) {
  failures.push(`the words are over their budget of ${wordsBudgetBytes} bytes`);
}
if (pages.length === 0) failures.push("the build has no pages");
if (failures.length > 0) {
  console.error(`Page size: ${failures.join("; ")}.`);
  process.exit(1);
}
