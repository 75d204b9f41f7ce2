import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";

const entry = fileURLToPath(new URL("./cli.ts", import.meta.url));
const component = { "x-amzn-sagemaker-inference-component": "local-component" };
const body = JSON.stringify({ messages: [{ role: "user", content: "three little words" }] });

function run(args: readonly string[]) {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => {
    child.kill();
  });
  let output = "";
  const listen = async (until: RegExp) => {
    for (;;) {
      const found = until.exec(output);
      if (found) return found;
      await Promise.race([once(child.stdout, "data"), once(child.stderr, "data")]);
    }
  };
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  return { child, listen };
}

async function ask(line: RegExpExecArray): Promise<string> {
  const url = `${line[1] ?? ""}/endpoints/local-endpoint/invocations`;
  return (await fetch(url, { method: "POST", headers: component, body })).text();
}

const address = /local SageMaker is on (http:\S+)\. To use it/u;

it("serves a stand-in that says that it is one, tells what happens, and ends with SIGTERM", async () => {
  const { child, listen } = run(["--port", "0", "--start", "warm"]);
  const reply = await ask(await listen(address));
  expect(reply).toContain("(Stand-in: sagemaker-local answers here, no model does.)");
  expect(reply).toContain("has 3 words and begins: three little words");
  await listen(/InvokeEndpoint · answered/u);
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

it("lets a module answer", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sagemaker-local-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "answer.mjs");
  await writeFile(path, 'export default async function* () { yield "from a module"; }');
  const { listen } = run(["--port", "0", "--start", "warm", "--answer", path]);
  expect(await ask(await listen(address))).toContain('"content":"from a module"');
});

it.each([
  [["--fault", "flood"], /--fault is "flood"/u],
  [["--port", "0", "--answer", entry.replace("cli.ts", "clock.ts")], /no function as its default/u],
])("ends with 1 and the reason for %o", async (args, reason) => {
  const { child, listen } = run(args);
  const ended = once(child, "exit");
  await listen(reason);
  expect(await ended).toEqual([1, null]);
});
