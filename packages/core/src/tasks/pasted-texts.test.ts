// What people paste, through the pipelines with the models that the repository ships. Each text stands for a kind.
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { embeddedModelFolders } from "../models/embedded-models.ts";
import { ModelLoader } from "../models/onnx/model-loader.ts";
import { questionAnsweringPipeline } from "./question-answering/pipeline.ts";

const baseUrl = fileURLToPath(new URL("../../../../apps/web/static/models/", import.meta.url));
const loader = new ModelLoader({ baseUrl, models: embeddedModelFolders });
const context = {
  loadModel: (taskId: string) => loader.load(taskId),
  report: () => undefined,
  checkpoint: () => Promise.resolve(),
};

const cities = "Eva works in Porto. Tom works in Lyon. Pia works in Graz.";
const tickets = "The first ticket cost 12 euros, the second 9 euros, and the third was free.";
const codes = "E12: door open. E17: water tank empty. E21: filter clogged.";
const hours = "Opening hours\nMon-Fri 6:30-21:00\nSat 8:00-20:00\nSun 9:00-18:00";
const recipe = "Ingredients:\n- 200 g flour\n- 3 eggs\n- 1/2 l milk\n- a pinch of salt";
const outages =
  "Overview of outages\n\nCauses:\n1. a loose cable\n2. an expired certificate\n3. a full disk\n\n" +
  "Remedies:\n1. tighten the cable";
const cabin = "Welcome to the cabin! Wi-Fi: FjordGuest, password: herring-42. Check-out is at 11.";
const dinner = "Ana, Bo and Carla will come to the dinner. Deniz will not, since he is in Oslo.";
const help = "For help write to support@example.org or call 555 0142 between 9 and 5.";

describe("an answer", () => {
  test.each([
    ["of two facts", "Who lives in Turin?", "Mark lives in Turin. John lives in Boston.", "Mark"],
    ["of three facts", "Who works in Lyon?", cities, "Tom"],
    ["of three facts", "Where does Pia work?", cities, "Graz"],
    ["of things in a row", "How much did the second ticket cost?", tickets, "9 euros"],
    ["beside a key", "What is the Wi-Fi password?", cabin, "herring-42"],
    ["beside a code", "What does the error code E17 mean?", codes, "water tank empty"],
    ["beside a day", "When does the pool close on Sundays?", hours, "18:00"],
    ["within days", "When does the pool open on Tuesday?", hours, "6:30"],
    ["in a list", "How many eggs are needed?", recipe, "3"],
    ["under a heading", "What are the causes?", outages, "a loose cable"],
    ["that denies", "Who is not coming?", dinner, "Deniz"],
    ["that is an address", "What is the email address?", help, "support@example.org"],
    ["that is a number to call", "What is the phone number?", help, "555 0142"],
    [
      "by its number",
      "What must I do first?",
      "1. Switch off the power. 2. Remove the cover. 3. Pull out the fuse.",
      "Switch off the power",
    ],
    ["in a table", "What is the total?", "Item,Price\nPen,2.00\nBook,11.50\nTotal,13.50", "13.50"],
    [
      "in Markdown",
      "What is the price of the lamp?",
      "| item | price |\n|---|---|\n| chair | 40 |\n| lamp | 25 |",
      "25",
    ],
  ])("%s: %s", async (_, question, text, answer) => {
    const { output } = await questionAnsweringPipeline.run(
      { question, context: text, topK: 1 },
      context,
    );
    expect(output).toMatchObject({ found: true, answer });
    expect(text.slice(output.start ?? 0, output.end ?? 0)).toBe(answer);
  });

  test("may be a whole list, its items in order", async () => {
    const { output } = await questionAnsweringPipeline.run(
      { question: "What are the causes?", context: outages, topK: 3 },
      context,
    );
    expect(output.answers.map(({ answer }) => answer)).toEqual([
      ...["a loose cable", "an expired certificate", "a full disk"],
    ]);
  });

  test.each([
    [
      "What is the phone number of the dentist?",
      "The bakery is on Mill Lane. Its phone number is 555 0199.",
    ],
    ["Who painted the ceiling?", "The ceiling was restored in 1998 by a team from Ghent."],
    ["What is the email address of the gym?", "The pool is at 4 Lake Road. Mail: pool@town.test."],
  ])("that is not there is not found: %s", async (question, text) => {
    const { output } = await questionAnsweringPipeline.run(
      { question, context: text, topK: 1 },
      context,
    );
    expect(output.found).toBe(false);
  });

  test("in a long text says how much of it was searched", async () => {
    const filler = "The market sells bread, cheese and flowers on Saturdays. ".repeat(1500);
    const text = `${filler}The clock tower was built by Ines Falk. ${filler}`;
    const question = "Who built the clock tower?";
    const { output, notice } = await questionAnsweringPipeline.run(
      { question, context: text, topK: 1 },
      context,
    );
    expect(output.answer).toBe("Ines Falk");
    expect(notice).toMatch(/^Searched 5 of \d+ passages/u);
  });
});
