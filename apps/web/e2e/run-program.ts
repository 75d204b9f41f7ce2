// Programs that a page wrote, run as they are.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";

// Beside core's own packages, where Gradio's client is found.
const folder = new URL("../../../packages/core/node_modules/.cache/samples/", import.meta.url);
/** Runs a program of the system and gives what it writes. */
export async function runProgram(
  command: string,
  words: readonly string[],
  stdin = "",
): Promise<string> {
  const env = { ...process.env, HF_HUB_DISABLE_TELEMETRY: "1", NO_PROXY: "127.0.0.1" };
  const child = spawn(command, words, { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => (output += data.toString()));
  }
  child.stdin.end(stdin);
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(code, output).toBe(0);
  return output;
}

/** Runs a module of JavaScript, which finds Gradio's client, and gives what it writes. */
export function runModule(code: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = new URL("sample.mjs", folder);
  writeFileSync(file, code);
  return runProgram(process.execPath, [fileURLToPath(file)]);
}
