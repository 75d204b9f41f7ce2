// A step of the Dockerfile: takes from the installed packages what the server never loads.
//   node prune-packages.ts <node_modules>
import { existsSync, globSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";

/** Where the packages will run, in Node's words (`process.platform`, `process.arch`). */
export interface Target {
  readonly platform: string;
  readonly arch: string;
}

// Of transformers.js the server imports one file; the browser's builds are in the page's own bundle.
const serverEntry = "transformers.node.mjs";

/**
 * Removes the native binaries of other platforms, the browser's ONNX runtime and the builds of
 * transformers.js that are not Node's. The folder is pnpm's `node_modules` of a deployed package.
 * @throws Error when a package does not look as expected, before anything of it is removed
 */
export function prunePackages(modules: string, target: Target): void {
  pruneBinaries(modules, target);
  pruneTransformers(modules);
  for (const folder of found(modules, ".pnpm/onnxruntime-web@*")) remove(folder);
  for (const link of globSync(join(modules, ".pnpm/**/node_modules/onnxruntime-web"))) {
    if (lstatSync(link).isSymbolicLink()) remove(link);
  }
}

function pruneBinaries(modules: string, { platform, arch }: Target): void {
  for (const folder of found(
    modules,
    ".pnpm/onnxruntime-node@*/node_modules/onnxruntime-node/bin/*",
  )) {
    const wanted = join(folder, platform, arch);
    if (!existsSync(join(wanted, "onnxruntime_binding.node"))) {
      throw new Error(
        `onnxruntime-node has no binary in ${wanted}. Build the image for a platform that it has.`,
      );
    }
    for (const other of [
      ...globSync(join(folder, "*")),
      ...globSync(join(folder, platform, "*")),
    ]) {
      if (other !== join(folder, platform) && other !== wanted) remove(other);
    }
  }
}

function pruneTransformers(modules: string): void {
  const pattern = ".pnpm/@huggingface+transformers@*/node_modules/@huggingface/transformers";
  for (const folder of found(modules, pattern)) {
    const dist = join(folder, "dist");
    const files = readdirSync(dist);
    if (!files.includes(serverEntry)) {
      throw new Error(
        `transformers.js has no dist/${serverEntry}. See which file Node imports now.`,
      );
    }
    for (const file of files) if (file !== serverEntry) remove(join(dist, file));
    for (const sources of ["src", "types"]) remove(join(folder, sources));
  }
}

/** What matches, which must be something: else a renamed package would stay whole, unnoticed. */
function found(modules: string, pattern: string): readonly string[] {
  const paths = globSync(join(modules, pattern));
  if (paths.length > 0) return paths;
  throw new Error(`There is no ${pattern} in ${modules}. Is this pnpm's node_modules of the app?`);
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("Usage: node prune-packages.ts <node_modules>");
  prunePackages(resolve(folder), process);
}
