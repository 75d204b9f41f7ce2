// `npm run models:pull [ids]`: models of the hub, under our own origin.
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { InferenceError, systemClock, tasks } from "@pilotlight/core";
import { bytesOf, checkModel, hubModels, ModelHub, pullModel } from "@pilotlight/core/server";
import { filled, hubAddress } from "../src/setting-checks.ts";

const usage = `Fetches models of the Hugging Face hub, so that pages and the server can use them from here.

  npm run models:pull                     all of them
  npm run models:pull -- <id> …           those
  npm run models:pull -- <id> --task <t>  another model of the hub, for a task; what cannot be run says why
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
    task: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
  allowPositionals: true,
});

type ModelToPull = Parameters<typeof pullModel>[0]["model"];

if (values.help === true) console.log(usage);
else process.exitCode = await pullAll();

async function pullAll(): Promise<number> {
  try {
    await pullEach(wantedModels());
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error.message);
    return 1;
  }
  console.log("Set MODEL_SOURCE=own so that the server answers with them; pages offer them now.");
  return 0;
}

function wantedModels(): readonly ModelToPull[] {
  if (values.task !== undefined && !tasks.some(({ id }) => id === values.task)) {
    const ids = tasks.map(({ id }) => id).join(", ");
    throw new Error(`There is no task "${values.task}". The tasks are ${ids}.`);
  }
  if (positionals.length === 0 && values.task === undefined) return hubModels;
  if (positionals.length === 0) throw new Error(`Say which model runs ${values.task}.\n\n${usage}`);
  return positionals.map((id) => {
    const known = hubModels.find((model) => model.id === id);
    if (known) return known;
    if (values.task !== undefined) return unlisted(id, values.task);
    throw new Error(
      `There is no model "${id}" on the list. Say what it is for with --task, or choose one of the list.\n\n${usage}`,
    );
  });
}

function unlisted(id: string, task: string): ModelToPull {
  if (!/^[\w.-]+\/[\w.-]+$/u.test(id)) {
    throw new Error(`"${id}" is no model's id. An id is an owner and a name with "/" between.`);
  }
  return { id, task, name: id.split("/").at(-1) ?? id, published: "not measured here" };
}

async function pullEach(wanted: readonly ModelToPull[]): Promise<void> {
  const folder = values.folder ?? fileURLToPath(new URL("../fetched-models/", import.meta.url));
  const stop = new AbortController();
  process.once("SIGINT", () => {
    stop.abort();
  });
  const token = filled(process.env["HF_TOKEN"]);
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
      check: (texts) => checkRuns(model, texts),
    });
    console.log(
      `${fetched.id} at ${fetched.revision.slice(0, 12)}: ${megabytes(bytesOf(fetched))} MB in ${join(folder, fetched.folder)}`,
    );
  }
}

type ModelTexts = Parameters<typeof checkModel>[2];

async function checkRuns({ id, task: taskId }: ModelToPull, texts: ModelTexts): Promise<void> {
  const task = tasks.find((one) => one.id === taskId);
  if (!task) return;
  try {
    await checkModel(task, id, texts);
  } catch (error) {
    if (!(error instanceof InferenceError)) throw error;
    throw new Error(`${id} cannot run ${taskId}. ${error.message}`, { cause: error });
  }
}

function showProgress(what: string, bytes: number, total: number): void {
  if (!process.stdout.isTTY) return;
  const line = `${what}: ${megabytes(bytes)} of ${megabytes(total)} MB`;
  process.stdout.write(bytes < total ? `\r${line}` : `\r${" ".repeat(line.length)}\r`);
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
