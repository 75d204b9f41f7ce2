// `npm run demo`: the built app beside a local SageMaker that is asleep and lives 60 times as fast, with a
// stand-in for the large model.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type SagemakerLocal, startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { sagemakerEnv } from "./sagemaker-env.ts";
import { openStandIn, standInName } from "./stand-in.ts";

const timeScale = 60;
/** Two minutes as they pass here: long enough to look around, short enough to see it fall asleep. */
const idleMs = 120 * 60_000;
/** A wake of 5.03 minutes at that scale, and until the server looks next. */
const wakeSeconds = 9;
const entry = fileURLToPath(new URL("../build/start.js", import.meta.url));

/** Runs the demo until the process is told to stop, and gives the exit code. */
export async function main(): Promise<number> {
  const standIn = openStandIn();
  const local = await startSagemakerLocal({
    answer: standIn.answer,
    timeScale,
    durations: { idleMs },
  });
  const app = startApp(local);
  // The app shares our terminal and gets Ctrl+C itself; a second signal would cut it off.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => app.kill("SIGTERM"));
  const stopTelling = tellPhases(local);
  const [code] = (await once(app, "exit")).map(Number);
  stopTelling();
  await local.close();
  await standIn.close();
  return code ?? 1;
}

function startApp(local: SagemakerLocal): ChildProcess {
  const settings = { LOG_LEVEL: "warn", WAKE_SECONDS: String(wakeSeconds) };
  const env = { ...settings, ...process.env, ...sagemakerEnv(local) };
  const app = spawn(process.execPath, [entry], { env, stdio: ["ignore", "pipe", "inherit"] });
  createInterface(app.stdout).on("line", (line) => {
    console.log(line);
    const url = /Pilotlight is on (\S+)/u.exec(line)?.[1];
    if (url !== undefined) console.log(whatToSee(url, local.url));
  });
  return app;
}

function whatToSee(url: string, localUrl: string): string {
  return `
Beside it a local SageMaker is asleep; its clock runs ${timeScale} times as fast. No model of seven billion
parameters is in it: "${standInName}" plays the large model, with answers
no better than the small ones. What you see is how the page and the API go with it.

  1. Open ${url} and run an example under Summarize. The small model answers at once, on
     your device. The mark at the top says that the large model is asleep.
  2. The summary has asked for it: the mark says that it wakes. Five minutes take five seconds here, and
     the server looks every three.
  3. When it is awake, the page offers its answer to your text, and shows both side by side.
  4. Leave it alone for two minutes and it falls asleep again.

Make trouble from another shell, and see what the page says:
  curl -X POST ${localUrl}/_local/fault -d '{"name": "mid-stream-error", "times": 1}'
  curl -X POST ${localUrl}/_local/sleep
All faults: npm run sagemaker-local -- --help

Ctrl+C stops everything.
`;
}

/** Prints each change of the endpoint's phase. */
function tellPhases(local: SagemakerLocal): () => void {
  let known = local.state().phase;
  const timer = setInterval(() => {
    const { phase } = local.state();
    if (phase === known) return;
    known = phase;
    console.log(`The endpoint: ${phase}`);
  }, 250);
  return () => {
    clearInterval(timer);
  };
}
