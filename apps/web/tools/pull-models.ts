// `npm run models:pull [ids]`: models of the hub, under our own origin.
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { InferenceError, systemClock } from "@pilotlight/core";
import { bytesOf, hubModels, ModelHub, pullModel } from "@pilotlight/core/server";
import { filled, hubAddress } from "../src/setting-checks.ts";

const usage = `Fetches models of the Hugging Face hub, so that pages and the server can use them from here.

  npm run models:pull                     all of them
  npm run models:pull -- <id> …           those
  npm run models:pull -- --folder <path>  into another folder (then set MODEL_SOURCE to it)
  npm run models:pull -- --revision main  the newest, instead of the commit that was fetched before

HF_ENDPOINT names a mirror, HF_TOKEN opens gated models. A download that stopped goes on where it was.

Models:
${hubModels.map(({ id, aboutBytes, licence }) => `  ${id}  about ${megabytes(aboutBytes)} MB, ${licence}`).join("\n")}`;

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: {
    folder: { type: "string" },
    revision: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
  allowPositionals: true,
});

if (values.help === true) console.log(usage);
else process.exitCode = await pullAll();

async function pullAll(): Promise<number> {
  const unknown = positionals.find((id) => !hubModels.some((model) => model.id === id));
  if (unknown !== undefined) {
    console.error(`There is no model "${unknown}" that the pipelines run.\n\n${usage}`);
    return 1;
  }
  const folder = values.folder ?? fileURLToPath(new URL("../fetched-models/", import.meta.url));
  const wanted = hubModels.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
  const stop = new AbortController();
  process.once("SIGINT", () => {
    stop.abort();
  });
  const token = filled(process.env["HF_TOKEN"]);
  try {
    const hub = new ModelHub({
      endpoint: hubAddress(process.env["HF_ENDPOINT"]),
      fetch,
      ...(token === undefined ? {} : { token }),
    });
    for (const model of wanted) {
      const { revision } = values;
      const fetched = await pullModel({
        hub,
        model,
        folder,
        ...(revision === undefined ? {} : { revision }),
        fetch,
        clock: systemClock,
        signal: stop.signal,
        onProgress: (file, bytes) => {
          showProgress(`${model.id} ${file.path}`, bytes, file.bytes);
        },
      });
      console.log(
        `${fetched.id} at ${fetched.revision.slice(0, 12)}: ${megabytes(bytesOf(fetched))} MB in ${join(folder, fetched.folder)}`,
      );
    }
  } catch (error) {
    if (!(error instanceof InferenceError || error instanceof Error)) throw error;
    console.error(error.message);
    return 1;
  }
  console.log("Set MODEL_SOURCE=own so that the server answers with them; pages offer them now.");
  return 0;
}

function showProgress(what: string, bytes: number, total: number): void {
  if (!process.stdout.isTTY) return;
  const line = `${what}: ${megabytes(bytes)} of ${megabytes(total)} MB`;
  process.stdout.write(bytes < total ? `\r${line}` : `\r${" ".repeat(line.length)}\r`);
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
