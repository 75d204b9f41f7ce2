// The page in other languages: chosen in the settings, remembered, and kept for the time without a network.
import { expect, type Page, test } from "@playwright/test";
import { article, asked, praise } from "./page-texts.ts";
import { startServer } from "./start-server.ts";

test.use({ serviceWorkers: "allow" });

/** What a person reads and does in one language. */
interface Spoken {
  readonly language: string;
  readonly name: string;
  readonly settings: string;
  readonly answerWith: string;
  readonly thisDevice: string;
  readonly nothingSent: string;
  readonly colophon: RegExp;
  readonly edit: (label: string) => string;
  readonly tabs: readonly {
    readonly id: string;
    readonly title: string;
    readonly fill: Readonly<Record<string, string>>;
    readonly action: string;
    readonly says: readonly (RegExp | string)[];
  }[];
}

const german: Spoken = {
  language: "de",
  name: "Deutsch",
  settings: "Einstellungen",
  answerWith: "Antwort von",
  thisDevice: "Dieses Gerät",
  nothingSent: "Ihr Text bleibt auf diesem Gerät. Nichts wird gesendet.",
  colophon: /^Auf Ihrem Gerät · .*nichts hat diesen Browser verlassen$/u,
  edit: (label) => `${label} bearbeiten`,
  tabs: [
    {
      id: "summarization",
      title: "Zusammenfassen",
      fill: { Text: article },
      action: "Zusammenfassen",
      says: ["Zusammenfassung", "In Ihrem Text"],
    },
    {
      id: "question-answering",
      title: "Fragen",
      fill: { Frage: asked.question, Text: article },
      action: "Fragen",
      says: ["Antwort", asked.answer],
    },
    {
      id: "sentiment-analysis",
      title: "Stimmung",
      fill: { Text: praise },
      action: "Analysieren",
      says: ["Stimmung", "Positiv", /\d %? ?sicher|\d+ % sicher/u],
    },
  ],
};

const spanish: Spoken = {
  language: "es",
  name: "Español",
  settings: "Ajustes",
  answerWith: "Responde",
  thisDevice: "Este dispositivo",
  nothingSent: "Su texto se queda en este dispositivo. No se envía nada.",
  colophon: /^En su dispositivo · .*nada salió de este navegador$/u,
  edit: (label) => `Editar ${label}`,
  tabs: [
    {
      id: "summarization",
      title: "Resumir",
      fill: { Texto: article },
      action: "Resumir",
      says: ["Resumen", "En su texto"],
    },
    {
      id: "question-answering",
      title: "Preguntar",
      fill: { Pregunta: asked.question, Texto: article },
      action: "Preguntar",
      says: ["Respuesta", asked.answer],
    },
    {
      id: "sentiment-analysis",
      title: "Sentimiento",
      fill: { Texto: praise },
      action: "Analizar",
      says: ["Sentimiento", "Positivo", "de certeza"],
    },
  ],
};

/** Chooses a language in the settings, which say their name in the language of now. */
async function choose(page: Page, settings: string, name: string): Promise<void> {
  const button = page.getByRole("button", { name: settings, exact: true });
  const panel = page.getByRole("complementary", { name: settings });
  if (!(await panel.isVisible())) await button.click();
  await panel.getByRole("radio", { name, exact: true }).check();
}

async function isShownIn(page: Page, { language, tabs }: Spoken, id: string): Promise<void> {
  const title = tabs.find((tab) => tab.id === id)?.title ?? "";
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

/** Runs every tab on this device, and reads what it says. */
async function runsEveryTab(page: Page, spoken: Spoken): Promise<void> {
  for (const tab of spoken.tabs) {
    await page.getByRole("link", { name: tab.title, exact: true }).click();
    await isShownIn(page, spoken, tab.id);
    const choice = page.getByRole("combobox", { name: spoken.answerWith });
    await choice.selectOption({ label: spoken.thisDevice });
    await expect(page.getByText(spoken.nothingSent)).toBeVisible();
    for (const [label, text] of Object.entries(tab.fill)) {
      // Where the marks of an answer in another language stand in it, it is put to writing first.
      const edit = page.getByRole("button", { name: spoken.edit(label), exact: true });
      if (await edit.isVisible()) await edit.click();
      await page.getByRole("textbox", { name: label, exact: true }).fill(text);
    }
    await page.getByRole("button", { name: new RegExp(`^${tab.action}`, "u") }).click();
    const answer = page.getByRole("region").filter({ has: page.getByText(spoken.colophon) });
    await expect(page.getByText(spoken.colophon)).toBeVisible();
    for (const words of tab.says) await expect(answer.first()).toContainText(words);
  }
}

test("a chosen language is the page's in every tab, over a reload, and without a network the others are too", async ({
  page,
}) => {
  const server = await startServer();
  try {
    await page.goto(`${server.url}/summarization`);
    await choose(page, "Settings", german.name);
    await isShownIn(page, german, "summarization");
    await runsEveryTab(page, german);
    await page.reload();
    await isShownIn(page, german, "sentiment-analysis");
    await expect(page.getByText("Bereit für offline")).toBeVisible();
  } finally {
    await server.stop();
  }
  await page.reload();
  await isShownIn(page, german, "sentiment-analysis");
  await choose(page, german.settings, spanish.name);
  await isShownIn(page, spanish, "sentiment-analysis");
  await runsEveryTab(page, spanish);
});

test("the first language of the browser that there are words in is the page's", async ({
  browser,
  baseURL,
}) => {
  const visitor = await browser.newContext({ locale: "es-MX", baseURL: baseURL ?? "" });
  const page = await visitor.newPage();
  await page.goto("/question-answering");
  await isShownIn(page, spanish, "question-answering");
  await expect(page).toHaveTitle("Preguntar · Pilotlight");
  await choose(page, spanish.settings, "English");
  await expect(page.getByRole("heading", { level: 1, name: "Q&A" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await visitor.close();
});

for (const size of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]) {
  test(`German fits into ${size.width} × ${size.height}`, async ({ browser, baseURL }) => {
    const viewport = size;
    const visitor = await browser.newContext({ locale: "de-DE", viewport, baseURL: baseURL ?? "" });
    const page = await visitor.newPage();
    for (const { id, action } of german.tabs) {
      await page.goto(`/${id}`);
      await isShownIn(page, german, id);
      await page.getByRole("button", { name: german.settings, exact: true }).click();
      await expect(page.getByRole("group", { name: "Sprache" })).toBeVisible();
      const folder = process.env["SCREENSHOTS"];
      if (folder) await page.screenshot({ path: `${folder}/de-${id}-${size.width}-set.png` });
      await page.keyboard.press("Escape");
      if (folder) await page.screenshot({ path: `${folder}/de-${id}-${size.width}.png` });
      await expect(page.getByRole("button", { name: new RegExp(`^${action}`, "u") })).toBeVisible();
      const wider = await page.evaluate(() => {
        const root = document.documentElement;
        const cut = [...document.querySelectorAll("button, label, legend, h1, h2, h3")].filter(
          (one) => one.scrollWidth > one.clientWidth + 1 && !one.closest(".visually-hidden"),
        );
        return { page: root.scrollWidth - root.clientWidth, cut: cut.map((one) => one.outerHTML) };
      });
      expect(wider.page).toBeLessThanOrEqual(0);
    }
    await visitor.close();
  });
}
