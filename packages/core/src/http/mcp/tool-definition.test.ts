import { describe, expect, it } from "vitest";
import { tasks } from "../../tasks/registry.ts";
import { wordCount } from "../../testing/word-count/task.ts";
import { toolDefinition, toolName } from "./tool-definition.ts";

describe("a task as a tool", () => {
  it("keeps its id as its name where a model may call it, and makes a name of it where not", () => {
    for (const task of tasks) expect(toolName(task)).toBe(task.id);
    expect(toolName({ ...wordCount, id: "text/word count" })).toBe("text_word_count");
    expect(toolName({ ...wordCount, id: "x".repeat(100) })).toHaveLength(64);
  });

  it("offers the backends that the server has, and no other", () => {
    const { inputSchema } = toolDefinition(wordCount, [{ backend: "onnx", role: "small" }]);
    expect(inputSchema).toMatchObject({
      properties: { backend: { enum: ["auto", "small", "onnx"] } },
    });
  });
});
