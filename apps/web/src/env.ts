// Every setting of the server: what it is for, its default, and its check. SvelteKit reads them from
// here as `$app/env/private`; the server's entry checks all of them before it does anything else.
import { defineEnvVars } from "@sveltejs/kit/env";
import { largeModelSettings } from "./large-model-settings.ts";
import {
  apiKeys,
  awsName,
  basePath,
  filled,
  hosts,
  hubAddress,
  metricsToken,
  modelSource,
  newFile,
  oneOf,
  optionalWholeNumber,
  origins,
  resourceName,
  wholeNumber,
} from "./setting-checks.ts";

export const variables = defineEnvVars({
  PORT: {
    description: "The port to listen on. Default 3000.",
    schema: wholeNumber({ fallback: 3000, min: 0, max: 65_535 }),
  },
  HOST: {
    description: "The address to listen on; 0.0.0.0 for all. Default 127.0.0.1.",
    schema: (value) => filled(value) ?? "127.0.0.1",
  },
  BASE_PATH: {
    description:
      "The path under which a proxy shows the server, such as /lab, whether it strips that path or keeps it. Default none: the root of its host.",
    schema: basePath,
  },
  ALLOWED_HOSTS: {
    description:
      "The names under which the server is found, with commas, without ports; * for all. Default localhost and the like where HOST is such a name, else all.",
    schema: hosts,
  },
  ALLOWED_ORIGINS: {
    description:
      "Other origins whose pages may call the API, with commas; * for all. Default none.",
    schema: origins,
  },
  EMBED_PARENTS: {
    description:
      "Other origins whose pages may hold a tab in a frame, with commas; * for all. Default none.",
    schema: origins,
  },
  LOG_LEVEL: {
    description: "What is logged: silent, error, warn, info or debug. Default info.",
    schema: oneOf(["silent", "error", "warn", "info", "debug"], "info"),
  },
  ONNX_THREADS: {
    description:
      "Worker threads for the small models; of two or more, one is kept for short runs. Default one per core, 2 to 4.",
    schema: wholeNumber({ fallback: 0, min: 1, max: 64 }),
  },
  MODEL_SOURCE: {
    description:
      "Which small models answer: embedded, own (what npm run models:pull fetched, where it did), hub (the same, fetched at the start) or a folder of them. Default embedded.",
    schema: modelSource,
  },
  HF_ENDPOINT: {
    description:
      "The hub of models, for npm run models:pull and MODEL_SOURCE=hub. Default https://huggingface.co.",
    schema: hubAddress,
  },
  HF_TOKEN: {
    description: "A token of the hub, for models that need one. Default none.",
    schema: filled,
  },
  MAX_QUEUED_RUNS: {
    description:
      "Runs that may wait for one backend before more are refused; long ones have half of the places, and one caller as many as it leaves free. Default 256.",
    schema: wholeNumber({ fallback: 256, min: 1, max: 100_000 }),
  },
  MAX_QUEUED_CHARACTERS: {
    description:
      "Characters of all runs that wait or run, which are kept in memory; one caller has as many as it leaves free. Default 32000000.",
    schema: wholeNumber({ fallback: 32_000_000, min: 2_000_000, max: 1_000_000_000 }),
  },
  MAX_RUNS_PER_CALLER: {
    description: "Runs of one caller that may wait or run at a time. Default 128.",
    schema: wholeNumber({ fallback: 128, min: 1, max: 100_000 }),
  },
  RUN_KEEP_MINUTES: {
    description: "How long a run can be found again after its end, in minutes. Default 10.",
    schema: wholeNumber({ fallback: 10, min: 1, max: 1_440 }),
  },
  RUN_STORE_MB: {
    description:
      "Memory for the events of kept runs in MB; who has most gives up the oldest. Default 64.",
    schema: wholeNumber({ fallback: 64, min: 1, max: 100_000 }),
  },
  CACHE: {
    description:
      "Whether answers are kept and given to equal requests, and equal runs at a time are computed once: on or off. Default on.",
    schema: oneOf(["on", "off"], "on"),
  },
  CACHE_MINUTES: {
    description: "How long an answer is kept, in minutes. Default 60.",
    schema: wholeNumber({ fallback: 60, min: 1, max: 525_600 }),
  },
  CACHE_MB: {
    description:
      "Memory for kept answers in MB; the one unused for longest makes room. Default 32.",
    schema: wholeNumber({ fallback: 32, min: 1, max: 100_000 }),
  },
  METRICS_PORT: {
    description:
      "A port of their own for the server's figures (Prometheus), at HOST under /metrics, for whoever reaches it. Default none.",
    schema: optionalWholeNumber({ min: 0, max: 65_535 }),
  },
  METRICS_TOKEN: {
    description:
      "What shows the figures under /metrics of the server itself to whoever sends it as `Authorization: Bearer …`; of 16 or more characters. Default none: they are not shown there.",
    schema: metricsToken,
  },
  INPUT_MEMORY_MB: {
    description:
      "Memory for bodies that are being read and inputs of runs that wait, in MB; one caller may take a quarter. Default 128.",
    schema: wholeNumber({ fallback: 128, min: 1, max: 100_000 }),
  },
  MAX_CONNECTIONS: {
    description: "Connections that may be open at a time. Default 4000.",
    schema: wholeNumber({ fallback: 4000, min: 1, max: 1_000_000 }),
  },
  MAX_CONNECTIONS_PER_CALLER: {
    description:
      "Connections of one address that may be open at a time; behind a trusted proxy requests that are being answered. Default 512.",
    schema: wholeNumber({ fallback: 512, min: 1, max: 1_000_000 }),
  },
  WRITE_TIMEOUT_SECONDS: {
    description:
      "How long a reply waits for a reader that takes nothing of it, in seconds. Default 30.",
    schema: wholeNumber({ fallback: 30, min: 1, max: 3600 }),
  },
  TRUST_PROXY: {
    description:
      "Proxies before the server that add to X-Forwarded-For. Default 0: callers are told apart by connection. Above 0 and without BASE_PATH, browsers that came by HTTPS are told to keep to it.",
    schema: wholeNumber({ fallback: 0, min: 0, max: 10 }),
  },
  STOP_GRACE_SECONDS: {
    description: "How long running work may go on after SIGTERM, in seconds. Default 10.",
    schema: wholeNumber({ fallback: 10, min: 0, max: 600 }),
  },
  STOP_NOTICE_SECONDS: {
    description:
      "How long /readyz says after SIGTERM that the server stops, before it takes no more connections, in seconds. Default 2.",
    schema: wholeNumber({ fallback: 2, min: 0, max: 600 }),
  },
  MAX_BODY_BYTES: {
    description: "The largest request body in bytes. Default 4000000.",
    schema: wholeNumber({ fallback: 4_000_000, min: 1_000, max: 100_000_000 }),
  },
  FEEDBACK_PATH: {
    description:
      "The file that people's feedback on answers is appended to, as JSON lines; an absolute path in a folder that is there. Default none: feedback stays in the browser.",
    schema: newFile,
  },
  API_KEYS: {
    description:
      "Keys that make a caller known who sends one as `Authorization: Bearer …`, with commas. Default none: everybody is anonymous.",
    schema: apiKeys,
  },
  ...largeModelSettings,
  SAGEMAKER_SMALL_ENDPOINT: {
    description:
      "A SageMaker endpoint whose container is this server's image: its small models answer before this server's CPU, which answers when they fail. Default none.",
    schema: awsName(resourceName, "my-small-endpoint"),
  },
  SAGEMAKER_SMALL_REPLIES: {
    description:
      "How it replies: stream, with the progress of long texts, or whole, which is all that a serverless endpoint is asked for; texts over 200,000 characters are left to this server's CPU then. Default stream.",
    schema: oneOf(["stream", "whole"], "stream"),
  },
  SAGEMAKER_SMALL_CONCURRENCY: {
    description: "Runs that it does at a time; more go to this server's CPU. Default 20.",
    schema: wholeNumber({ fallback: 20, min: 1, max: 1000 }),
  },
  SAGEMAKER_SMALL_TIMEOUT_SECONDS: {
    description:
      "How long it may say nothing before this server's CPU answers instead, in seconds. Default 20.",
    schema: wholeNumber({ fallback: 20, min: 1, max: 60 }),
  },
  SERVER_MODE: {
    description:
      "What the server is: app, or sagemaker, a container of SageMaker's that has /ping and /invocations alone; the argument serve sets it, too. Default app.",
    schema: oneOf(["app", "sagemaker"], "app"),
  },
  SAGEMAKER_BIND_TO_PORT: {
    description:
      "The port of a container of SageMaker's, in the place of PORT; SageMaker sets it where it wants another. Default 8080.",
    schema: wholeNumber({ fallback: 8080, min: 0, max: 65_535 }),
  },
  BUILD_FOLDER: {
    description: "Where the built server lies. Set by build/start.js; leave it empty.",
    schema: (value) => filled(value),
  },
});
