#!/usr/bin/env node
// First step of every npm script: on a machine with nothing but Node >= 18 and npm, put the pinned
// pnpm (and the pinned Node, when the running one is too old) into .tools, then hand over to pnpm.
// Built-ins only. The packages used need no install script; docs/decisions/0001 says why these.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { InstallWatch, showWhile } from "./show-progress.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { toolchain } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const toolsFolder = join(root, ".tools");
const isWindows = process.platform === "win32";
// With `--app` first, only what the app needs is installed: the deployment's packages, which most
// people never use, are a third of all. See docs/decisions/0012.
const isForApp = process.argv[2] === "--app";
const command = process.argv.slice(isForApp ? 3 : 2);

/** True when the running Node strips types by itself, which the code relies on. */
function isNodeRecentEnough() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return (major === 22 && minor >= 18) || major >= 24;
}

/** The npm package that holds the Node binary of this platform. */
function nodePackage() {
  const platform = isWindows ? "win" : process.platform;
  const prefix = platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  return `${prefix}-${platform}-${process.arch}`;
}

/** The npm package that holds the native pnpm of this platform. */
function pnpmPackage() {
  const isMusl =
    process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  return `@pnpm/exe.${process.platform}-${process.arch}${isMusl ? "-musl" : ""}`;
}

/** Installs what `wanted` lists into .tools, unless the stamp says that it is there. */
async function installTools(wanted) {
  const stampFile = join(toolsFolder, "stamp.json");
  const stamp = JSON.stringify(wanted);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  const list = Object.entries(wanted).map(([name, version]) => `${name}@${version}`);
  // Compressed, in round numbers: pnpm's binary, and Node's.
  const megabytes = list.length > 1 ? 90 : 30;
  const what = `${list.join(" and ")}, about ${megabytes} MB,`;
  console.error(`Fetching ${what} into .tools (only the first time) …`);
  rmSync(toolsFolder, { recursive: true, force: true });
  mkdirSync(toolsFolder, { recursive: true });
  writeFileSync(
    join(toolsFolder, "package.json"),
    JSON.stringify({ private: true, dependencies: wanted }),
  );
  const flags = "--ignore-scripts --no-audit --no-fund --no-package-lock --no-progress".split(" ");
  const npm = spawn(
    isWindows ? "npm.cmd" : "npm",
    ["install", "--prefix", toolsFolder, "--loglevel=error", ...flags],
    { stdio: ["ignore", "ignore", "inherit"], shell: isWindows },
  );
  const end = showWhile(() => "fetching");
  const status = await exitStatus(npm);
  end(status === 0 ? "fetched" : undefined);
  if (status !== 0) {
    console.error(
      `Could not fetch ${list.join(" and ")} from the npm registry. Check the network and the ` +
        "registry that npm is set to, then run the command again.",
    );
    process.exit(status);
  }
  writeFileSync(stampFile, stamp);
}

/** How a child ended; 1 when it could not even start. */
async function exitStatus(child) {
  try {
    const [status] = await once(child, "close");
    return status ?? 1;
  } catch (error) {
    console.error(error.message);
    return 1;
  }
}

/** The environment for pnpm: the tools first on PATH, and none of npm's own variables. */
function toolEnvironment(binFolders) {
  const isFromNpm = /^npm_(config_|package_|lifecycle|command|execpath|node_execpath)/i;
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !isFromNpm.test(name)),
  );
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  env[pathName] = [...binFolders, env[pathName]].join(delimiter);
  env.TURBO_TELEMETRY_DISABLED = "1";
  return env;
}

/**
 * What must be installed before the command, as pnpm's filters; undefined where pnpm sees to it by
 * itself. It sees to everything except a part: it takes a part that was asked for as the whole.
 */
function installScope() {
  const stateFile = join(root, "node_modules/.pnpm-workspace-state-v1.json");
  if (!existsSync(stateFile))
    return isForApp ? ["--filter", "pilotlight", "--filter", "web..."] : [];
  const isPart = JSON.parse(readFileSync(stateFile, "utf8")).filteredInstall === true;
  return isPart && !isForApp ? [] : undefined;
}

/** Installs the packages of some of the workspace and shows how far it is. */
async function installPackages(scope) {
  console.error("Installing the project's packages (only when they have changed) …");
  const install = spawn(pnpm, ["--reporter=ndjson", "install", ...scope], {
    cwd: root,
    stdio: ["inherit", "inherit", "pipe"],
    env,
  });
  const watch = new InstallWatch();
  createInterface({ input: install.stderr }).on("line", (line) => watch.take(line));
  const end = showWhile(() => watch.describe());
  const status = await exitStatus(install);
  end(status === 0 ? watch.summary() : undefined);
  if (status === 0) return;
  console.error(watch.errors.join("\n"));
  console.error("Could not install the project's packages; the lines above say why.");
  process.exit(status);
}

const modules = join(toolsFolder, "node_modules");
// A nested call runs on the Node in .tools, which must not then be taken away as unneeded.
const needsNode = !isNodeRecentEnough() || process.execPath.startsWith(toolsFolder);
await installTools({
  [pnpmPackage()]: toolchain.pnpm,
  ...(needsNode ? { [nodePackage()]: toolchain.node } : {}),
});
const pnpmFolder = join(modules, pnpmPackage());
const env = toolEnvironment([
  pnpmFolder,
  ...(needsNode ? [join(modules, nodePackage(), "bin")] : []),
]);
const pnpm = join(pnpmFolder, isWindows ? "pnpm.exe" : "pnpm");
const scope = installScope();
if (scope) await installPackages(scope);
const child = spawn(pnpm, ["--silent", ...command], { cwd: root, stdio: "inherit", env });
// The child shares our terminal and gets Ctrl+C itself; a signal sent to us alone is passed on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
}
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
