// A real vLLM on this machine's processor, for proofs.
import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { freePort } from "../../e2e/free-port.ts";
import { untilHealthy } from "../until-healthy.ts";
import { type InstalledVllm, installVllm } from "./install-vllm.ts";

/** One that answers. */
export interface RunningVllm {
  readonly url: string;
  readonly stop: () => void;
}

/** What its model is called. */
export const modelName = "smollm2-135m";

const contextTokens = 2048;
const startMs = 900_000;

/** Installs what is missing and starts it; null, after a line of why, where it cannot be had. */
export async function openVllm(): Promise<RunningVllm | null> {
  const installed = await installVllm();
  return installed && startVllm(installed);
}

/** Starts vLLM and resolves when it answers. */
async function startVllm({ python, modelFolder }: InstalledVllm): Promise<RunningVllm> {
  const port = await freePort();
  const script = fileURLToPath(new URL("./serve.py", import.meta.url));
  const words = [modelFolder, "--served-model-name", modelName, "--port", String(port)];
  const limits = ["--max-model-len", String(contextTokens), "--enforce-eager"];
  const child: ChildProcess = spawn(
    python,
    [script, ...words, "--host", "127.0.0.1", ...limits, "--enable-log-requests"],
    {
      env: {
        ...process.env,
        ...{ VLLM_TARGET_DEVICE: "cpu", VLLM_CPU_KVCACHE_SPACE: "1", HF_HUB_OFFLINE: "1" },
        VLLM_NO_USAGE_STATS: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let log = "";
  child.stdout?.on("data", (data: Buffer) => (log += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (log += data.toString()));
  const stop = () => {
    process.off("exit", stop);
    child.kill();
  };
  process.once("exit", stop);
  const url = `http://127.0.0.1:${port}`;
  const isHealthy = await untilHealthy(`${url}/health`, child, { limitMs: startMs, everyMs: 500 });
  if (isHealthy) return { url, stop };
  stop();
  throw new Error(`vLLM does not answer:\n${log.slice(-4000)}`);
}
