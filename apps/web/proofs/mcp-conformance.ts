// `npm run proof -- mcp-conformance`: the official conformance suite against the production server's
// `/mcp`. What applies to this server must pass; what does not must fail for the reason that is known.
// Writes the table of docs/mcp.md.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { startServer } from "../e2e/start-server.ts";
import { findNpmTool, type NpmTool } from "./find-tools.ts";
import { type Check, parseChecks } from "./parse-conformance.ts";

const suite: NpmTool = {
  name: "@modelcontextprotocol/conformance",
  version: "0.1.16",
  command: "conformance",
};
const page = new URL("../../../docs/mcp.md", import.meta.url);
const markers = /(?<=<!-- conformance:start -->)[^]*(?=<!-- conformance:end -->)/u;

/** Why a scenario does not apply, and how its failure shows that this is all. */
interface Exception {
  readonly scenarios: RegExp;
  readonly why: string;
  readonly failure: RegExp;
}

const noMethod = /Method not found/u;
const exceptions: readonly Exception[] = [
  {
    scenarios: /^(?:prompts|resources)-/u,
    why: "The server has tools alone and declares no such capability.",
    failure: noMethod,
  },
  {
    scenarios: /^completion-/u,
    why: "Completion is for arguments of prompts and resources; there are none.",
    failure: noMethod,
  },
  {
    scenarios: /^logging-|-with-logging$/u,
    why: "Logs are the operator's; no client reads them.",
    failure: noMethod,
  },
  {
    scenarios: /^(?:tools-call|elicitation)-/u,
    why: "It calls a tool of the suite's own example server by name; this server's tools are its tasks.",
    failure: /There is no tool "test_/u,
  },
  {
    scenarios: /^json-schema-2020-12$/u,
    why: "It looks for a tool of the suite's own example server by name; this server's tools are its tasks.",
    failure: /^Tool 'json_schema_2020_12_tool' not found/u,
  },
];

interface Result {
  readonly scenario: string;
  readonly outcome: "passed" | "does not apply" | "FAILED";
  readonly words: string;
}

/** Runs the proof, prints what it showed, writes the table, and sets the exit code. */
export async function main(): Promise<void> {
  const script = await findNpmTool(suite);
  if (script === null) {
    console.log(`absent: ${suite.name} ${suite.version} cannot be had here (npm)`);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "pilotlight-conformance-"));
  const server = await startServer({}, { untilReady: true });
  try {
    const words = ["server", "--url", `${server.url}/mcp`, "--suite", "all", "-o", folder];
    const { stderr } = spawnSync(process.execPath, [script, ...words], { encoding: "utf8" });
    const results = await readResults(folder);
    for (const { outcome, scenario, words: told } of results) {
      console.log(`${outcome}\t${scenario}\t${told}`);
    }
    const isOk = results.some(({ outcome }) => outcome === "passed") && results.every(isExpected);
    if (isOk) await writeTable(results);
    else console.error(stderr);
    if (!isOk) process.exitCode = 1;
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

function isExpected({ outcome }: Result): boolean {
  return outcome !== "FAILED";
}

/** One folder for each scenario, named `server-<scenario>-<time>`. */
async function readResults(folder: string): Promise<readonly Result[]> {
  const names = (await readdir(folder)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const scenario = name.replace(/^server-/u, "").replace(/-\d{4}-\d\d-\d\dT.*$/u, "");
      const text = await readFile(join(folder, name, "checks.json"), "utf8");
      return resultOf(scenario, parseChecks(text));
    }),
  );
}

function resultOf(scenario: string, checks: readonly Check[]): Result {
  const failures = checks.filter(({ status }) => status === "FAILURE");
  const exception = exceptions.find(({ scenarios }) => scenarios.test(scenario));
  const told = failures.map(({ id, words }) => `${id}: ${words}`).join("; ");
  if (exception === undefined) {
    if (failures.length > 0) return { scenario, outcome: "FAILED", words: told };
    const warnings = checks.filter(({ status }) => status === "WARNING");
    return { scenario, outcome: "passed", words: warnings.map(({ words }) => words).join(" ") };
  }
  const { why, failure } = exception;
  const isKnown = failures.length > 0 && failures.every(({ words }) => failure.test(words));
  if (isKnown) return { scenario, outcome: "does not apply", words: why };
  return { scenario, outcome: "FAILED", words: told || "It passes: take it off the exceptions." };
}

async function writeTable(results: readonly Result[]): Promise<void> {
  const rows = results.map(({ scenario, outcome, words }) => [`\`${scenario}\``, outcome, words]);
  const table = [["scenario", "outcome", ""], ["---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
  const passed = results.filter(({ outcome }) => outcome === "passed").length;
  const machine = `${availableParallelism()} cores of ${cpus()[0]?.model ?? "an unknown processor"}`;
  const measured = `${suite.name} ${suite.version}, all scenarios for servers: ${passed} passed, ${results.length - passed} do not apply. ${new Date().toISOString().slice(0, 10)}, ${machine}, Node ${process.versions.node}.`;
  const text = await readFile(page, "utf8");
  await writeFile(
    page,
    text.replace(markers, () => `\n\n${measured}\n\n${table}\n\n`),
  );
  spawnSync("prettier", ["--write", page.pathname], { stdio: "ignore" });
}
