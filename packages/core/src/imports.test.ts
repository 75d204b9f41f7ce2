import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, it } from "vitest";

const root = new URL("./", import.meta.url);

/** What each module of ours imports of ours: types, and what is loaded later, as well. */
function importsOfModules(): ReadonlyMap<string, readonly string[]> {
  const names = globSync("**/*.ts", { cwd: root });
  return new Map(
    names.map((name) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(new URL(name, root), "utf8"));
      const imported = importedFiles
        .filter(({ fileName }) => fileName.startsWith("."))
        .map(({ fileName }) => new URL(fileName, new URL(name, root)).href.slice(root.href.length));
      return [name, imported];
    }),
  );
}

/** A way from a module through its imports back to it; null when there is none. */
function findCycle(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return null;
    for (const next of imports.get(name) ?? []) {
      const cycle = visit(next, [...way, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return null;
  };
  for (const name of imports.keys()) {
    const cycle = visit(name, []);
    if (cycle) return cycle;
  }
  return null;
}

it("no import of core leads back to itself, neither of a type nor of what is loaded later", () => {
  const imports = importsOfModules();
  expect(imports.get("tasks/summarization/task.ts")).toContain("tasks/summarization/pipeline.ts");
  expect(imports.get("tasks/pipeline.ts")).toContain("runtime/checkpoint.ts");
  expect(findCycle(imports)).toBeNull();
});

it("a cycle of imports is found, with the way that it takes", () => {
  const imports = new Map([
    ["a.ts", ["b.ts", "d.ts"]],
    ["b.ts", ["d.ts"]],
    ["c.ts", ["a.ts"]],
    ["d.ts", ["c.ts"]],
  ]);
  expect(findCycle(imports)).toEqual(["a.ts", "b.ts", "d.ts", "c.ts", "a.ts"]);
});
