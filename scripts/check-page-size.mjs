// The eager JavaScript of each tab, counted from the built page: what the browser must load before
// the page is alive. Fails above the budget, or when ML code gets into it.
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const budgetBytes = 75 * 1024;
const client = fileURLToPath(new URL("../apps/web/build/client/", import.meta.url));
const manifestFile = fileURLToPath(
  new URL("../apps/web/.svelte-kit/output/client/.vite/manifest.json", import.meta.url),
);
const forbidden = [/onnxruntime/i, /transformers/i, /gradio/i];
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));

/** A chunk and all that it imports statically, by manifest key. */
function withStaticImports(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) withStaticImports(imported, seen);
  return seen;
}

/** Manifest keys whose source is a Kit entry or one of the route nodes of a tab. */
function eagerRoots() {
  const isRoot = /(runtime\/client\/entry\.js|entry\/app|nodes\/\d+\.js|entry\/start)/;
  return Object.keys(manifest).filter((key) => {
    const { src = key, name = "" } = manifest[key];
    return isRoot.test(src) || /^entry\//.test(name) || isRoot.test(key);
  });
}

const files = new Set(
  eagerRoots()
    .flatMap((key) => [...withStaticImports(key)])
    .map((key) => manifest[key].file)
    .filter((file) => file.endsWith(".js")),
);
let total = 0;
const failures = [];
for (const file of [...files].toSorted()) {
  const code = readFileSync(join(client, normalize(file)));
  const bytes = gzipSync(code, { level: 9 }).length;
  total += bytes;
  if (forbidden.some((pattern) => pattern.test(code.toString()))) failures.push(file);
  console.log(
    `${String(bytes).padStart(8)}  ${dirname(file).split("/").at(-1)}/${file.split("/").at(-1)}`,
  );
}
console.log(`${String(total).padStart(8)}  eager JavaScript, gzip -9 (budget ${budgetBytes})`);
if (files.size === 0) failures.push("no eager file was found: the check no longer knows the build");
if (total > budgetBytes) failures.push(`${total} bytes are over the budget of ${budgetBytes}`);
if (failures.length > 0) {
  console.error(`Page size: ${failures.join("; ")}`);
  process.exit(1);
}
