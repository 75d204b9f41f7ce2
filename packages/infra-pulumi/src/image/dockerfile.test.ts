// The image of apps/web as far as its Dockerfile tells. `npm run proof -- image` builds and runs it.
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import dockerignore from "@balena/dockerignore";
import { describe, expect, it } from "vitest";
import { readDockerfile } from "./read-dockerfile.ts";

const repository = fileURLToPath(new URL("../../../../", import.meta.url));
const read = (path: string) => readFileSync(join(repository, path), "utf8");
const stages = readDockerfile(read("apps/web/Dockerfile"));
const served = stages.at(-1);
const copiesOf = (stage: (typeof stages)[number] | undefined) =>
  stage?.steps.filter((step) => step.kind === "copy") ?? [];
/** What comes from the repository, as paths from its root. */
const sources = stages
  .flatMap(copiesOf)
  .flatMap(({ from, sources: paths }) => (from === null ? paths : []));

/** The folders of the workspace's packages that a folder's code imports, however far. */
function importedPackages(folder: string, seen = new Set<string>()): ReadonlySet<string> {
  const code = globSync("{src,server,vite}/**/*.{ts,svelte}", { cwd: join(repository, folder) })
    .filter((path) => !path.endsWith(".test.ts") && !path.includes("testing/"))
    .map((path) => read(join(folder, path)))
    .join("\n");
  for (const [, name = ""] of code.matchAll(/["']@pilotlight\/([\w-]+)[/"']/gu)) {
    const imported = `packages/${name}`;
    if (seen.has(imported)) continue;
    seen.add(imported);
    importedPackages(imported, seen);
  }
  return seen;
}

describe("the Dockerfile", () => {
  it("builds on the Node that the project pins, in an image that no tag can change", () => {
    const version = /"node": "(\d+\.\d+\.\d+)"/u.exec(read("package.json"))?.[1];
    expect(version).toBeDefined();
    const [name, digest] = stages[0]?.image.split("@") ?? [];
    expect([name, digest]).toEqual([
      `node:${version}-slim`,
      expect.stringMatching(/^sha256:[0-9a-f]{64}$/u),
    ]);
    expect(new Set(stages.map(({ image }) => image)).size).toBe(1);
  });

  it("copies what is there and what .dockerignore lets through", () => {
    const ignored = dockerignore().add(read(".dockerignore"));
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    expect(sources.filter((path) => ignored.ignores(path))).toEqual([]);
  });

  it("copies each package that the app is made of: first what is installed for it, then all of it", () => {
    const packages = [...importedPackages("apps/web")];
    expect(packages).toEqual(expect.arrayContaining(["packages/core", "packages/ui"]));
    const needed = packages.flatMap((folder) => [`${folder}/package.json`, folder]);
    expect(sources).toEqual(expect.arrayContaining(needed));
  });

  it("copies nothing into the served stage but from the stage that built it", () => {
    expect(copiesOf(served).length).toBeGreaterThan(0);
    expect(copiesOf(served).every(({ from }) => from === "build")).toBe(true);
  });

  it("serves as somebody who is not root, with a health check, as the process that gets the signals", () => {
    expect(served?.user).toMatch(/^[1-9]\d*:[1-9]\d*$/u);
    expect(served?.healthCheck[0]).toBe("node");
    expect(served?.command).toEqual(["node", "build/start.js"]);
  });

  it("takes the one argument of SageMaker, which starts every container with it", () => {
    expect(served?.entry).toEqual(served?.command);
  });
});
