import { execFile } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Ending } from "./fault-cell.ts";
import type { FaultInput } from "./fault-inputs.ts";
import { parseGradioEvents } from "./parse-outcome.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("./gradio-caller.ts", import.meta.url));

/**
 * Asks by Gradio's own client, in a process of its own.
 * @throws what ended that process, such as an unhandled rejection
 */
export async function askGradio(baseUrl: string, { taskId, fields }: FaultInput): Promise<Ending> {
  const values = JSON.stringify(Object.values(fields));
  const { stdout } = await run(process.execPath, [program, baseUrl, `/${taskId}`, values]);
  return { outcome: parseGradioEvents(stdout), shown: stdout };
}
