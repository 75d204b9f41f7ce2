// The conformance list with Python's own client from PyPI, in an environment under the system's
// folder for temporary files. Run it by itself: it needs Python 3 and a way to PyPI, and says
// "absent" where there is none.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isJsonObject } from "../../../contract/json.ts";
import { pythonClientVersion, findPythonClient } from "./find-python-client.ts";
import { serveGradio } from "../../../testing/serve-gradio.ts";

const script = fileURLToPath(new URL("python_client.py", import.meta.url));

interface Finished {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly exitedAtMs: number;
}

interface Report {
  readonly check: string;
  readonly isOk: boolean;
  readonly seen: string;
}

/** Runs the list; false when a check failed, null when the client cannot be had. */
export async function main({ callers = 20, calls = 75 } = {}): Promise<boolean | null> {
  const python = findPythonClient();
  if (!python) {
    console.log(
      `absent: gradio_client ${pythonClientVersion} cannot be had here (Python 3 and PyPI)`,
    );
    return null;
  }
  const reports = [
    ...(await runList(python)),
    ...(await runRace(python, callers, calls)),
    ...(await runShutdown(python)),
    await measureExit(python),
  ];
  for (const { check, isOk, seen } of reports) {
    console.log(`${isOk ? "ok  " : "FAIL"} ${check}${seen === "" ? "" : `  ${seen}`}`);
  }
  return reports.every(({ isOk }) => isOk);
}

async function runList(python: string): Promise<Report[]> {
  const server = await serveGradio({ maxRuns: 8 });
  const finished = await run(python, [script, server.rootUrl]);
  await server.close();
  return [...reportsOf(finished), exitReport("exit after the whole list", finished)];
}

async function runRace(python: string, callers: number, calls: number): Promise<Report[]> {
  const server = await serveGradio();
  const words = [script, server.rootUrl, "race", String(callers), String(calls)];
  const finished = await run(python, words);
  await server.close();
  return reportsOf(finished);
}

async function runShutdown(python: string): Promise<Report[]> {
  const server = await serveGradio();
  const finished = await run(python, [script, server.rootUrl, "shutdown"], (line) => {
    if (line.includes("ready")) void server.api.shutdown();
  });
  await server.close();
  return reportsOf(finished);
}

async function measureExit(python: string): Promise<Report> {
  const server = await serveGradio();
  const finished = await run(python, [script, server.rootUrl, "exit"]);
  await server.close();
  return exitReport("exit after one result", finished);
}

function exitReport(check: string, { lines, exitedAtMs }: Finished): Report {
  const [seconds] = lines.map(parsed).flatMap((line) => {
    const at = line["last_result_at"];
    return typeof at === "number" ? [at] : [];
  });
  const tookMs = seconds === undefined ? Number.NaN : Math.round(exitedAtMs - seconds * 1000);
  return { check, isOk: tookMs <= 1000, seen: `${tookMs} ms` };
}

function reportsOf({ code, lines }: Finished): Report[] {
  const reports = lines
    .map(parsed)
    .flatMap(({ check, ok, seen }) =>
      typeof check === "string"
        ? [{ check, isOk: ok === true, seen: seen === null ? "" : JSON.stringify(seen) }]
        : [],
    );
  if (code === 0 && reports.length > 0) return reports;
  return [
    ...reports,
    { check: "the script ends by itself", isOk: false, seen: `exit code ${code}` },
  ];
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  const value: unknown = line.startsWith("{") ? JSON.parse(line) : null;
  return isJsonObject(value) ? value : {};
}

function run(
  command: string,
  words: readonly string[],
  onLine: (line: string) => void = () => undefined,
): Promise<Finished> {
  const { promise, resolve } = Promise.withResolvers<Finished>();
  const environment = { ...process.env, HF_HUB_DISABLE_TELEMETRY: "1", NO_PROXY: "127.0.0.1" };
  const child = spawn(command, words, { env: environment, timeout: 180_000 });
  const lines: string[] = [];
  let rest = "";
  child.stdout.on("data", (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    parts.forEach(onLine);
  });
  child.stderr.pipe(process.stderr);
  child.on("error", () => {
    resolve({ code: -1, lines, exitedAtMs: Date.now() });
  });
  let exitedAtMs = 0;
  child.on("exit", () => (exitedAtMs = Date.now()));
  // Its last lines may come after its exit.
  child.on("close", (code) => {
    resolve({ code, lines, exitedAtMs });
  });
  return promise;
}

if (import.meta.main) process.exitCode = (await main()) === false ? 1 : 0;
