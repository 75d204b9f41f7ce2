// `npm run proof -- hub-models`: models as the hub has them, made with transformers and onnxruntime, pulled by
// the product's own command from a hub of ours, and asked on the server and in Chromium: the same answers on
// both sides, right, each span exactly a piece of the caller's text. What cannot be run says why.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { tasks } from "@pilotlight/core";
import { type LocalModel, serveHub } from "@pilotlight/core/testing/serve-hub";
import { chromium, type Page } from "@playwright/test";
import { chromiumArgs } from "../e2e/chromium-options.ts";
import { answerPane, chooseBackend, isReady, made, write } from "../e2e/page-driver.ts";
import { startServer } from "../e2e/start-server.ts";
import { type AskedInput, type HubCase, hubCases, refusedModels } from "./hub-model-cases.ts";
import { makeHubModels } from "./make-hub-models.ts";
import { type Answered, type AnswerOutput, parseReply, parseSaved } from "./parse-answers.ts";

const pullScript = fileURLToPath(new URL("../tools/pull-models.ts", import.meta.url));
// The two sides multiply 8-bit numbers by other code; what they say may differ this much.
const mostGap = 0.02;

interface HubModelsOptions {
  readonly executablePath: string;
  /** A part of the id of the models that are asked; all when left out. */
  readonly only?: string | undefined;
}

/** Makes, pulls and asks all models; says so where Python or its packages cannot be had. */
export async function main({ executablePath, only = "" }: HubModelsOptions): Promise<void> {
  const place = await makeHubModels();
  if (place === null) {
    console.log("Absent: this needs python3 with the packages of training/requirements-hub.txt.");
    return;
  }
  const cases = hubCases.filter(({ id }) => id.includes(only));
  const refused = refusedModels.filter(({ id }) => id.includes(only));
  ok(cases.length + refused.length > 0, `No model has "${only}" in its id.`);
  const models = await readModels(place, [...cases, ...refused]);
  const hub = await serveHub({ models });
  const browser = await chromium.launch({
    executablePath,
    args: chromiumArgs,
  });
  const folder = await mkdtemp(join(tmpdir(), "pilotlight-hub-models-"));
  try {
    for (const { id, task, why } of refused) await isRefused({ id, task, why, hub, folder });
    for (const [index, asked] of cases.entries()) {
      const own = join(folder, String(index));
      const { code, output } = await pull(hub.url, [asked.id, "--task", asked.task], own);
      equal(code, 0, output);
      const server = await startServer({ MODEL_SOURCE: own }, { untilReady: true });
      try {
        const context = await browser.newContext({ acceptDownloads: true });
        const page = await context.newPage();
        await choose(page, server.url, asked);
        for (const one of asked.cases) await isAnswered({ asked, one, page, url: server.url });
        await context.close();
      } finally {
        await server.stop();
      }
      console.log(`✓ ${asked.id}: ${asked.cases.length} texts, server and Chromium agree`);
    }
  } finally {
    await browser.close();
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function readModels(
  folder: string,
  wanted: readonly { readonly id: string }[],
): Promise<Readonly<Record<string, LocalModel>>> {
  const entries = wanted.map(async ({ id }) => [id, await readModel(join(folder, id))] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function readModel(folder: string): Promise<LocalModel> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.map(async (path) => {
      const name = relative(folder, path).split(sep).join("/");
      return [name, new Uint8Array(await readFile(path))] as const;
    }),
  );
  return Object.fromEntries(files);
}

async function pull(endpoint: string, words: readonly string[], folder: string) {
  const child = spawn(process.execPath, [pullScript, ...words, "--folder", folder], {
    env: { ...process.env, HF_ENDPOINT: endpoint },
  });
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  const ended: readonly unknown[] = await once(child, "close");
  return { code: ended[0], output };
}

interface Refusal {
  readonly id: string;
  readonly task: string;
  readonly why: RegExp;
  readonly hub: Awaited<ReturnType<typeof serveHub>>;
  readonly folder: string;
}

async function isRefused({ id, task, why, hub, folder }: Refusal): Promise<void> {
  const before = hub.fileRequests.length;
  const { code, output } = await pull(hub.url, [id, "--task", task], folder);
  equal(code, 1);
  match(output, why);
  const fetched = hub.fileRequests.slice(before).map(({ path }) => path);
  ok(!fetched.some((path) => path.endsWith(".onnx")), "Nothing large came of what is refused.");
  console.log(`✓ ${id} for ${task} is refused: ${output.trim()}`);
}

async function choose(page: Page, url: string, { task, name }: HubCase): Promise<void> {
  await page.goto(`${url}/${task}`);
  await isReady(page);
  await page.getByRole("button", { name: "Models", exact: true }).click();
  await page.getByRole("button", { name: `Download ${name}` }).click();
  await page.getByRole("radio", { name }).check();
  await chooseBackend(page, "This device");
}

interface Asked {
  readonly asked: HubCase;
  readonly one: HubCase["cases"][number];
  readonly page: Page;
  readonly url: string;
}

async function isAnswered({ asked, one, page, url }: Asked): Promise<void> {
  const inPage = await askPage(page, asked.task, one.input);
  const onServer = await askServer(url, asked.task, one.input);
  // A browser's text field has one kind of line end, so places after others lie elsewhere.
  const inField = withOneLineEnd(one.input);
  const sameText = await askServer(url, asked.task, inField);
  for (const [input, { output, model }] of [
    [one.input, onServer],
    [inField, sameText],
    [inField, inPage],
  ] as const) {
    equal(model, asked.name);
    one.isRight(output);
    areExact(input, output);
  }
  deepEqual(withoutScores(inPage.output), withoutScores(sameText.output));
  const gap = Math.abs(inPage.output.score - sameText.output.score);
  ok(
    gap <= mostGap,
    `The scores differ by ${gap.toFixed(3)} for ${JSON.stringify(one.input).slice(0, 80)}`,
  );
}

function withOneLineEnd(input: AskedInput): AskedInput {
  const entries = Object.entries(input).map(([name, value]) => {
    const text = typeof value === "string" ? value.replaceAll("\r\n", "\n") : value;
    return [name, text] as const;
  });
  return Object.fromEntries(entries);
}

async function askServer(url: string, task: string, input: AskedInput): Promise<Answered> {
  const reply = await fetch(`${url}/api/v1/${task}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const body = await reply.text();
  equal(reply.status, 200, body);
  return parseReply(JSON.parse(body));
}

// The page asks for each sentence's opinion by itself.
const fieldOf: Readonly<Record<string, string>> = {
  text: "Text",
  context: "Text",
  question: "Question",
};

async function askPage(page: Page, taskId: string, input: AskedInput): Promise<Answered> {
  const task = tasks.find(({ id }) => id === taskId);
  for (const [name, label] of Object.entries(fieldOf)) {
    if (Object.hasOwn(input, name)) await write(page, label, String(input[name]));
  }
  await page.getByRole("button", { name: new RegExp(`^${task?.action ?? ""}`, "u") }).click();
  const wanted = JSON.stringify(input).slice(0, 40);
  await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "hidden", timeout: 120_000 });
  await answerPane(page).getByText(made).waitFor({ timeout: 120_000 });
  const arrives = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the answer" }).click();
  await page.getByRole("menuitem", { name: "JSON" }).click();
  const saved = parseSaved(await readFile(await (await arrives).path(), "utf8"));
  const isThisText = JSON.stringify(saved.input).slice(0, 40) === wanted;
  ok(isThisText, "The answer in the page is that of this text.");
  return saved;
}

function areExact(input: AskedInput, output: AnswerOutput): void {
  const text = String(input["context"] ?? input["text"]);
  const { answer, start, end, sentences } = output;
  if (typeof start === "number" && typeof end === "number") equal(text.slice(start, end), answer);
  if (!sentences) return;
  // Together the sentences are the text, white space aside.
  const said = sentences.map((span) => text.slice(span.start, span.end)).join("");
  equal(said.replaceAll(/\s/gu, ""), text.replaceAll(/\s/gu, ""));
}

function withoutScores(output: AnswerOutput): unknown {
  return JSON.parse(
    JSON.stringify(output, (name, value: unknown) => (name === "score" ? undefined : value)),
  );
}
