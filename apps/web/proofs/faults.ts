// `npm run proof -- faults`: every fault of a large model on every task, against the production build: of a SageMaker
// endpoint by every way in, of a server of the OpenAI schema and of a Gradio app by REST. Writes the tables of
// docs/faults.md.
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { chromium } from "@playwright/test";
import { tasks } from "@pilotlight/core";
import { faultNames } from "@pilotlight/sagemaker-local";
import { chromiumArgs } from "../e2e/chromium-args.ts";
import { askGradio } from "../e2e/faults/ask-gradio.ts";
import { pageWay } from "../e2e/faults/ask-page.ts";
import { askRest, askRestEvents } from "../e2e/faults/ask-rest.ts";
import {
  type FaultCell,
  silentFaults,
  type WayName,
  wayNames,
  wrongsOf,
} from "../e2e/faults/fault-cell.ts";
import type { FaultProvider } from "../e2e/faults/fault-provider.ts";
import { faultTable } from "../e2e/faults/fault-table.ts";
import { openaiExpected, openaiFaults, openOpenai } from "../e2e/faults/openai-provider.ts";
import { directly, runMatrix } from "../e2e/faults/run-matrix.ts";
import { gradioExpected, gradioFaults, openGradio } from "./gradio-provider.ts";

const page = new URL("../../../docs/faults.md", import.meta.url);

/** One provider's part of the proof. */
interface Part {
  readonly faults: readonly string[];
  readonly ways: readonly WayName[];
  readonly run: () => Promise<readonly FaultCell[]>;
}

interface FaultsOptions {
  readonly executablePath: string;
  /** One provider alone. */
  readonly only?: string | undefined;
}

const restWays = { REST: directly(askRest), "REST, large model only": directly(askRestEvents) };

/** Runs the proof, prints what it showed, writes the tables, and sets the exit code. */
export async function main({ executablePath, only }: FaultsOptions): Promise<void> {
  const parts: Readonly<Record<string, Part>> = {
    sagemaker: { faults: faultNames, ways: wayNames, run: () => runAll(executablePath) },
    openai: part(openaiFaults, openaiExpected, openOpenai),
    gradio: part(gradioFaults, gradioExpected, openGradio),
  };
  const unhandled: string[] = [];
  process.on("unhandledRejection", (reason) => unhandled.push(String(reason)));
  for (const [provider, { faults, ways, run }] of Object.entries(parts)) {
    if (only !== undefined && provider !== only) continue;
    const startedAtMs = performance.now();
    const cells = await run();
    const minutes = (performance.now() - startedAtMs) / 60_000;
    const planned = faults.length * tasks.length * ways.length;
    const wrongs = cells.flatMap(wrongsOf);
    if (cells.length !== planned) wrongs.push(`${cells.length} of ${planned} runs were made`);
    wrongs.push(...unhandled.splice(0).map((reason) => `unhandled rejection: ${reason}`));
    const facts = factsOf(cells, { minutes, wrongs });
    console.log([provider, ...facts].join("\n"));
    for (const wrong of wrongs) console.log(`  ${wrong}`);
    await writeTable(provider, cells, facts);
    if (wrongs.length > 0) process.exitCode = 1;
  }
}

/** A provider by REST alone. */
function part(
  faults: readonly string[],
  expected: (fault: string, taskId: string) => readonly string[],
  open: () => Promise<FaultProvider | null>,
): Part {
  return {
    faults,
    ways: ["REST", "REST, large model only"],
    run: async () => {
      const provider = await open();
      if (!provider) return [];
      const openProvider = async () => provider;
      return runMatrix({
        lanes: [faults],
        ways: restWays,
        openProvider,
        expected,
        onCell: printCell,
      });
    },
  };
}

async function runAll(executablePath: string): Promise<readonly FaultCell[]> {
  const browser = await chromium.launch({
    executablePath,
    args: chromiumArgs,
  });
  try {
    return await runMatrix({
      // Runs that wait for a limit of ours take no processor time, so they wait beside the others.
      lanes: [
        ...silentFaults.map((name) => [name]),
        faultNames.filter((name) => !silentFaults.includes(name)),
      ],
      ways: {
        ...restWays,
        Gradio: directly(askGradio),
        page: pageWay(browser),
      },
      onCell: printCell,
    });
  } finally {
    await browser.close();
  }
}

function printCell(cell: FaultCell): void {
  const { fault, taskId, way, ms, ending } = cell;
  const wrongs = wrongsOf(cell);
  const end = ending ? JSON.stringify(ending.outcome) : "no end";
  console.log([fault, taskId, way, `${(ms / 1000).toFixed(1)} s`, end, ...wrongs].join(" · "));
}

interface Result {
  readonly minutes: number;
  readonly wrongs: readonly string[];
}

function factsOf(cells: readonly FaultCell[], { minutes, wrongs }: Result): readonly string[] {
  const answers = cells.filter(({ ending }) => ending && "answeredBy" in ending.outcome).length;
  const hangs = cells.filter(({ ending }) => !ending).length;
  const errors = cells.length - answers - hangs;
  const slowest = Math.max(...cells.map(({ ms }) => ms)) / 1000;
  return [
    `${cells.length} runs in ${minutes.toFixed(0)} minutes: ${answers} answers, ${errors} errors in words, ${hangs} without an end; ${wrongs.length} wrong.`,
    `The slowest run took ${slowest.toFixed(1)} s.`,
  ];
}

async function writeTable(
  provider: string,
  cells: readonly FaultCell[],
  facts: readonly string[],
): Promise<void> {
  if (cells.length === 0) return;
  const markers = new RegExp(
    `(?<=<!-- ${provider}:start -->)[^]*(?=<!-- ${provider}:end -->)`,
    "u",
  );
  const ids = tasks.map(({ id }) => id);
  const date = new Date().toISOString().slice(0, 10);
  const measured = `${facts.join(" ")} Measured on ${date}, Node ${process.versions.node}.`;
  const text = await readFile(page, "utf8");
  const table = `\n\n${faultTable(cells, ids)}\n\n${measured}\n\n`;
  await writeFile(
    page,
    text.replace(markers, () => table),
  );
}
