import { describe, expect, it } from "vitest";
import { variables } from "../src/env.ts";
import { readSettings } from "./read-settings.ts";

describe("readSettings", () => {
  it("has a default for everything, empty values included", () => {
    const settings = {
      mode: "app",
      port: 3000,
      host: "127.0.0.1",
      allowedHosts: [],
      basePath: "",
      logLevel: "info",
      stopGraceSeconds: 10,
      stopNoticeSeconds: 2,
      connections: { max: 4000, maxPerCaller: 512, trustedProxies: 0, writeTimeoutSeconds: 30 },
      embedParents: [],
      modelSource: { kind: "embedded" },
      hub: { endpoint: "https://huggingface.co" },
    };
    expect(readSettings({})).toEqual({ ok: true, settings });
    const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, " "]));
    expect(readSettings(empty)).toEqual({ ok: true, settings });
  });

  it("listens where SageMaker says, in its mode", () => {
    const env = { SERVER_MODE: "sagemaker", PORT: "3000" };
    expect(readSettings(env)).toMatchObject({ settings: { mode: "sagemaker", port: 8080 } });
    const bound = { ...env, SAGEMAKER_BIND_TO_PORT: "9001" };
    expect(readSettings(bound)).toMatchObject({ settings: { port: 9001 } });
  });

  it("names every wrong setting at once, with what it takes", () => {
    const read = readSettings({
      PORT: "70000",
      LOG_LEVEL: "loud",
      ONNX_THREADS: "0",
      MAX_BODY_BYTES: "2 MB",
      ALLOWED_ORIGINS: "https://a.example, b.example",
    });
    expect(read).toEqual({
      ok: false,
      message: [
        "The server did not start; settings are wrong:",
        '  PORT: It is "70000". Set a whole number from 0 to 65535, or leave it empty.',
        '  ALLOWED_ORIGINS: It has "b.example". Set origins such as https://example.org, with commas, or *.',
        '  LOG_LEVEL: It is "loud". Set one of silent, error, warn, info, debug, or leave it empty.',
        '  ONNX_THREADS: It is "0". Set a whole number from 1 to 64, or leave it empty.',
        '  MAX_BODY_BYTES: It is "2 MB". Set a whole number from 1000 to 100000000, or leave it empty.',
      ].join("\n"),
    });
  });

  it.each([
    ["https://a.example, http://localhost:5173/", ["https://a.example", "http://localhost:5173"]],
    ["*", ["*"]],
    ["", []],
  ])("reads the allowed origins %j", (text, origins) => {
    const result = variables.ALLOWED_ORIGINS.schema["~standard"].validate(text);
    expect(result).toEqual({ value: origins });
  });

  it("asks for the inference component of an endpoint", () => {
    const env = { SAGEMAKER_ENDPOINT: "nlp-prod" };
    const read = readSettings(env);
    expect(read.ok ? "" : read.message).toContain(
      "SAGEMAKER_INFERENCE_COMPONENT: It is empty, and SAGEMAKER_ENDPOINT is set.",
    );
    expect(readSettings({ ...env, SAGEMAKER_INFERENCE_COMPONENT: "mistral" }).ok).toBe(true);
  });

  it("asks for the name of a large model that has an address", () => {
    const read = readSettings({ LARGE_MODEL_URL: "http://gpu:8000/v1" });
    expect(read.ok ? "" : read.message).toContain(
      "LARGE_MODEL_NAME: It is empty, and LARGE_MODEL_URL is set.",
    );
    const env = { LARGE_MODEL_URL: "http://gpu:8000/v1", LARGE_MODEL_NAME: "mistral" };
    expect(readSettings(env).ok).toBe(true);
  });

  it("takes one large model, not two", () => {
    const read = readSettings({
      LARGE_MODEL_URL: "http://gpu:8000/v1",
      LARGE_MODEL_NAME: "mistral",
      SAGEMAKER_ENDPOINT: "nlp-prod",
      SAGEMAKER_INFERENCE_COMPONENT: "mistral",
    });
    expect(read.ok ? "" : read.message).toContain(
      "LARGE_MODEL_URL: It is set, and so is SAGEMAKER_ENDPOINT.",
    );
  });

  it.each([
    [{ SAGEMAKER_ENDPOINT: "nlp", SAGEMAKER_INFERENCE_COMPONENT: "m" }, "SAGEMAKER_ENDPOINT"],
    [{ LARGE_MODEL_URL: "http://gpu:8000", LARGE_MODEL_NAME: "m" }, "LARGE_MODEL_URL"],
  ])("refuses a Gradio app beside another large model: %j", (env, other) => {
    const read = readSettings({ ...env, LARGE_MODEL_GRADIO: "owner/space" });
    expect(read.ok ? "" : read.message).toContain(
      `LARGE_MODEL_GRADIO: It is set, and so is ${other}.`,
    );
  });

  it.each([
    ["chat", "is not JSON"],
    ['{"chat": {"endpoint": "/chat"}}', "wrong value at chat.parameters"],
    ['{"poem": {"endpoint": "/chat", "parameters": {"m": "$prompt"}}}', 'It has "poem"'],
    ['{"chat": {"endpoint": "/chat", "parameters": {"m": "$promt"}}}', '"$promt" for chat'],
    ['{"chat": {"endpoint": "/chat", "parameters": {"m": "$input.text"}}}', "fields of a task"],
    ['{"chat": {"endpoint": "/chat", "parameters": {"m": "Hello"}}}', "no text of the run"],
  ])("refuses a mapping of a Gradio app's endpoints that is wrong: %s", (value, words) => {
    const read = readSettings({
      LARGE_MODEL_GRADIO: "owner/space",
      LARGE_MODEL_GRADIO_ENDPOINTS: value,
    });
    expect(read.ok ? "" : read.message).toContain("LARGE_MODEL_GRADIO_ENDPOINTS: ");
    expect(read.ok ? "" : read.message).toContain(words);
  });

  it.each([
    ["http://gpu:8000", "http://gpu:8000"],
    ["http://gpu:8000/v1/", "http://gpu:8000"],
    ["https://example.org/llm/v1/chat/completions", "https://example.org/llm"],
    ["", undefined],
  ])("reads the large model's address %j, with or without /v1", (text, value) => {
    expect(variables.LARGE_MODEL_URL.schema["~standard"].validate(text)).toEqual({ value });
  });

  it.each([
    ["LARGE_MODEL_URL", "https://user:hunter2@example.org/v1"],
    ["LARGE_MODEL_URL", "https://example.org/v1?key=hunter2"],
    ["LARGE_MODEL_KEY", "Bearer hunter2"],
  ])("does not show what may be a key in %s=%s", (name, value) => {
    const read = readSettings({ [name]: value, LARGE_MODEL_NAME: "mistral" });
    expect(read.ok ? "" : read.message).toContain(`${name}: It h`);
    expect(JSON.stringify(read)).not.toContain("hunter2");
  });

  it.each([
    ["LARGE_MODEL_URL", "gpu:8000", "http://localhost:8000/v1"],
    ["LARGE_MODEL_URL", "ftp://gpu", "http://localhost:8000/v1"],
    ["LARGE_MODEL_GRADIO", "gpu:7860", "such as owner/space"],
    ["LARGE_MODEL_USD_PER_HOUR", "-1", "such as 1.515"],
    ["LARGE_MODEL_USD_PER_HOUR", "$1", "such as 1.515"],
    ["LARGE_MODEL_IDLE_MINUTES", "1.5", "from 0 to 10080"],
    ["SAGEMAKER_ENDPOINT", "my_endpoint", "my-endpoint"],
    ["AWS_REGION", "Frankfurt", "eu-west-1"],
    ["SAGEMAKER_INSTANCE_TYPE", "g5.2xlarge", "ml.g5.2xlarge"],
    ["WAKE_POLICY", "always", "summarization, any, ask, never"],
    ["WAKE_ANONYMOUS", "true", "yes, no"],
    ["WAKE_BUDGET_PER_DAY", "-1", "from 0 to 10000"],
  ])("refuses %s=%s and says what it takes", (name, value, hint) => {
    const read = readSettings({ [name]: value });
    expect(read.ok ? "" : read.message).toContain(`${name}: It is "${value}". Set `);
    expect(read.ok ? "" : read.message).toContain(hint);
  });

  it("reads keys, and does not show one that is too short", () => {
    const { validate } = variables.API_KEYS.schema["~standard"];
    const keys = ["0123456789abcdef", "fedcba9876543210"];
    expect(validate(` ${keys.join(" , ")},`)).toEqual({ value: keys });
    const read = readSettings({ API_KEYS: `${keys[0] ?? ""},hunter2` });
    expect(read.ok ? "" : read.message).toContain("API_KEYS: Key 2 is shorter than 16 characters");
    expect(JSON.stringify(read)).not.toContain("hunter2");
  });

  it("describes each setting", () => {
    for (const { description } of Object.values(variables)) {
      expect(description).toMatch(/^[A-Z].*(?:Default .*|leave it empty)\.$/);
    }
  });
});
