import { parseArgs } from "node:util";
import { tasks } from "@pilotlight/core";

/** What `npm run eval` is asked for. */
export interface EvalOptions {
  readonly dataFolder: string;
  /** The folder of cases; beside or in the data folder when left out. */
  readonly casesFolder: string | undefined;
  /** How many examples of each data set; all when left out. */
  readonly sampleSize: number | undefined;
  readonly taskIds: readonly string[];
  readonly isBrowserTimed: boolean;
  /** Whether the table in the documentation is replaced. */
  readonly isWritten: boolean;
}

const usage =
  "npm run eval -- --data <folder> [--cases <folder>] [--sample <n>] [--only <task>[,<task>]] [--no-browser] [--write]";

/**
 * The options of a command line.
 * @throws Error that says what is wrong with it and how it goes
 */
export function evalOptions(commandLine: readonly string[]): EvalOptions {
  const { values } = parseArgs({
    args: [...commandLine],
    options: {
      data: { type: "string" },
      cases: { type: "string" },
      sample: { type: "string" },
      only: { type: "string" },
      browser: { type: "boolean", default: true },
      write: { type: "boolean", default: false },
    },
    allowNegative: true,
  });
  if (values.data === undefined) {
    throw new Error(`The data folder is not named. Write: ${usage}`);
  }
  return {
    dataFolder: values.data,
    casesFolder: values.cases,
    sampleSize: parseSampleSize(values.sample),
    taskIds: parseTaskIds(values.only),
    isBrowserTimed: values.browser,
    isWritten: values.write,
  };
}

function parseSampleSize(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const size = Number(value);
  if (Number.isInteger(size) && size > 0) return size;
  throw new Error(`--sample is "${value}". Give a whole number from 1. Write: ${usage}`);
}

function parseTaskIds(value: string | undefined): readonly string[] {
  const known = tasks.map(({ id }) => id);
  if (value === undefined) return known;
  const wanted = value.split(",");
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown === undefined) return wanted;
  throw new Error(`--only names "${unknown}", which is no task. Take from: ${known.join(", ")}.`);
}
