import {
  embeddedModels,
  type FetchedModel,
  InferenceError,
  sentimentAnalysis,
  summarization,
} from "@pilotlight/core";
import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import "../styles/styles.css";
import { DeviceModels, type ModelStore } from "./device-models.svelte.ts";
import ModelsPanel from "./ModelsPanel.svelte";

const taskId = sentimentAnalysis.id;
const model: FetchedModel = {
  id: "someone/large",
  task: taskId,
  name: "Large One",
  revision: "0123456789abcdef0123456789abcdef01234567",
  folder: "someone_large-0123456789ab",
  licence: "MIT",
  published: "91 % right, as published",
  files: [
    { path: "config.json", bytes: 68_000_000, hash: { kind: "sha256", hex: "0".repeat(64) } },
  ],
};

/** What a store is told to do, step by step. */
class StepStore implements ModelStore {
  here: readonly FetchedModel[] = [];
  offers: readonly FetchedModel[] | InferenceError = [model];
  persistent = false;
  asks = 0;
  report: (bytes: number) => void = () => undefined;
  end: (error?: InferenceError) => void = () => undefined;

  async offered() {
    if (this.offers instanceof InferenceError) throw this.offers;
    return this.offers;
  }

  async list() {
    return this.here;
  }

  download: ModelStore["download"] = (wanted, { signal, onBytes }) =>
    new Promise((resolve, reject) => {
      this.report = onBytes;
      signal.addEventListener("abort", () => {
        reject(new InferenceError("aborted", "Cancelled."));
      });
      this.end = (error) => {
        if (error) {
          reject(error);
          return;
        }
        this.here = [wanted];
        resolve();
      };
    });

  async remove({ folder }: FetchedModel) {
    this.here = this.here.filter((known) => known.folder !== folder);
  }

  async space() {
    const isPersistent = this.persistent;
    return { usedBytes: 20_000_000, freeBytes: 900_000_000, isPersistent };
  }

  async askToKeep() {
    this.asks += 1;
    this.persistent = true;
  }
}

async function show(store: StepStore, kept: string | null = null) {
  const choices: (readonly [string, string | null])[] = [];
  const models = new DeviceModels({
    store,
    readEmbedded: async () =>
      embeddedModels.map((embedded) => ({ ...embedded, bytes: 3_500_000, isHere: false })),
    readDevice: async () => ({ runtime: { threads: 2, reason: "2 threads" }, gpu: "none" }),
    chosen: () => kept,
    onChoose: (task, folder) => choices.push([task, folder]),
  });
  await models.load();
  await render(ModelsPanel, { models, tasks: [summarization, sentimentAnalysis] });
  return choices;
}

const button = (name: RegExp) => page.getByRole("button", { name });

test("tells of each task's models, of the room and of the device", async () => {
  await show(new StepStore());
  await expect.element(page.getByRole("radio")).toBeChecked();
  await expect.element(page.getByText(/comes with its first run/u)).toMatchTextContent(/3\.5 MB/u);
  const facts = page.getByText(/91 % right, as published/u);
  await expect.element(facts).toMatchTextContent(/68 MB · MIT · 91 % right/u);
  await expect.element(page.getByText(/20 MB here; the browser allows 900 MB more/u)).toBeVisible();
  await expect.element(page.getByText(/SIMD and 2 threads/u)).toBeVisible();
});

test("downloads on a click that shows the size, asks to keep it, and lets it be used", async () => {
  const store = new StepStore();
  const choices = await show(store);
  await button(/^Download Large One, 68 MB$/u).click();
  store.report(34_000_000);
  await expect.element(page.getByText(/34 MB of 68 MB/u)).toBeVisible();
  await expect.element(page.getByRole("progressbar")).toHaveAttribute("value", "34000000");
  store.end();
  await expect.element(page.getByText("Large One is on this device now.")).toBeVisible();
  await expect.element(page.getByText(/until you delete it/u)).toBeVisible();
  expect(store.asks).toBe(1);
  expect(choices).toEqual([]);
  await page.getByRole("radio", { name: "Large One" }).click();
  expect(choices).toEqual([[taskId, model.folder]]);
});

test("a download can be cancelled, and one that failed says why and can be tried again", async () => {
  const store = new StepStore();
  await show(store);
  await button(/^Download/u).click();
  await button(/^Cancel the download/u).click();
  await expect.element(button(/^Download/u)).toBeVisible();
  await button(/^Download/u).click();
  store.end(new InferenceError("storage-full", "Large One needs 68 MB."));
  await expect.element(page.getByRole("alert")).toHaveTextContent("Large One needs 68 MB.");
  await button(/^Retry Large One/u).click();
  store.end();
  await expect.element(page.getByRole("radio", { name: "Large One" })).toBeVisible();
});

test("a model that was chosen and is deleted gives its place back to the embedded one", async () => {
  const store = new StepStore();
  store.here = [model];
  const choices = await show(store, model.folder);
  await expect.element(page.getByRole("radio", { name: "Large One" })).toBeChecked();
  await button(/^Delete Large One/u).click();
  await button(/^Delete it/u).click();
  await expect.element(button(/^Download Large One/u)).toBeVisible();
  await expect.element(page.getByRole("radio")).toBeChecked();
  expect(choices).toEqual([[taskId, null]]);
});

test("works with the keyboard alone, which stays in the row", async () => {
  const store = new StepStore();
  await show(store);
  await userEvent.tab();
  await userEvent.tab();
  await expect.element(button(/^Download/u)).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expect.element(button(/^Cancel/u)).toHaveFocus();
  store.end();
  await expect.element(button(/^Delete/u)).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expect.element(button(/^Delete it/u)).toHaveFocus();
});

test("says that the operator put no models there, and what that takes", async () => {
  const store = new StepStore();
  store.offers = [];
  await show(store);
  await expect.element(page.getByText("npm run models:pull", { exact: false })).toBeVisible();
});

test("shows what is here without the server, and that its list could not be read", async () => {
  const store = new StepStore();
  store.here = [model];
  store.offers = new InferenceError("network", "The list could not be read.");
  await show(store);
  await expect.element(page.getByRole("alert")).toMatchTextContent(/could not be read/u);
  await expect.element(page.getByRole("radio", { name: "Large One" })).toBeVisible();
});
