// The race that wedges clients of careless servers, with its full counts: many callers on one client.
import { Client } from "@gradio/client";
import { serveGradio } from "../../../testing/serve-gradio.ts";
import { runParallel } from "./run-parallel.ts";

const hangAfterMs = 120_000;

/** Runs the race; false when a call failed or hung. */
export async function main({ callers = 20, calls = 75, rounds = 4 } = {}): Promise<boolean> {
  const server = await serveGradio();
  const failures: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const client = await Client.connect(server.rootUrl);
    const startedAtMs = performance.now();
    const hang = new Promise<string[]>((resolve) => {
      setTimeout(resolve, hangAfterMs, [`round ${round} hangs`]).unref();
    });
    const failed = await Promise.race([runParallel(client, { callers, calls }), hang]);
    const ms = performance.now() - startedAtMs;
    const rate = Math.round((callers * calls * 1000) / ms);
    console.log(`round ${round}: ${callers} x ${calls} calls, ${failed.length} failed, ${rate}/s`);
    failures.push(...failed);
    client.close();
  }
  for (const failure of failures.slice(0, 10)) console.log(failure);
  await server.close();
  return failures.length === 0;
}

if (import.meta.main) process.exitCode = (await main()) ? 0 : 1;
