import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { askStage } from "./ask-stage.ts";

const enter = "\r";
const down = "\u001B[B";
const leave = "\u0003";

/** Types each answer when the question with these words appears. */
async function answer(answers: readonly (readonly [question: string, keys: string])[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const left = [...answers];
  let shown = "";
  output.on("data", (data: Buffer) => {
    shown += data.toString();
    const [next] = left;
    if (next === undefined || !shown.includes(next[0])) return;
    left.shift();
    shown = "";
    // Not before the question listens.
    setImmediate(() => input.write(next[1]));
  });
  const choices = await askStage("mine", { input, output });
  expect(left).toEqual([]);
  return choices;
}

const rest = [
  ["Domain?", enter],
  ["E-mail", enter],
  ["budget", enter],
] as const;

describe("askStage", () => {
  it("asks a stage without a GPU for no model, and leaves out what was not answered", async () => {
    const choices = await answer([["GPU?", enter], ["Region?", enter], ...rest]);
    expect(choices).toEqual({ hosting: "none", region: "us-east-1" });
  });

  it("asks for weights with a GPU, and for the zone with a domain", async () => {
    const choices = await answer([
      ["GPU?", down + enter],
      ["Region?", enter],
      ["Model of the hub", enter],
      ["Weights?", down + enter],
      ["Domain?", `text.example.org${enter}`],
      ["zone", `example.org${enter}`],
      ["E-mail", `on-call@example.org${enter}`],
      ["budget", `150${enter}`],
    ]);
    expect(choices).toEqual({
      hosting: "gpu",
      region: "us-east-1",
      profile: "awq",
      domain: "text.example.org",
      zone: "example.org",
      email: "on-call@example.org",
      budget: "150",
    });
  });

  it("asks for no weights with another model, since the hub tells what they are", async () => {
    const choices = await answer([
      ["GPU?", down + enter],
      ["Region?", enter],
      ["Model of the hub", `acme/small-chat${enter}`],
      ...rest,
    ]);
    expect(choices).toEqual({ hosting: "gpu", region: "us-east-1", model: "acme/small-chat" });
  });

  it("writes nothing for a person who leaves", async () => {
    await expect(answer([["GPU?", leave]])).rejects.toThrow("Left without a new stage.");
  });
});
