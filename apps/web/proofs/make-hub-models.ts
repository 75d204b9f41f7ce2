// The models of training/make_hub_models.py, made once for what the script says now.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const training = fileURLToPath(new URL("../../../training/", import.meta.url));
const scripts = ["make_hub_models.py", "hub_model_texts.py", "rule_sentences.py"];
const isWindows = process.platform === "win32";

/** The folder that holds the models by their ids; null where Python or its packages cannot be had. */
export async function makeHubModels(): Promise<string | null> {
  const folder = join(tmpdir(), `pilotlight-hub-models-${hashOf(scripts)}`);
  // Written last.
  if (existsSync(join(folder, "models.json"))) return folder;
  const python = process.env["PYTHON"] ?? installedPython();
  if (python === null) return null;
  console.log("Making the models: this takes minutes, the first time only …");
  const { status } = run(python, ["make_hub_models.py", folder]);
  if (status !== 0) throw new Error("make_hub_models.py failed; its last words are above.");
  return folder;
}

/** A Python of its own with the packages of training/requirements-hub.txt. */
function installedPython(): string | null {
  const folder = join(tmpdir(), `pilotlight-training-${hashOf(["requirements-hub.txt"])}`);
  const python = join(folder, isWindows ? "Scripts/python.exe" : "bin/python");
  if (!existsSync(python)) run("python3", ["-m", "venv", folder]);
  if (!existsSync(python)) return null;
  const words = ["-m", "pip", "install", "--quiet", "-r", "requirements-hub.txt"];
  return run(python, words).status === 0 ? python : null;
}

function run(command: string, words: readonly string[]) {
  return spawnSync(command, words, { cwd: training, stdio: ["ignore", "inherit", "inherit"] });
}

function hashOf(names: readonly string[]): string {
  const hash = createHash("sha256");
  for (const name of names) hash.update(readFileSync(join(training, name)));
  return hash.digest("hex").slice(0, 12);
}
