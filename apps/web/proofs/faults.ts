// `npm run proof -- faults`: every fault of a large model on every task by every way in, against the production
// build: of a SageMaker endpoint, of a server of the OpenAI schema and of a Gradio app. Writes the tables of
// docs/faults.md.
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { type Browser, chromium } from "@playwright/test";
import { tasks } from "@pilotlight/core";
import { faultNames } from "@pilotlight/sagemaker-local";
import { chromiumArgs } from "../e2e/chromium-options.ts";
import { askGradio } from "../e2e/faults/ask-gradio.ts";
import { pageWay } from "../e2e/faults/ask-page.ts";
import { askRest, askRestEvents } from "../e2e/faults/ask-rest.ts";
import { type FaultCell, silentFaults, wayNames, wrongsOf } from "../e2e/faults/fault-cell.ts";
import type { FaultProvider } from "../e2e/faults/fault-provider.ts";
import { faultTable } from "../e2e/faults/fault-table.ts";
import { openaiExpected, openaiFaults, openOpenai } from "../e2e/faults/openai-provider.ts";
import { directly, type Matrix, runMatrix } from "../e2e/faults/run-matrix.ts";
import { openSagemaker } from "../e2e/faults/sagemaker-provider.ts";
import { gradioExpected, gradioFaults, openGradio } from "./gradio-provider.ts";

const page = new URL("../../../docs/faults.md", import.meta.url);

/** One provider's part of the proof. */
interface Part {
  /** In the order of the table. */
  readonly faults: readonly string[];
  /** The same as they are tried, lanes side by side. */
  readonly lanes: Matrix["lanes"];
  /** Null, after a line of why, where the provider cannot be had. */
  readonly open: () => Promise<FaultProvider | null>;
  readonly expected?: NonNullable<Matrix["expected"]>;
  /** True where the page asks one task under each fault, in turn: its small models take the most time. */
  readonly onPageInTurn?: boolean;
}

const parts: Readonly<Record<string, Part>> = {
  sagemaker: {
    faults: faultNames,
    // Runs that wait for a limit of ours take no processor time, so they wait beside the others.
    lanes: [
      ...silentFaults.map((name) => [name]),
      faultNames.filter((name) => !silentFaults.includes(name)),
    ],
    open: openSagemaker,
  },
  openai: {
    faults: openaiFaults,
    lanes: everyOther(openaiFaults),
    open: openOpenai,
    expected: openaiExpected,
    onPageInTurn: true,
  },
  gradio: {
    faults: gradioFaults,
    lanes: everyOther(gradioFaults),
    open: openGradio,
    expected: gradioExpected,
    onPageInTurn: true,
  },
};

interface FaultsOptions {
  readonly executablePath: string;
  /** One provider alone. */
  readonly only?: string | undefined;
}

/** Runs the proof, prints what it showed, writes the tables, and sets the exit code. */
export async function main({ executablePath, only }: FaultsOptions): Promise<void> {
  if (only !== undefined && !(only in parts)) {
    throw new Error(`"${only}" is no provider. Say one of: ${Object.keys(parts).join(", ")}.`);
  }
  const unhandled: string[] = [];
  process.on("unhandledRejection", (reason) => unhandled.push(String(reason)));
  const browser = await chromium.launch({
    executablePath,
    args: chromiumArgs,
  });
  try {
    for (const [provider, part] of Object.entries(parts)) {
      if (only !== undefined && provider !== only) continue;
      const startedAtMs = performance.now();
      const cells = await runPart(part, browser);
      if (!cells) continue;
      const minutes = (performance.now() - startedAtMs) / 60_000;
      const planned = plannedRuns(part);
      const wrongs = cells.flatMap(wrongsOf);
      if (cells.length !== planned) wrongs.push(`${cells.length} of ${planned} runs were made`);
      wrongs.push(...unhandled.splice(0).map((reason) => `unhandled rejection: ${reason}`));
      const facts = factsOf(cells, { minutes, wrongs });
      console.log([provider, ...facts].join("\n"));
      for (const wrong of wrongs) console.log(`  ${wrong}`);
      await writeTable(provider, cells, facts);
      if (wrongs.length > 0) process.exitCode = 1;
    }
  } finally {
    await browser.close();
  }
}

/** Two lanes of faults. */
function everyOther(faults: readonly string[]): Matrix["lanes"] {
  return [0, 1].map((rest) => faults.filter((_, index) => index % 2 === rest));
}

/** Whether a part makes a run. */
function isMadeIn({ faults, onPageInTurn = false }: Part): NonNullable<Matrix["isMade"]> {
  return ({ fault, way, taskId }) =>
    way !== "page" || !onPageInTurn || tasks[faults.indexOf(fault) % tasks.length]?.id === taskId;
}

function plannedRuns(part: Part): number {
  const runs = part.faults.flatMap((fault) =>
    wayNames.flatMap((way) => tasks.map(({ id: taskId }) => ({ fault, way, taskId }))),
  );
  return runs.filter(isMadeIn(part)).length;
}

async function runPart(part: Part, browser: Browser): Promise<readonly FaultCell[] | null> {
  const { faults, lanes, open, expected } = part;
  const providers: FaultProvider[] = [];
  while (providers.length < lanes.length) {
    const provider = await open();
    if (!provider) return null;
    providers.push(provider);
  }
  const cells = await runMatrix({
    lanes,
    ways: {
      REST: directly(askRest),
      "REST, large model only": directly(askRestEvents),
      Gradio: directly(askGradio),
      page: pageWay(browser),
    },
    openProvider: async () => {
      const provider = providers.pop();
      if (!provider) throw new Error("There are more lanes than providers.");
      return provider;
    },
    isMade: isMadeIn(part),
    ...(expected ? { expected } : {}),
    onCell: printCell,
  });
  return cells.toSorted((a, b) => faults.indexOf(a.fault) - faults.indexOf(b.fault));
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
