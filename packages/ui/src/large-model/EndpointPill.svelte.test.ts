import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import "../styles/styles.css";
import { ToldLargeModel } from "../testing/told-large-model.ts";
import EndpointPill from "./EndpointPill.svelte";

async function show(...told: ConstructorParameters<typeof ToldLargeModel>) {
  const large = new ToldLargeModel(...told);
  await render(EndpointPill, { largeModel: large.largeModel });
  return large;
}

const pill = page.getByRole("button", { name: /^Large model /u });
const panel = page.getByRole("dialog", { name: /The large model/u });

describe("the pill", () => {
  test("says the state with its subject, who answers, and the price while the meter runs", async () => {
    const large = await show();
    for (const [temperature, words] of [
      ["cold", "Large model asleep · your device answers"],
      ["warming", "Large model waking, about 5 min · your device answers · $1.52/h"],
      ["warm", "Large model awake · it answers · $1.52/h"],
      ["down", "Large model unavailable · your device answers"],
    ] as const) {
      const hourlyUsd = temperature === "warming" || temperature === "warm" ? 1.515 : 0;
      large.become(temperature, { cost: { ...large.largeModel.status.cost, hourlyUsd } });
      await expect.element(pill).toHaveAccessibleName(words);
    }
  });

  test("counts down between what the server tells", async () => {
    const large = await show({ temperature: "warming", secondsToWarm: 62 });
    await expect.element(pill).toHaveAccessibleName(/waking, about 2 min/u);
    large.nowMs += 3_000;
    await expect.element(pill).toHaveAccessibleName(/waking, about 1 min/u);
    large.nowMs += 60_000;
    await expect.element(pill).toHaveAccessibleName(/waking, any moment now/u);
  });

  test("tells a screen reader of each change, and nothing when the page opens", async () => {
    const large = await show();
    const status = page.getByRole("status");
    await expect.element(pill).toBeVisible();
    await expect.element(status).toHaveTextContent("");
    large.become("warming");
    await expect.element(status).toHaveTextContent("The large model is waking, about 5 min.");
    large.become("warming", { secondsToWarm: 100 });
    await expect.element(pill).toHaveAccessibleName(/about 2 min/u);
    await expect.element(status).toHaveTextContent("The large model is waking, about 5 min.");
    large.become("warm");
    await expect.element(status).toHaveTextContent("The large model is awake.");
  });
});

describe("the panel", () => {
  test("opens and closes by the keyboard, and the focus comes back to the pill", async () => {
    await show();
    await userEvent.tab();
    await expect.element(pill).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect.element(panel).toBeVisible();
    await expect.element(panel.getByRole("heading", { level: 2 })).toHaveFocus();
    await userEvent.tab();
    await expect.element(panel.getByRole("button", { name: "Close" })).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    await expect.element(panel).not.toBeInTheDocument();
    await expect.element(pill).toHaveFocus();
  });

  test("says the state in a sentence, what wakes it, and what that costs", async () => {
    await show();
    await pill.click();
    await expect.element(panel).toMatchTextContent(/It is asleep and costs nothing\./u);
    const wake = panel.getByRole("button", { name: "Wake the large model (≈5 min)" });
    await expect
      .element(wake)
      .toHaveAccessibleDescription(
        /^Tasks that gain most from it wake it automatically, any other only a click\. 12 wakes are left today\. Awake, it costs \$1\.52 per hour \(ml\.g5\.2xlarge\)/u,
      );
  });

  test("wakes it by a click, once, and then shows how far the wake is", async () => {
    const large = await show();
    await pill.click();
    await panel.getByRole("button", { name: /^Wake the large model/u }).click();
    const waking = panel.getByRole("button", { name: "Waking …" });
    await expect.element(waking).toHaveAttribute("aria-disabled", "true");
    await expect.element(waking).toHaveFocus();
    await expect.element(panel.getByRole("progressbar", { name: "The wake" })).toBeVisible();
    await userEvent.keyboard("{Enter}");
    expect(large.wakes).toEqual([null]);
    large.become("warm");
    await expect.element(panel.getByRole("heading", { level: 2 })).toHaveFocus();
    await expect.element(panel).toMatchTextContent(/awake and answers now/u);
  });

  test("says why a wake was refused", async () => {
    const large = await show();
    large.refusal = "The large model cannot be woken: only callers with a key may wake it.";
    await pill.click();
    await panel.getByRole("button", { name: /^Wake the large model/u }).click();
    await expect.element(panel.getByRole("alert")).toHaveTextContent(large.refusal);
  });

  test("says beforehand why it cannot be woken", async () => {
    const large = await show({
      wake: {
        allowed: false,
        wakesLeftToday: 0,
        why: "it was woken 12 times today",
        whyFacts: { code: "never" },
      },
    });
    await pill.click();
    const wake = panel.getByRole("button", { name: /^Wake the large model/u });
    await expect
      .element(wake)
      .toHaveAccessibleDescription(/It cannot be woken: it was woken 12 times today\./u);
    await wake.click({ force: true });
    expect(large.wakes).toEqual([]);
  });

  test("has the cost meter, with what always on would have cost, and the price's source", async () => {
    await show();
    await pill.click();
    const meter = panel.getByRole("region", { name: "What the GPU cost" });
    await expect.element(meter).toMatchTextContent(/Awake 20 min of 1 h watched/u);
    await expect.element(meter).toMatchTextContent(/Estimated \$0\.51 Always on \$1\.52/u);
    await expect.element(meter).toMatchTextContent(/price: a price table of 2026-03\./u);
  });

  test("names no dollars where the price is not known", async () => {
    const large = new ToldLargeModel();
    const { cost } = large.largeModel.status;
    large.become("cold", { cost: { ...cost, instanceHourlyUsd: null, priceSource: null } });
    await render(EndpointPill, { largeModel: large.largeModel });
    await pill.click();
    await expect
      .element(panel.getByRole("region", { name: "What the GPU cost" }))
      .toMatchTextContent(/The price of ml\.g5\.2xlarge is not known here\./u);
    await expect.element(page.getByText("$", { exact: false })).not.toBeInTheDocument();
  });

  test("keeps whether the large model is asked automatically", async () => {
    const large = await show();
    await pill.click();
    const automatic = panel.getByRole("switch", { name: /^Ask the large model automatically/u });
    await automatic.click();
    await expect.element(automatic).toBeChecked();
    expect(large.kept).toEqual([true]);
  });
});
