// Where imports may lead, of any kind: of a type, or of what is loaded later. In no package does one lead back to
// itself; in core none leads to a higher folder, nor from the product to what only tests load.
import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join, normalize } from "node:path";
import process from "node:process";
import ts from "typescript";

const { stdout } = spawnSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"],
  {
    encoding: "utf8",
  },
);
const files = new Set(stdout.split("\n").filter((name) => name !== "" && !name.endsWith(".d.ts")));
const imports = new Map([...files].map((name) => [name, importsOf(name)]));

function importsOf(name) {
  const { importedFiles } = ts.preProcessFile(readFileSync(name, "utf8"));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => normalize(join(dirname(name), fileName)).replaceAll("\\", "/"))
    .filter((target) => files.has(target));
}

/** A way from a module through its imports back to it; undefined when there is none. */
function findCycle() {
  const done = new Set();
  const visit = (name, way) => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of imports.get(name) ?? []) {
      const cycle = visit(next, [...way, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of imports.keys()) {
    const cycle = visit(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** The folders of core from low to high; each imports only from itself and from those before it. */
const coreFolders = [
  ...["contract", "runtime", "text", "models", "tasks", "endpoint"],
  ...["backends", "router", "runs", "sources", "http"],
];

/** Each import in core that leads upwards, or from the product to what only tests load. */
function findUpwards() {
  const inCore = /^packages\/core\/src\/([^/]+)\//;
  const forTests = /\.test\.ts$|-fixture\.ts$|\/testing\/|\/conformance\//;
  return [...imports].flatMap(([name, targets]) => {
    const level = coreFolders.indexOf(inCore.exec(name)?.[1]);
    if (level === -1 || forTests.test(name)) return [];
    return targets
      .filter((to) => coreFolders.indexOf(inCore.exec(to)?.[1]) > level || forTests.test(to))
      .map((to) => `${name} → ${to}`);
  });
}

if (imports.size === 0) {
  console.error("No source was found. Run this from the root of a checkout with git.");
  process.exit(1);
}
const cycle = findCycle();
if (cycle) {
  console.error(`Imports lead back to themselves:\n  ${cycle.join("\n  → ")}`);
  process.exit(1);
}
const upwards = findUpwards();
if (upwards.length > 0) {
  console.error(`Core's folders import downwards only (${coreFolders.join(" < ")}):`);
  console.error(`  ${upwards.join("\n  ")}`);
  process.exit(1);
}
console.log(`${imports.size} modules: no import leads back to itself, none of core leads upwards.`);
