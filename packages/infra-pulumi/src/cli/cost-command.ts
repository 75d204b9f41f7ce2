import { hoursPerMonth, pricesAsOf } from "../cost/prices.ts";
import { CommandError } from "./command-error.ts";
import { type Command, oneStage, readWords } from "./command.ts";
import { readStage } from "./stage-files.ts";

const usage = "cost -- <stage> [--hours-warm <hours a month>] [--hours-computing <hours a month>]";

/** `npm run cost`: what a stage costs in a month, line by line, beside a GPU that is always on. */
export const costCommand: Command = {
  usage,
  summary: "what a stage costs in a month, beside the same with its GPU always on",
  run: async (words, { stagesFolder, print }) => {
    const { values, positionals } = readWords(words, {
      "hours-warm": { type: "string" },
      "hours-computing": { type: "string" },
    });
    const { config } = readStage(stagesFolder, oneStage(positionals, usage));
    const gpuHours = readHours("hours-warm", values["hours-warm"]);
    const serverlessHours = readHours("hours-computing", values["hours-computing"]);
    if (serverlessHours !== undefined && config.smallEndpoint?.hosting !== "serverless") {
      throw new CommandError(
        `"${config.stage}" has no serverless endpoint. Leave --hours-computing out, or set smallEndpoint.hosting: serverless.`,
      );
    }
    if (gpuHours !== undefined && !config.endpoint) {
      throw new CommandError(
        `"${config.stage}" has no GPU to keep warm. Leave --hours-warm out, or set hosting: gpu.`,
      );
    }
    // Loads the whole program and Pulumi's packages, which no other question needs.
    const { estimateStage } = await import("../cost/estimate-stage.ts");
    const estimate = await estimateStage(config, {
      ...(gpuHours === undefined ? {} : { gpuHours }),
      ...(serverlessHours === undefined ? {} : { serverlessHours }),
    });
    const rows = estimate.lines.map(({ item, quantity, price, monthlyUsd }) => [
      item,
      quantity,
      `$${price.usd} per ${price.per}`,
      dollars(monthlyUsd),
    ]);
    for (const row of alignColumns(rows)) print(row);
    print("");
    const hours = config.endpoint ? `, GPU on for ${round(estimate.gpuHours)} h` : "";
    print(`${config.stage} a month${hours}: ${dollars(estimate.totalUsd)}`);
    if (estimate.alwaysOnUsd !== undefined) {
      print(`The same with one GPU always on: ${dollars(estimate.alwaysOnUsd)}`);
    }
    print("");
    for (const note of estimate.notes) print(note);
    print(`Prices as of ${pricesAsOf}; packages/prices/aws.json names the source of each.`);
  },
};

function readHours(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const hours = Number(text);
  if (text.trim() !== "" && hours >= 0 && hours <= hoursPerMonth) return hours;
  throw new CommandError(
    `--${flag} is "${text}". Set the hours of a month, from 0 to ${hoursPerMonth}.`,
  );
}

function dollars(usd: number): string {
  return `$${usd.toFixed(2)}`;
}

function round(hours: number): number {
  return Math.round(hours * 10) / 10;
}

/** Each column as wide as its longest cell; the last, of numbers, to the right. */
function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === columns - 1 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  "),
  );
}
