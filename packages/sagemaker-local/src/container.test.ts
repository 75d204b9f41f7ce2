import { describe, expect, it } from "vitest";
import { openLocal } from "./testing/call-local.ts";
import { parseSse, textOf } from "./testing/parse-sse.ts";

const ask = (content: unknown, role = "user") => ({ messages: [{ role, content }] });
const refused = (message: string) => ({
  name: "ModelError",
  $metadata: { httpStatusCode: 424 },
  OriginalStatusCode: 400,
  OriginalMessage: expect.stringContaining(message) as string,
});

describe("a reply in one body", () => {
  it("has vLLM's shape, with the tokens counted", async () => {
    const { invoke } = await openLocal({ modelName: "mistral" });
    expect(JSON.parse(await invoke())).toMatchObject({
      object: "chat.completion",
      model: "mistral",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hellö wörld, a 🔥 burns here" },
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 },
    });
  });

  it("is cut at max_tokens and says so", async () => {
    const { invoke } = await openLocal();
    const reply: unknown = JSON.parse(await invoke({ ...ask("Hello"), max_tokens: 2 }));
    expect(reply).toMatchObject({
      choices: [{ message: { content: "Hellö" }, finish_reason: "length" }],
      usage: { completion_tokens: 2 },
    });
  });

  it("gives the answer the messages and the limits as they were sent", async () => {
    const seen: unknown[] = [];
    const { invoke } = await openLocal({
      async *answer(request) {
        seen.push(request);
        yield "yes";
      },
    });
    const parts = [{ type: "text", text: "two" }];
    const messages = [
      { role: "user", content: "one" },
      { role: "assistant", content: "…" },
      { role: "user", content: parts },
    ];
    await invoke({ messages, max_completion_tokens: 7, temperature: 0.2 });
    expect(seen).toEqual([
      {
        messages: [messages[0], messages[1], { role: "user", content: "two" }],
        maxTokens: 7,
        temperature: 0.2,
      },
    ]);
  });

  it("is the container's failure, wrapped, when the answer throws", async () => {
    const { invoke } = await openLocal({
      async *answer() {
        yield "so";
        throw new Error("the answer broke");
      },
    });
    await expect(invoke()).rejects.toMatchObject({
      name: "ModelError",
      OriginalStatusCode: 500,
      OriginalMessage: expect.stringContaining("the answer broke") as string,
    });
  });
});

describe("a streamed reply", () => {
  it("gives one chunk per delta, then the reason of its end, then [DONE]", async () => {
    const { streamed } = await openLocal();
    const text = await streamed();
    const chunks = parseSse(text);
    expect(textOf(chunks)).toBe("Hellö wörld, a 🔥 burns here");
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([
      ...Array.from({ length: 7 }, () => null),
      "stop",
    ]);
    expect(chunks[0]?.choices[0]?.delta.role).toBe("assistant");
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(text).not.toContain("usage");
  });

  it("ends with the usage when it is asked for", async () => {
    const { streamed } = await openLocal();
    const chunks = parseSse(
      await streamed({ ...ask("Hello"), stream_options: { include_usage: true }, max_tokens: 4 }),
    );
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("length");
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 7, completion_tokens: 4, total_tokens: 11 },
    });
  });

  it("says in the stream that the answer broke", async () => {
    const { streamed } = await openLocal({
      async *answer() {
        yield "so";
        throw new Error("the answer broke");
      },
    });
    const text = await streamed();
    expect(text).toContain('"content":"so"');
    expect(text).toContain('data: {"error":{"message":');
    expect(text).toContain("the answer broke");
  });
});

describe("what the container refuses", () => {
  it("has no system role, as Mistral's template", async () => {
    const { invoke } = await openLocal();
    await expect(invoke(ask("Be brief.", "system"))).rejects.toMatchObject(
      refused("Conversation roles must alternate user/assistant"),
    );
  });

  it("refuses a prompt and reply over its context, in vLLM's words", async () => {
    const { invoke } = await openLocal({ contextTokens: 100 });
    await expect(invoke({ ...ask("word ".repeat(60)), max_tokens: 64 })).rejects.toMatchObject(
      refused(
        "This model's maximum context length is 100 tokens. However, you requested 130 tokens (66 in the messages, 64 in the completion).",
      ),
    );
    await expect(invoke({ ...ask("word ".repeat(44)), max_tokens: 50 })).resolves.toBeTypeOf(
      "string",
    );
  });

  it.each([
    ["no messages", {}, "'messages': Field required"],
    ["an empty list of messages", { messages: [] }, "list index out of range"],
    ["a message without content", { messages: [{ role: "user" }] }, "'messages', 0"],
    ["a picture", ask([{ type: "image_url" }]), "'messages', 0"],
    ["a limit of no tokens", { ...ask("Hello"), max_tokens: 0 }, "max_tokens must be at least 1"],
  ])("refuses %s", async (_name, request, message) => {
    const { invoke } = await openLocal();
    await expect(invoke(request)).rejects.toMatchObject(refused(message));
  });
});
