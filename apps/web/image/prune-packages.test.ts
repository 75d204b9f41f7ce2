import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prunePackages } from "./prune-packages.ts";

const ort = ".pnpm/onnxruntime-node@1.0.0/node_modules/onnxruntime-node/bin/napi-v6";
const web = ".pnpm/onnxruntime-web@1.0.0/node_modules/onnxruntime-web";
const transformers = ".pnpm/@huggingface+transformers@4.0.0/node_modules/@huggingface/transformers";
const webLink = ".pnpm/@huggingface+transformers@4.0.0/node_modules/onnxruntime-web";
const target = { platform: "linux", arch: "arm64" };

let modules: string;

beforeEach(() => {
  modules = mkdtempSync(join(tmpdir(), "pilotlight-prune-"));
  for (const build of ["linux/x64", "linux/arm64", "darwin/arm64", "win32/x64"]) {
    write(`${ort}/${build}/onnxruntime_binding.node`);
  }
  write(`${web}/dist/ort.wasm`);
  for (const name of ["node.mjs", "web.js", "js"])
    write(`${transformers}/dist/transformers.${name}`);
  write(`${transformers}/src/index.js`);
  symlinkSync(join(modules, web), join(modules, webLink));
});

afterEach(() => {
  rmSync(modules, { recursive: true });
});

function write(path: string): void {
  mkdirSync(dirname(join(modules, path)), { recursive: true });
  writeFileSync(join(modules, path), "");
}

const has = (path: string) => existsSync(join(modules, path));

describe("prunePackages", () => {
  it("keeps the native code of the platform and no other", () => {
    prunePackages(modules, target);
    expect(has(`${ort}/linux/arm64/onnxruntime_binding.node`)).toBe(true);
    expect([`${ort}/linux/x64`, `${ort}/darwin`, `${ort}/win32`].some(has)).toBe(false);
  });

  it("keeps of transformers.js what Node imports, and nothing of the browser's runtime", () => {
    prunePackages(modules, target);
    expect(has(`${transformers}/dist/transformers.node.mjs`)).toBe(true);
    expect([`${transformers}/dist/transformers.web.js`, `${transformers}/src`].some(has)).toBe(
      false,
    );
    expect([web, webLink].some(has)).toBe(false);
  });

  it("refuses a platform that has no native code, and removes nothing", () => {
    expect(() => {
      prunePackages(modules, { platform: "linux", arch: "riscv64" });
    }).toThrow(/no binary in .*linux\/riscv64/u);
    expect(has(`${ort}/darwin/arm64/onnxruntime_binding.node`)).toBe(true);
  });

  it("says when a package is not where it is expected", () => {
    rmSync(join(modules, web, "../.."), { recursive: true });
    expect(() => {
      prunePackages(modules, target);
    }).toThrow("There is no .pnpm/onnxruntime-web@*");
  });
});
