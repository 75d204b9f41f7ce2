// `npm run proof -- fuzz`: the storm of e2e/fuzz at full count, against a server of its own.
import { readFileSync } from "node:fs";
import process from "node:process";
import { fuzzRequests } from "../e2e/fuzz/fuzz-requests.ts";
import { startServer } from "../e2e/start-server.ts";

interface ProofOptions {
  readonly count: number;
  readonly seed: number;
}

// The models and two workers take about 500 MB; a leak of a kilobyte per request would add 50 MB.
const maxGrowthMb = 300;

/** Runs the proof, prints what it showed, and sets the exit code. */
export async function main({ count, seed }: ProofOptions): Promise<void> {
  const server = await startServer();
  const faults: string[] = [];
  const warm = await fuzzRequests({ baseUrl: server.url, count: 1_000, seed: seed + 1 });
  const beforeMb = residentMb(server.process.pid);
  const startedAtMs = performance.now();
  const storm = await fuzzRequests({
    baseUrl: server.url,
    count,
    seed,
    onProgress: (done) => {
      if (done % 5_000 === 0) console.log(`  ${done} of ${count}`);
    },
  });
  const seconds = (performance.now() - startedAtMs) / 1000;
  const afterMb = residentMb(server.process.pid);
  faults.push(...warm.faults, ...storm.faults);
  if (!(await stillAnswers(server.url))) faults.push("the server no longer answers a good request");
  const growthMb = beforeMb === null || afterMb === null ? null : afterMb - beforeMb;
  if (growthMb !== null && growthMb > maxGrowthMb) faults.push(`memory grew by ${growthMb} MB`);
  const exitCode = await server.stop();
  if (exitCode !== 0) faults.push(`the server ended with ${exitCode ?? "a signal"}`);
  console.log(`requests     ${count} (seed ${seed}) in ${seconds.toFixed(0)} s`);
  console.log(`outcomes     ${JSON.stringify(storm.outcomes)}`);
  console.log(`slowest      ${storm.slowestMs} ms`);
  console.log(
    `memory       ${beforeMb ?? "?"} MB after 1,000 requests, ${afterMb ?? "?"} MB at the end`,
  );
  console.log(`faults       ${faults.length}`);
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

async function stillAnswers(url: string): Promise<boolean> {
  const reply = await fetch(`${url}/api/v1/sentiment-analysis`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "A fine day for sailing." }),
  });
  return reply.status === 200;
}

/** The process's memory in MB, where the system tells it as Linux does; else null. */
function residentMb(pid: number | undefined): number | null {
  if (process.platform !== "linux" || pid === undefined) return null;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1]) / 1024);
}
