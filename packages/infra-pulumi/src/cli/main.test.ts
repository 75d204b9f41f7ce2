// The commands as processes: what only a process has, its exit code and its signals.
import { spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";

const entry = fileURLToPath(new URL("main.ts", import.meta.url));
// A stage that nobody has: the process writes the settings that Pulumi reads for it.
const stage = "signal-test";
const deployed = fileURLToPath(new URL(`../../.deployed/Pulumi.${stage}.yaml`, import.meta.url));
const standIn = fileURLToPath(new URL("testing/slow-pulumi.mjs", import.meta.url));

/** Starts a command with a stand-in for `pulumi` that ends only when it is asked to. */
function start(words: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "pilotlight-process-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    rmSync(deployed, { force: true });
  });
  mkdirSync(join(folder, "bin"));
  const pulumi = join(folder, "bin", "pulumi");
  copyFileSync(standIn, pulumi);
  chmodSync(pulumi, 0o755);
  // The copy is a module, though its name does not say so.
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const path = [join(folder, "bin"), dirname(process.execPath)].join(delimiter);
  const log = join(folder, "log");
  const child = spawn(process.execPath, [entry, ...words], {
    env: { PATH: path, HOME: folder, STAND_IN_LOG: log, PILOTLIGHT_STAGES: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = Promise.withResolvers<number | null>();
  child.once("close", ended.resolve);
  return { child, log, ended: ended.promise };
}

describe("the process", () => {
  it("ends with 1 and a message where a command refuses", async () => {
    const { child, ended } = start(["stage", "check", "none"]);
    const [error, code] = await Promise.all([text(child.stderr), ended]);
    expect(error).toBe('There is no stage "none". Make it with: npm run stage -- new none\n');
    expect(code).toBe(1);
  });

  it.each(["SIGINT", "SIGHUP"] as const)(
    "stays on %s until Pulumi has ended what it began, asks it once, and ends with 130",
    async (signal) => {
      const { child, log, ended } = start(["pulumi", stage, "refresh"]);
      let output = "";
      child.stdout.on("data", (data: Buffer) => {
        // Twice, as a terminal and npm each pass the same key on.
        if (!output.includes("ready") && `${output}${data.toString()}`.includes("ready")) {
          child.kill(signal);
          child.kill(signal);
        }
        output += data.toString();
      });
      const [error, code] = await Promise.all([text(child.stderr), ended]);
      expect(readFileSync(log, "utf8")).toBe("asked\nended\n");
      expect(output).toContain(
        "Stopping. pulumi refresh starts nothing new and writes down what it made",
      );
      expect(error).toContain("pulumi refresh was stopped.");
      expect(code).toBe(130);
    },
  );
});
