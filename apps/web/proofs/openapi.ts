// `npm run proof -- openapi`: the documents of two production servers of its own, without a large model and
// with one, before the public tools that read such documents, and the servers themselves under
// Schemathesis, which makes requests out of them. Both take feedback and show figures, so that each address has an answer.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { serveLargeModel } from "../e2e/large-model/serve-large-model.ts";
import { startServer } from "../e2e/start-server.ts";
import { findNpmTool, findPythonTool, type NpmTool } from "./find-tools.ts";

const redocly: NpmTool = { name: "@redocly/cli", version: "2.77.0", command: "redocly" };
const spectral: NpmTool = {
  name: "@stoplight/spectral-cli",
  version: "6.16.3",
  command: "spectral",
};
const schemathesis = { name: "schemathesis", version: "4.32.5" };

/** How a request that is not as the schemas have it may be refused: 413 among them, for the longest texts. */
const schemathesisConfig = `[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "429", "5xx"]
`;

/** What Schemathesis is not asked for, and why. */
const leftOut = [
  // A stream that goes on as long as its reader stays: it would wait for the end.
  ["--exclude-path", "/api/v1/status/events"],
  // DELETE cancels a run; what it was can still be read, as any run's end.
  ["--exclude-checks", "use_after_free"],
].flat();

interface ProofOptions {
  /** The most random requests to each operation in each phase, beside those at the edges of the schemas. */
  readonly examples: number;
  readonly seed: number;
}

type Outcome = "ok" | "FAIL" | "absent";

/** Runs the proof, prints what it showed, and sets the exit code. */
export async function main(options: ProofOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pilotlight-openapi-"));
  const env = {
    ONNX_THREADS: "",
    FEEDBACK_PATH: join(folder, "feedback.jsonl"),
    METRICS_TOKEN: "a-token-of-this-proof",
  };
  const outcomes: Record<string, Outcome> = {};
  const prove = async (name: string, url: string, close: () => Promise<number | null>) => {
    let found: Record<string, Outcome> = {};
    try {
      found = await proveServer(url, folder, options);
    } finally {
      found["the server ends with 0"] = (await close()) === 0 ? "ok" : "FAIL";
    }
    for (const [what, outcome] of Object.entries(found)) outcomes[`${name}: ${what}`] = outcome;
  };
  try {
    const alone = await startServer(env, { untilReady: true });
    await prove("no large model", alone.url, alone.stop);
    const withLarge = await serveLargeModel({ start: "warm", env });
    await prove("with a large model", withLarge.url, withLarge.close);
  } finally {
    await rm(folder, { recursive: true });
  }
  for (const [what, outcome] of Object.entries(outcomes)) console.log(`${outcome}\t${what}`);
  if (Object.values(outcomes).includes("FAIL")) process.exitCode = 1;
}

async function proveServer(
  serverUrl: string,
  folder: string,
  options: ProofOptions,
): Promise<Record<string, Outcome>> {
  const url = `${serverUrl}/openapi.json`;
  const file = join(folder, "openapi.json");
  await writeFile(file, await (await fetch(url)).text());
  await writeFile(join(folder, "rules.yaml"), 'extends: ["spectral:oas"]\n');
  await writeFile(join(folder, "schemathesis.toml"), schemathesisConfig);
  return {
    "redocly lint, recommended": await lint(redocly, folder, {
      words: ["lint", "--extends", "recommended", "--format", "summary", file],
      // Redocly ends well with warnings, too; its summary names none where there is none.
      isClean: (output) => !/\b(?:warning|error)s?\b/iu.test(output.replace(/^.*node.*$/gimu, "")),
    }),
    "spectral, spectral:oas": await lint(spectral, folder, {
      words: ["lint", "--ruleset", join(folder, "rules.yaml"), "--fail-severity", "hint", file],
      isClean: () => true,
    }),
    schemathesis: await attack(url, folder, options),
    "the server lives on": (await fetch(`${serverUrl}/readyz`)).ok ? "ok" : "FAIL",
  };
}

interface Lint {
  readonly words: readonly string[];
  readonly isClean: (output: string) => boolean;
}

async function lint(tool: NpmTool, folder: string, { words, isClean }: Lint): Promise<Outcome> {
  const script = await findNpmTool(tool);
  if (script === null) return "absent";
  const { status, output } = await run(process.execPath, [script, ...words], folder);
  const isOk = status === 0 && isClean(output);
  if (!isOk) console.log(output);
  return isOk ? "ok" : "FAIL";
}

/** Requests as the schemas have them, at their edges and beyond, one by one and in sequences. */
async function attack(
  url: string,
  folder: string,
  { examples, seed }: ProofOptions,
): Promise<Outcome> {
  const command = findPythonTool(schemathesis.name, schemathesis.version);
  if (command === null) return "absent";
  const words = ["run", url, "--seed", String(seed), "--max-examples", String(examples)];
  const how = ["--continue-on-failure", "--no-color", "--generation-database", "none"];
  const { status, output } = await run(command, [...words, ...how, ...leftOut], folder);
  const isOk = status === 0;
  console.log(isOk ? output.slice(output.indexOf("Test Phases")) : output);
  return isOk ? "ok" : "FAIL";
}

async function run(command: string, words: readonly string[], cwd: string) {
  const child = spawn(command, words, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    // Nothing of a run is told to the tools' makers.
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  await once(child, "close");
  return { status: child.exitCode, output };
}
