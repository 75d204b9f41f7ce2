// The real Pulumi CLI: found where an earlier proof built it, or on the PATH, else built from its Go modules.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";

/** The version of Pulumi that the proof drives. */
export const pulumiVersion = "3.274.1";

const modulePath = "github.com/pulumi/pulumi/pkg/v3";
const command = `${modulePath}/cmd/pulumi`;
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** The folder in which this machine keeps what is costly to get. */
export function cacheFolder(...names: readonly string[]): string {
  const base = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return join(base, "pilotlight", ...names);
}

/** The CLI's path; undefined where it is neither there nor can be built. */
export function findPulumi(print: (line: string) => void): string | undefined {
  const folder = cacheFolder("pulumi-cli", `v${pulumiVersion}`);
  const built = join(folder, "pulumi");
  const paths = [
    built,
    ...(process.env["PATH"] ?? "").split(delimiter).map((it) => join(it, "pulumi")),
  ];
  const found = paths.find((path) => existsSync(path) && versionOf(path) === `v${pulumiVersion}`);
  if (found !== undefined) return found;
  if (spawnSync("go", ["version"], { stdio: "ignore" }).status !== 0) return undefined;
  print(
    `Building Pulumi ${pulumiVersion} from its Go modules into ${folder}: once, for about 18 minutes.`,
  );
  return build(folder, built) ? built : undefined;
}

function versionOf(path: string): string {
  return spawnSync(path, ["version"], { encoding: "utf8" }).stdout.trim();
}

function build(folder: string, built: string): boolean {
  const source = join(folder, "src");
  mkdirSync(source, { recursive: true });
  // `go install <module>@<version>` refuses a module with replacements; a module that needs it does not.
  writeFileSync(
    join(source, "tools.go"),
    `//go:build tools\n\npackage tools\n\nimport _ "${command}"\n`,
  );
  writeFileSync(join(source, "go.mod"), "module pilotlight.invalid/pulumi-cli\n");
  const unfinished = `${built}.part`;
  const flags = `-s -w -X ${versionVariable}=v${pulumiVersion}`;
  const steps = [
    ["get", `${modulePath}@v${pulumiVersion}`],
    ["mod", "tidy"],
    ["build", "-p=2", "-trimpath", "-ldflags", flags, "-o", unfinished, command],
  ];
  const isBuilt = steps.every((words) => {
    const env = { ...process.env, CGO_ENABLED: "0" };
    return spawnSync("go", words, { cwd: source, stdio: "inherit", env }).status === 0;
  });
  if (isBuilt) renameSync(unfinished, built);
  return isBuilt;
}
