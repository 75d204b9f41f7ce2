// The settings of the large model: where it is, and who may wake it when.
import {
  awsName,
  chatServer,
  dollars,
  filled,
  gradioApp,
  gradioEndpoints,
  oneOf,
  optionalWholeNumber,
  resourceName,
  secretKey,
  wholeNumber,
} from "./setting-checks.ts";

/** A part of the server's settings, in the form that `defineEnvVars` takes. */
export const largeModelSettings = {
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
    schema: (value: string | undefined) => filled(value) ?? "Mistral-7B-Instruct",
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
    schema: (value: string | undefined) =>
      awsName(/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/u, "ml.g5.2xlarge")(value) ?? "ml.g5.2xlarge",
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
};
