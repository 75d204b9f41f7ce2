#!/usr/bin/env node
// First step of every npm script: on a machine with nothing but Node >= 18 and npm, put the pinned
// pnpm (and the pinned Node, when the running one is too old) into .tools, then hand over to pnpm.
// Built-ins only. The packages used need no install script; docs/decisions/0001 says why these.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

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
function installTools(wanted) {
  const stampFile = join(toolsFolder, "stamp.json");
  const stamp = JSON.stringify(wanted);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  const list = Object.entries(wanted).map(([name, version]) => `${name}@${version}`);
  console.log(`Fetching ${list.join(" and ")} into .tools (only the first time) …`);
  rmSync(toolsFolder, { recursive: true, force: true });
  mkdirSync(toolsFolder, { recursive: true });
  writeFileSync(
    join(toolsFolder, "package.json"),
    JSON.stringify({ private: true, dependencies: wanted }),
  );
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
  const result = spawnSync(
    isWindows ? "npm.cmd" : "npm",
    ["install", "--prefix", toolsFolder, "--loglevel=error", ...flags],
    { stdio: "inherit", shell: isWindows },
  );
  if (result.status !== 0) {
    console.error(
      `Could not fetch ${list.join(" and ")} from the npm registry. Check the network and the ` +
        "registry that npm is set to, then run the command again.",
    );
    process.exit(result.status ?? 1);
  }
  writeFileSync(stampFile, stamp);
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

const modules = join(toolsFolder, "node_modules");
// A nested call runs on the Node in .tools, which must not then be taken away as unneeded.
const needsNode = !isNodeRecentEnough() || process.execPath.startsWith(toolsFolder);
installTools({
  [pnpmPackage()]: toolchain.pnpm,
  ...(needsNode ? { [nodePackage()]: toolchain.node } : {}),
});
const pnpmFolder = join(modules, pnpmPackage());
const env = toolEnvironment([
  pnpmFolder,
  ...(needsNode ? [join(modules, nodePackage(), "bin")] : []),
]);
const pnpm = join(pnpmFolder, isWindows ? "pnpm.exe" : "pnpm");
if (!existsSync(join(root, "node_modules"))) {
  console.log("Installing the project's packages (only the first time) …");
}
const scope = installScope();
if (scope) {
  const install = ["--silent", "install", ...scope];
  const { status } = spawnSync(pnpm, install, { cwd: root, stdio: "inherit", env });
  if (status !== 0) process.exit(status ?? 1);
}
const child = spawn(pnpm, ["--silent", ...command], { cwd: root, stdio: "inherit", env });
// The child shares our terminal and gets Ctrl+C itself; a signal sent to us alone is passed on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
}
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
