// The input's text as it is read after a run: with the marks of the answer.
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import "../styles/styles.css";
import { call, fillIn, showPanel, spotting } from "../testing/show-panel.ts";

describe("an answer that stands in the text", () => {
  test("its marks stand in the text that was written, which a click makes a field again", async () => {
    const { runner } = await showPanel("auto", { task: spotting });
    await fillIn("hi there");
    await call.click();
    runner.answer("hi");
    const read = page.getByRole("region", { name: "Text with marks" });
    await expect.element(read.getByTitle("the answer")).toBeVisible();
    const field = page.getByLabelText("Text", { exact: true });
    await expect.element(field).not.toBeVisible();
    await read.getByText("there").click();
    await expect.element(field).toBeVisible();
    await expect.element(field).toHaveFocus();
    expect((field.element() as HTMLTextAreaElement).selectionStart).toBeGreaterThan(2);
    await page.getByRole("button", { name: "Show in the text" }).click();
    await page.getByRole("button", { name: "Edit Text" }).click();
    await expect.element(field).toHaveFocus();
  });

  test("answer and text point at each other", async () => {
    const { runner, session } = await showPanel("auto", { task: spotting });
    await fillIn("hi there");
    await call.click();
    runner.answer("hi");
    const mark = page.getByTitle("the answer");
    const part = page.getByRole("link", { name: "hi" });
    await mark.hover();
    await expect.element(part).toHaveClass(/pointed/u);
    part.element().focus();
    await expect.element(mark).toHaveClass(/pointed/u);
    await userEvent.keyboard("{Enter}");
    await expect.element(mark).toHaveClass(/current/u);
    expect(session.pointer.current).toBe(0);
  });

  test("who wrote when the answer came goes on in the marked text", async () => {
    const { runner } = await showPanel("auto", { task: spotting });
    await page.getByLabelText("Name").fill("Ada");
    await page.getByLabelText("Text", { exact: true }).fill("hi there");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    runner.answer("hi");
    await expect.element(page.getByRole("region", { name: "Text with marks" })).toHaveFocus();
  });

  test("an answer to a text that was changed since says so, and runs again", async () => {
    const { runner } = await showPanel("auto", { task: spotting });
    await fillIn("hi there");
    await call.click();
    runner.answer("hi");
    await expect.element(page.getByText("73 % sure")).toBeVisible();
    await page.getByRole("radio", { name: "High" }).click();
    await expect.element(page.getByText("For the previous options")).toBeVisible();
    await page.getByRole("button", { name: "Edit Text" }).click();
    await page.getByLabelText("Text", { exact: true }).fill("ho there");
    await expect.element(page.getByText("For the previous text")).toBeVisible();
    await page.getByRole("button", { name: "Run again" }).click();
    runner.answer("ho");
    await expect.element(page.getByText("For the previous text")).not.toBeInTheDocument();
    expect(runner.requests.at(-1)?.input).toMatchObject({ text: "ho there", voice: "high" });
  });
});
