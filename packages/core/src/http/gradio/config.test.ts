import { describe, expect, it } from "vitest";
import { isJsonObject } from "../../contract/json.ts";
import { tasks } from "../../tasks/registry.ts";
import { wordCount } from "../../testing/word-count/task.ts";
import { gradioConfig } from "./config.ts";
import { gradioApiInfo } from "./info.ts";
import { parameters } from "./parameters.ts";

const config = gradioConfig([...tasks, wordCount]);

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

describe("gradioConfig", () => {
  it("names each task as an endpoint, with ids from 1", () => {
    const endpoints = list(config["dependencies"]).map(({ id, api_name }) => [id, api_name]);
    expect(endpoints).toEqual([
      [1, "summarization"],
      [2, "question-answering"],
      [3, "sentiment-analysis"],
      [4, "word-count"],
    ]);
  });

  it("lists each component that an endpoint uses, once", () => {
    const used = list(config["dependencies"]).flatMap(({ inputs, outputs }) => [inputs, outputs]);
    const ids = list(config["components"]).map(({ id }) => id);
    expect(used.flat()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("gives each task the outputs that it declares, and a task that declares none its JSON", () => {
    const types = new Map(list(config["components"]).map(({ id, type }) => [id, type]));
    const outputs = list(config["dependencies"]).map(({ outputs: ids }) =>
      Array.isArray(ids) ? ids.map((id) => types.get(id)) : [],
    );
    expect(outputs).toEqual([
      ["textbox", "json"],
      ["textbox", "highlightedtext", "json"],
      ["label", "json"],
      ["json"],
    ]);
  });

  it("names no root, keeps no history, and asks for no heartbeat", () => {
    expect(config).not.toHaveProperty("root");
    expect(config).toMatchObject({
      protocol: "sse_v3",
      run_history: false,
      connect_heartbeat: false,
      space_id: null,
    });
  });
});

describe("gradioApiInfo", () => {
  const info = gradioApiInfo([...tasks, wordCount], "https://lab.example/app");

  it("documents the fields in the order of the task, with defaults and Python's types", () => {
    const endpoints = isJsonObject(info["named_endpoints"]) ? info["named_endpoints"] : {};
    expect(endpoints["/question-answering"]).toMatchObject({
      parameters: [
        { parameter_name: "question", parameter_has_default: false, python_type: { type: "str" } },
        { parameter_name: "context", parameter_has_default: false },
        { parameter_name: "topK", parameter_default: 1, python_type: { type: "int" } },
      ],
      returns: [{ component: "Textbox" }, { component: "Highlightedtext" }, { component: "Json" }],
    });
    expect(info["unnamed_endpoints"]).toEqual({});
  });

  it("carries snippets that name the app's address", () => {
    const text = JSON.stringify(info);
    expect(text).toContain("https://lab.example/app/gradio_api/call/v2/word-count");
  });
});

describe("parameters", () => {
  it("names the words that a choice takes", () => {
    const [summarization] = tasks;
    const length = summarization ? parameters(summarization)[1] : undefined;
    expect(length).toMatchObject({
      name: "length",
      pythonType: "Literal['short', 'medium', 'long'] | int",
      hasDefault: true,
      fallback: "medium",
    });
  });
});
