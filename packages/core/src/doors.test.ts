import { readFileSync } from "node:fs";
import { parse } from "es-module-lexer";
import { describe, expect, it } from "vitest";

/** The packages and the modules of ours that a module loads at once, through all that it imports; types and `import()` load nothing. */
function loadedBy(door: string) {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (url: URL) => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    for (const name of importsOf(readFileSync(url, "utf8"))) {
      if (name.startsWith(".")) visit(new URL(name, url));
      else packages.add(name);
    }
  };
  visit(new URL(door, import.meta.url));
  return { packages: [...packages].toSorted(), modules: [...seen] };
}

function packagesOf(door: string): readonly string[] {
  return loadedBy(door).packages;
}

function importsOf(source: string): readonly string[] {
  const [imports] = parse(source);
  return imports.flatMap((found) =>
    (found.type === "static" || found.type === "reexport-star") && !found.typeOnly
      ? [found.specifier]
      : [],
  );
}

const forPages = ["eventsource-parser", "valibot"];
// The hashes of downloads: a few kilobytes.
const forDownloads = ["legacy", "sha2", "utils"].map((name) => `@noble/hashes/${name}.js`);

describe("the doors of core", () => {
  it("for every page load nothing but small packages without Node, ML runtime or test tools", () => {
    expect(packagesOf("./index.ts").filter((name) => !forPages.includes(name))).toEqual([]);
    const forBrowsers = [...forPages, ...forDownloads];
    expect(packagesOf("./browser.ts").filter((name) => !forBrowsers.includes(name))).toEqual([]);
  });

  it("for every page load nothing of the server but the words of its samples", () => {
    for (const door of ["./index.ts", "./browser.ts"]) {
      const ofServer = loadedBy(door)
        .modules.map((url) => url.slice(url.indexOf("/src/") + 5))
        .filter((path) => /^(?:http|runs)\//u.test(path));
      // Samples of calls are made of what Gradio's clients are told.
      expect(ofServer.filter((path) => !path.startsWith("http/gradio/"))).toEqual([]);
    }
  });

  it("load no prompt of the large model: its backend does, with the first run", () => {
    for (const door of ["./index.ts", "./browser.ts", "./worker.ts"]) {
      const modules = loadedBy(door).modules.join("\n");
      expect(modules).toContain("/tasks/summarization/task.ts");
      expect(modules).not.toMatch(/\/tasks\/[a-z-]+\/prompt\.ts/u);
    }
  });

  it("for workers load the ML runtime with the first model only", () => {
    expect(packagesOf("./worker.ts")).not.toContain("@xenova/transformers");
    expect(packagesOf("./worker.ts").filter((name) => name.startsWith("node:"))).toEqual([]);
  });

  it("for the server load no test tools, no ML runtime on the main thread and no AWS SDK before its first call", () => {
    expect(packagesOf("./server.ts")).toContain("node:worker_threads");
    expect(packagesOf("./server.ts")).not.toContain("vitest");
    expect(packagesOf("./server.ts")).not.toContain("@xenova/transformers");
    expect(packagesOf("./server.ts").filter((name) => name.startsWith("@aws-sdk/"))).toEqual([]);
  });

  it("for the server load nothing of the faces that few requests ask for", () => {
    expect(packagesOf("./faces.ts")).toContain("@modelcontextprotocol/server");
    expect(packagesOf("./server.ts")).not.toContain("@modelcontextprotocol/server");
  });
});
