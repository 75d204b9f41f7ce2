// `npm run proof -- lighthouse`: the first tab of the production build under Lighthouse's mobile settings, and
// a Gradio app with three text tabs beside it in the same run, where PyPI has Gradio.
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import * as v from "valibot";
import { startServer } from "../e2e/start-server.ts";
import { findNpmTool } from "./find-tools.ts";
import { gradioVersion, startGradioApp } from "./start-gradio-app.ts";

const lighthouse = { name: "lighthouse", version: "13.5.0", command: "lighthouse" };

/** Three tabs of one text field and one text answer each, as Gradio's own introduction makes them. */
const gradioApp = `
import sys
import gradio as gr

def echo(text):
    return text

tabs = [gr.Interface(echo, gr.Textbox(lines=10), gr.Textbox(), api_name=name) for name in ("one", "two", "three")]
gr.TabbedInterface(tabs, ["Summarize", "Q&A", "Sentiment"]).launch(server_name="127.0.0.1", server_port=int(sys.argv[1]))
`;

/** What Lighthouse found on a page: scores of 0 to 100, and the time that its main thread was blocked. */
interface Look {
  readonly performance: number;
  readonly accessibility: number;
  readonly bestPractices: number;
  readonly blockedMs: number;
  readonly kilobytes: number;
}

interface ProofOptions {
  readonly executablePath: string;
  /** How often each page is looked at; the look of median performance counts. */
  readonly rounds: number;
}

/** Runs the proof, prints its table, and sets the exit code. */
export async function main({ executablePath, rounds }: ProofOptions): Promise<void> {
  const script = await findNpmTool(lighthouse);
  if (script === null) {
    console.log("absent\tLighthouse, where npm is out of reach");
    return;
  }
  const look = (url: string) => medianLook(script, url, { executablePath, rounds });
  const server = await startServer({}, { untilReady: true });
  console.log(`${cpus().length} cores of ${cpus()[0]?.model ?? "?"}, ${new Date().toISOString()}`);
  console.log("| page | performance | blocked, ms | accessibility | best practices | kB |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  try {
    const own = await look(`${server.url}/summarization`);
    printRow("Pilotlight, Summarize", own);
    const misses = missesOf(own);
    const app = await startGradioApp(gradioApp);
    if (app) {
      printRow(`Gradio ${gradioVersion}, three tabs`, await look(`${app.url}/`));
      await app.stop();
    }
    for (const miss of misses) console.log(`MISSED\t${miss}`);
    if (misses.length > 0) process.exitCode = 1;
  } finally {
    await server.stop();
  }
}

function missesOf({ performance, blockedMs, accessibility, bestPractices }: Look): string[] {
  const misses: string[] = [];
  if (performance < 95) misses.push(`performance is ${performance}, 95 are promised`);
  if (blockedMs > 200)
    misses.push(`blocked for ${blockedMs.toFixed(0)} ms, at most 200 are promised`);
  if (accessibility < 100) misses.push(`accessibility is ${accessibility}, 100 are promised`);
  if (bestPractices < 100) misses.push(`best practices are ${bestPractices}, 100 are promised`);
  return misses;
}

function printRow(
  name: string,
  { performance, blockedMs, accessibility, bestPractices, kilobytes }: Look,
): void {
  const cells = [performance, blockedMs, accessibility, bestPractices, kilobytes];
  console.log(`| ${name} | ${cells.map((cell) => cell.toFixed(0)).join(" | ")} |`);
}

async function medianLook(
  script: string,
  url: string,
  { executablePath, rounds }: ProofOptions,
): Promise<Look> {
  const looks: Look[] = [];
  for (let round = 0; round < rounds; round += 1) {
    looks.push(await lookAt(script, url, executablePath));
  }
  const median = looks.toSorted((a, b) => a.performance - b.performance)[rounds >> 1];
  if (!median) throw new Error("At least one round is needed.");
  return median;
}

async function lookAt(script: string, url: string, executablePath: string): Promise<Look> {
  const folder = await mkdtemp(join(tmpdir(), "pilotlight-lighthouse-"));
  const report = join(folder, "report.json");
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        ...[script, url, "--quiet", "--output=json", `--output-path=${report}`],
        "--only-categories=performance,accessibility,best-practices",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
      ],
      { env: { ...process.env, CHROME_PATH: executablePath }, encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`Lighthouse ended with ${status}:\n${stderr}`);
    return parseReport(await readFile(report, "utf8"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const reportSchema = v.object({
  categories: v.record(v.string(), v.object({ score: v.nullable(v.number()) })),
  audits: v.record(v.string(), v.object({ numericValue: v.optional(v.number()) })),
});

function parseReport(json: string): Look {
  const { categories, audits } = v.parse(v.pipe(v.string(), v.parseJson(), reportSchema), json);
  const score = (name: string) => Math.round((categories[name]?.score ?? 0) * 100);
  const value = (name: string) => audits[name]?.numericValue ?? Number.NaN;
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    bestPractices: score("best-practices"),
    blockedMs: value("total-blocking-time"),
    kilobytes: value("total-byte-weight") / 1_000,
  };
}
