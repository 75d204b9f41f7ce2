// `npm run proof -- attacks`: one attack after the other, each on a production server of its own with a
// small heap, while another caller sends short runs; writes the table of docs/attacks.md.
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import process from "node:process";
import { attack, type AttackResult } from "./attacks/attacked-server.ts";
import type { Attack } from "./attacks/attack.ts";
import { runAttacks } from "./attacks/run-attacks.ts";
import { shareAttacks } from "./attacks/share-attacks.ts";

interface ProofOptions {
  /** How long the other caller is watched after all of an attack was sent. */
  readonly watchSeconds: number;
  /** Only attacks whose name has this; left out, all of them. */
  readonly only?: string | undefined;
}

// What the machine itself costs the other caller.
const none: Attack = { name: "none", send: () => Promise.resolve() };

/** Every attack, in the order of the table. */
const attacks: readonly Attack[] = [none, ...runAttacks, ...shareAttacks];

/** What the server is held to. */
const most = { p99Ms: 1_000, workMs: 200, peakMb: 900 };

const page = new URL("../../../docs/attacks.md", import.meta.url);
const markers = /(?<=<!-- attacks:start -->)[^]*(?=<!-- attacks:end -->)/u;

/** Runs the proof, prints the table, writes it where all attacks were made, and sets the exit code. */
export async function main({ watchSeconds, only = "" }: ProofOptions): Promise<void> {
  const results: AttackResult[] = [];
  for (const one of attacks.filter(({ name }) => name.includes(only))) {
    results.push(await attack(one, { watchMs: watchSeconds * 1000 }));
    console.log(rowOf(results.at(-1)));
  }
  const table = [
    head,
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...results.map(rowOf),
  ];
  if (only === "") await write(table.join("\n"));
  const wrongs = results.flatMap(wrongsOf);
  for (const wrong of wrongs) console.log(`  ${wrong}`);
  if (wrongs.length > 0) process.exitCode = 1;
}

const head =
  "| attack | replies by status | other caller: answers | without | p50 ms | p99 ms | event loop held ms | by work ms | memory MB |";

function rowOf(result: AttackResult | undefined): string {
  if (!result) return "";
  const { name, replies, othersMs, othersFailed, loop, peakMb, isAlive } = result;
  const counts = [...replies].map(([reply, count]) => `${count} × ${reply}`).join(", ");
  const cells = [
    name,
    isAlive ? counts : `${counts}; the server died`,
    othersMs.length,
    othersFailed,
    share(othersMs, 0.5).toFixed(0),
    share(othersMs, 0.99).toFixed(0),
    loop.heldMs.toFixed(0),
    loop.workMs.toFixed(0),
    peakMb.toFixed(0),
  ];
  return `| ${cells.join(" | ")} |`;
}

function wrongsOf(result: AttackResult): readonly string[] {
  const { name, othersMs, othersFailed, loop, peakMb, isAlive } = result;
  const p99Ms = share(othersMs, 0.99);
  return [
    ...(isAlive ? [] : ["the server died"]),
    ...(othersFailed === 0 ? [] : [`${othersFailed} runs of the other caller had no answer`]),
    ...(p99Ms <= most.p99Ms ? [] : [`the other caller's p99 is ${p99Ms.toFixed(0)} ms`]),
    ...(loop.workMs <= most.workMs
      ? []
      : [`the event loop was held by ${loop.workMs.toFixed(0)} ms of work`]),
    ...(peakMb <= most.peakMb ? [] : [`the process had ${peakMb.toFixed(0)} MB`]),
  ].map((wrong) => `${name}: ${wrong}`);
}

function share(sorted: readonly number[], part: number): number {
  return sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
}

async function write(table: string): Promise<void> {
  const date = new Date().toISOString().slice(0, 10);
  const load = loadavg()
    .map((average) => average.toFixed(1))
    .join(", ");
  const machine = `${availableParallelism()} cores, Node ${process.versions.node}, load averages ${load} at the end`;
  const text = await readFile(page, "utf8");
  const measured = `\n\n${table}\n\nMeasured on ${date}: ${machine}, the attacker on the same machine.\n\n`;
  await writeFile(
    page,
    text.replace(markers, () => measured),
  );
}
