// Every setting of the server: what it is for, its default, and its check. SvelteKit reads them from
// here as `$app/env/private`; the server's entry checks all of them before it does anything else.
import { defineEnvVars } from "@sveltejs/kit/env";
import {
  apiKeys,
  awsName,
  basePath,
  chatServer,
  dollars,
  filled,
  gradioApp,
  gradioEndpoints,
  hosts,
  hubAddress,
  metricsToken,
  modelSource,
  newFile,
  oneOf,
  optionalWholeNumber,
  origins,
  resourceName,
  secretKey,
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
  SAGEMAKER_ENDPOINT: {
    description: "The SageMaker endpoint of the large model. Default none: small models alone.",
    schema: awsName(resourceName, "my-endpoint"),
  },
  SAGEMAKER_INFERENCE_COMPONENT: {
    description:
      "The inference component of that endpoint, which scales to zero; needed with it. Default none.",
    schema: awsName(resourceName, "my-component"),
  },
  AWS_REGION: {
    description: "The AWS region of the endpoint. Default the one that the AWS SDK finds.",
    schema: awsName(/^[a-z]{2,3}(?:-[a-z]+)+-\d{1,2}$/u, "eu-west-1"),
  },
  SAGEMAKER_MODEL_NAME: {
    description: "What the large model's answers are signed with. Default Mistral-7B-Instruct.",
    schema: (value) => filled(value) ?? "Mistral-7B-Instruct",
  },
  SAGEMAKER_CONTEXT_TOKENS: {
    description: "Tokens that the large model takes, prompt and reply together. Default 8192.",
    schema: wholeNumber({ fallback: 8192, min: 1024, max: 10_000_000 }),
  },
  SAGEMAKER_CONCURRENCY: {
    description: "Runs that the large model does at a time. Default 5.",
    schema: wholeNumber({ fallback: 5, min: 1, max: 1000 }),
  },
  SAGEMAKER_INSTANCE_TYPE: {
    description: "The instance type of the endpoint, for the cost meter. Default ml.g5.2xlarge.",
    schema: (value) =>
      awsName(/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/u, "ml.g5.2xlarge")(value) ?? "ml.g5.2xlarge",
  },
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
  LARGE_MODEL_URL: {
    description:
      "A server of the OpenAI chat schema that is the large model, with or without /v1; not beside SAGEMAKER_ENDPOINT. Default none.",
    schema: chatServer,
  },
  LARGE_MODEL_NAME: {
    description:
      "The model's name as that server knows it, which its answers are signed with; needed with it, and free beside LARGE_MODEL_GRADIO. Default none.",
    schema: filled,
  },
  LARGE_MODEL_KEY: {
    description: "The key that that server or app asks for. Default none.",
    schema: secretKey,
  },
  LARGE_MODEL_CONTEXT_TOKENS: {
    description: "Tokens that its model takes, prompt and reply together. Default 8192.",
    schema: wholeNumber({ fallback: 8192, min: 1024, max: 10_000_000 }),
  },
  LARGE_MODEL_CONCURRENCY: {
    description: "Runs that it does at a time. Default 5.",
    schema: wholeNumber({ fallback: 5, min: 1, max: 1000 }),
  },
  LARGE_MODEL_TIMEOUT_SECONDS: {
    description:
      "Seconds that a whole reply of it may take; half of it to a streamed reply's first word. Default 65, and 30 to the first word.",
    schema: optionalWholeNumber({ min: 5, max: 290 }),
  },
  LARGE_MODEL_USD_PER_HOUR: {
    description: "What it costs per hour while it is awake, for the cost meter. Default not known.",
    schema: dollars,
  },
  LARGE_MODEL_IDLE_MINUTES: {
    description:
      "Minutes without a request after which it scales to zero; 0 for never. Above 0 it is looked at only while somebody waits. Default 15 on Hugging Face Inference Endpoints, else 0.",
    schema: optionalWholeNumber({ min: 0, max: 10_080 }),
  },
  LARGE_MODEL_GRADIO: {
    description:
      "A Gradio app that is the large model: its address, or a Space as owner/space; not beside SAGEMAKER_ENDPOINT or LARGE_MODEL_URL. Default none.",
    schema: gradioApp,
  },
  LARGE_MODEL_GRADIO_ENDPOINTS: {
    description:
      "Which of its endpoints serves which task, as JSON; docs/large-models.md says how. Default its /chat, /predict or only endpoint, with the prompt as its text.",
    schema: gradioEndpoints,
  },
  WAKE_POLICY: {
    description:
      "When a run wakes the large model by itself: summarization, any, ask (only when a person asks) or never (nobody may). Default summarization.",
    schema: oneOf(["summarization", "any", "ask", "never"], "summarization"),
  },
  WAKE_METHOD: {
    description:
      "How it is woken: invoke (a call that fails and so raises the alarm) or copies (the copy count is set). Default invoke.",
    schema: oneOf(["invoke", "copies"], "invoke"),
  },
  WAKE_BUDGET_PER_DAY: {
    description: "How often a day (UTC) it may be woken. Default 12.",
    schema: wholeNumber({ fallback: 12, min: 0, max: 10_000 }),
  },
  WAKE_ANONYMOUS: {
    description: "Whether callers without a key of API_KEYS may wake it: yes or no. Default yes.",
    schema: oneOf(["yes", "no"], "yes"),
  },
  WAKE_SECONDS: {
    description:
      "How long a wake is expected to take until one was seen, in seconds. Default 302, as AWS published.",
    schema: wholeNumber({ fallback: 302, min: 1, max: 3600 }),
  },
  MAX_WAITING_FOR_WARM: {
    description:
      "Runs that may wait for the large model to wake before more are refused; one caller as many as it leaves free. Default 64.",
    schema: wholeNumber({ fallback: 64, min: 0, max: 100_000 }),
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
