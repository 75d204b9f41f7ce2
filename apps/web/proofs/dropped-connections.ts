// `npm run proof -- dropped-connections`: runs whose connections are cut at random moments, against a
// server of its own that logs each computation, so that it can be counted what was computed twice.
import process from "node:process";
import { dropRuns } from "../e2e/drops/drop-runs.ts";
import { countRuns, startServer } from "../e2e/start-server.ts";

interface ProofOptions {
  readonly count: number;
  readonly seed: number;
}

/** Runs the proof, prints what it showed, and sets the exit code. */
export async function main({ count, seed }: ProofOptions): Promise<void> {
  const server = await startServer({ LOG_LEVEL: "debug" }, { untilReady: true });
  const startedAtMs = performance.now();
  const { runIds, cuts, faults } = await dropRuns({ baseUrl: server.url, count, seed });
  const seconds = (performance.now() - startedAtMs) / 1000;
  const all = [...faults];
  if (runIds.size !== count) all.push(`${runIds.size} ids for ${count} runs`);
  const exitCode = await server.stop();
  const computed = countRuns(server, "computing");
  if (computed !== count) all.push(`${computed} computations for ${count} runs`);
  if (exitCode !== 0) all.push(`the server ended with ${exitCode ?? "a signal"}`);
  console.log(`runs         ${count} (seed ${seed}) in ${seconds.toFixed(1)} s`);
  console.log(`cut          ${JSON.stringify(cuts)}`);
  console.log(`retrieved    ${runIds.size - faults.length}, each with the answer of its own input`);
  console.log(`computed     ${computed} times`);
  console.log(`faults       ${all.length}`);
  for (const fault of all.slice(0, 20)) console.log(`  ${fault}`);
  if (all.length > 0) process.exitCode = 1;
}
