// `npm run demo`: the built app beside a local SageMaker that is asleep and lives 60 times as fast, with a
// stand-in for the large model, or with `--forward <address>` a real server of the OpenAI chat schema.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type SagemakerLocal, startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { sagemakerEnv } from "./sagemaker-env.ts";
import { openStandIn, standInName } from "./stand-in.ts";

const timeScale = 60;
/** Two minutes as they pass here: long enough to look around, short enough to see it fall asleep. */
const idleMs = 120 * 60_000;
/** A wake of 5.03 minutes at that scale, and until the server looks next. */
const wakeSeconds = 9;
const entry = fileURLToPath(new URL("../build/start.js", import.meta.url));

/**
 * Runs the demo until the process is told to stop, and gives the exit code.
 * @param words of the command line: `--forward` with the address of a server that answers
 * @throws Error when a word is not known or the address is none
 */
export async function main(words: readonly string[]): Promise<number> {
  const options = { forward: { type: "string" } } as const;
  const { forward } = parseArgs({ args: [...words], options }).values;
  const standIn = openStandIn();
  const local = await startSagemakerLocal({
    answer: standIn.answer,
    timeScale,
    durations: { idleMs },
    ...(forward === undefined ? {} : { forward }),
  });
  const app = startApp(local, forward);
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

function startApp(local: SagemakerLocal, forward: string | undefined): ChildProcess {
  const settings = { LOG_LEVEL: "warn", WAKE_SECONDS: String(wakeSeconds) };
  const name = forward === undefined ? {} : { SAGEMAKER_MODEL_NAME: `The model on ${forward}` };
  const env = { ...settings, ...process.env, ...sagemakerEnv(local), ...name };
  const app = spawn(process.execPath, [entry], { env, stdio: ["ignore", "pipe", "inherit"] });
  createInterface(app.stdout).on("line", (line) => {
    console.log(line);
    const url = /Pilotlight is on (\S+)/u.exec(line)?.[1];
    if (url !== undefined) console.log(whatToSee(url, local.url, forward));
  });
  return app;
}

function whatToSee(url: string, localUrl: string, forward: string | undefined): string {
  const model =
    forward === undefined
      ? `No model of seven billion
parameters is in it: "${standInName}" plays the large model, with answers
no better than the small ones. What you see is how the page and the API go with it.`
      : `The model on
${forward} answers when it is awake.`;
  return `
Beside it a local SageMaker is asleep; its clock runs ${timeScale} times as fast. ${model}

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
