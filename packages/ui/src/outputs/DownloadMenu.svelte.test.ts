import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import "../styles/styles.css";
import { call, fillIn, showPanel } from "../testing/show-panel.ts";

interface Saved {
  readonly name: string;
  readonly blob: Blob;
}

/** The files that the page has saved so far, instead of the browser's saving them. */
function catchFiles(): readonly Saved[] {
  const saved: Saved[] = [];
  const made = vi.spyOn(URL, "createObjectURL");
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    const blob = made.mock.lastCall?.[0];
    if (blob instanceof Blob) saved.push({ name: this.download, blob });
  });
  return saved;
}

afterEach(() => {
  vi.restoreAllMocks();
});

const download = page.getByRole("button", { name: "Download the answer" });
const items = page.getByRole("menuitem");

async function showAnswer() {
  const { runner } = await showPanel();
  await fillIn();
  await call.click();
  runner.answer("hi from the hill");
  await expect.element(download).toBeVisible();
}

test("an answer is saved as the kind of file that is chosen, by its name and with its content", async () => {
  const saved = catchFiles();
  await showAnswer();
  await download.click();
  await page.getByRole("menuitem", { name: /^Markdown/u }).click();
  await expect.poll(() => saved.length).toBe(1);
  expect(saved[0]?.name).toMatch(/^echo-\d{4}(?:-\d\d){5}\.md$/u);
  expect(await saved[0]?.blob.text()).toContain("hi from the hill");
  await expect.element(download).toHaveFocus();
  expect(items.elements()).toHaveLength(0);
});

test("the menu is used with the keyboard alone", async () => {
  const saved = catchFiles();
  await showAnswer();
  const item = (name: string) => page.getByRole("menuitem", { name: new RegExp(`^${name}`, "u") });
  download.element().focus();
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(item("Text")).toHaveFocus();
  await userEvent.keyboard("{ArrowUp}");
  await expect.element(item("JSON")).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");
  await expect.element(item("Markdown")).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await expect.element(download).toHaveFocus();
  expect(items.elements()).toHaveLength(0);
  await userEvent.keyboard("{ArrowUp}{Enter}");
  await expect.poll(() => saved.map(({ name }) => name.split(".").at(-1))).toEqual(["json"]);
});

test("the menu closes when the focus leaves it", async () => {
  await showAnswer();
  await download.click();
  await expect.element(items.first()).toHaveFocus();
  await userEvent.keyboard("{Tab}");
  await expect.poll(() => items.elements().length).toBe(0);
});
