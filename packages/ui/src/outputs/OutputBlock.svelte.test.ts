import type { Mark, OutputView } from "@pilotlight/core";
import { createRawSnippet } from "svelte";
import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import "../styles/styles.css";
import OutputBlock from "./OutputBlock.svelte";

const show = (view: OutputView) => render(OutputBlock, { view });

const filler = "Nothing is said in this sentence. ";

describe("marked text", () => {
  const text = `${filler.repeat(200)}Amber is warm. Slate is cold. ${filler.repeat(200)}`;
  const start = text.indexOf("Amber");
  const marks: readonly Mark[] = [
    { start, end: start + 14, tone: "positive", label: "positive, 0.93" },
    { start: start + 15, end: start + 29, tone: "negative", label: "negative, 0.81" },
  ];
  const view = { kind: "marked-text", label: "Sentence by sentence", text, marks } as const;

  test("scrolls the first mark into its box and leaves the page where it is", async () => {
    await show(view);
    const box = page.getByRole("region", { name: "Sentence by sentence" });
    expect(box.element().scrollTop).toBeGreaterThan(100);
    await expect.element(page.getByTitle("positive, 0.93")).toBeInViewport();
    expect(window.scrollY).toBe(0);
  });

  test("says what each mark means in the legend, in words for the ear, and on the mark", async () => {
    await show(view);
    const legend = page.getByRole("list", { name: "What the marks mean" });
    await expect.element(legend).toMatchTextContent(/Positive 1\s*Negative 1/u);
    await expect
      .element(page.getByTitle("negative, 0.81"))
      .toHaveTextContent("Slate is cold.(negative, 0.81)");
  });

  test("tells positive from negative by the kind of the line, not by colour alone", async () => {
    await show(view);
    const styleOf = (title: string) =>
      getComputedStyle(page.getByTitle(title).element()).textDecorationStyle;
    expect(styleOf("positive, 0.93")).not.toBe(styleOf("negative, 0.81"));
  });

  test("is stepped through mark by mark, round and round", async () => {
    await show(view);
    const next = page.getByRole("button", { name: "Next mark" });
    await next.click();
    await expect.element(page.getByText("1 of 2 · positive, 0.93")).toBeVisible();
    await page.getByRole("button", { name: "Previous mark" }).click();
    await expect.element(page.getByText("2 of 2 · negative, 0.81")).toBeVisible();
    await next.click();
    await expect.element(page.getByText("1 of 2 · positive, 0.93")).toBeVisible();
  });

  test("of a million characters shows the mark's surroundings, and more on demand", async () => {
    const long = filler.repeat(30_000).slice(0, 999_980) + "The lamp is amber.";
    const mark = { start: 999_980, end: 999_998, tone: "answer", label: "the answer" } as const;
    await show({ kind: "marked-text", label: "In the text", text: long, marks: [mark] });
    await expect.element(page.getByTitle("the answer")).toBeInViewport();
    const box = page.getByRole("region", { name: "In the text" });
    expect(box.element().textContent.length).toBeLessThan(20_000);
    await page.getByRole("button", { name: /Show more of 99\d,\d+ characters/u }).click();
    expect(box.element().textContent.length).toBeGreaterThan(30_000);
  });

  test("with a mark on each of 29,000 sentences shows the first of them", async () => {
    const long = filler.repeat(29_000);
    const many = Array.from({ length: 29_000 }, (_, index) => ({
      start: index * filler.length,
      end: (index + 1) * filler.length - 1,
      tone: "unclear" as const,
      label: "unclear, 0.51",
    }));
    await show({ kind: "marked-text", label: "All", text: long, marks: many });
    await expect.element(page.getByText("29,000 marks")).toBeVisible();
    // Only what is shown first is made: how many there are costs nothing.
    expect(document.querySelectorAll("mark").length).toBeLessThan(1_000);
  });

  test("keeps markup in a text as text", async () => {
    const markup = "<img src=x onerror=alert(1)> & <b>bold</b>";
    await show({ kind: "marked-text", label: "Raw", text: markup, marks: [] });
    await expect.element(page.getByRole("region", { name: "Raw" })).toHaveTextContent(markup);
  });
});

describe("the other outputs", () => {
  test("scores are bars with a verdict and numbers", async () => {
    await show({
      kind: "scores",
      label: "Sentiment",
      verdict: "Unclear",
      tone: "unclear",
      scores: [
        { label: "Positive", score: 0.58 },
        { label: "Negative", score: 0.42 },
      ],
    });
    await expect.element(page.getByText("Unclear", { exact: true })).toBeVisible();
    await expect.element(page.getByRole("term").first()).toHaveTextContent("Positive");
    await expect.element(page.getByRole("definition").first()).toHaveTextContent("58.0 %");
    // A verdict that is none of the labels says which one is ahead.
    await expect.element(page.getByText("Positive on the whole, 58 %")).toBeVisible();
  });

  test("a text has a copy button; nothing found has none", async () => {
    await show({ kind: "text", label: "Answer", text: "Amber" });
    await expect.element(page.getByRole("button", { name: "Copy Answer" })).toBeVisible();
    await show({ kind: "text", label: "Nothing", text: "Not found.", tone: "quiet" });
    expect(page.getByRole("button", { name: "Copy Nothing" }).elements()).toHaveLength(0);
  });

  test("the copy button stays where it is when tools come beside it", async () => {
    const view: OutputView = { kind: "text", label: "Answer", text: "Amber" };
    const { rerender } = await show(view);
    const copy = page.getByRole("button", { name: "Copy Answer" });
    const before = copy.element().getBoundingClientRect();
    const tools = createRawSnippet(() => ({ render: () => "<button>Download</button>" }));
    await rerender({ view, tools });
    await expect.element(page.getByRole("button", { name: "Download" })).toBeVisible();
    expect(copy.element().getBoundingClientRect()).toEqual(before);
  });

  test("a table has its heads and cells", async () => {
    await show({
      kind: "table",
      label: "Others",
      columns: ["Answer", "Score"],
      rows: [["a", "1"]],
    });
    await expect.element(page.getByRole("table", { name: "Others" })).toBeVisible();
    await expect.element(page.getByRole("columnheader", { name: "Score" })).toBeVisible();
    await expect.element(page.getByRole("cell", { name: "a" })).toBeVisible();
  });
});
