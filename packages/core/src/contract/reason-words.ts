// Reasons, conditions and notices in English, as replies have them: pure, from their codes and values.
import type { BackendId, BackendRef } from "./backend-id.ts";
import type { EndpointCondition, Notice, Obstacle, Reason } from "./reason.ts";

/** Where a backend runs, as a person says it. */
export function backendName({ backend, role }: BackendRef): string {
  return role === "large" ? "the large model" : smallName(backend);
}

function smallName(backend: BackendId): string {
  switch (backend) {
    case "sagemaker":
    case "sagemaker-small":
      return "SageMaker";
    case "openai":
    case "gradio":
      return "the model's server";
    case "browser":
      return "this device";
    case "onnx":
      return "the server's CPU";
    case "server":
      return "the server";
  }
}

/** Why this backend answers, such as `the large model is not available: it is asleep (about 5 min to wake)`. */
export function reasonWords(reason: Reason, answering: BackendRef): string {
  switch (reason.code) {
    case "asked-for":
      return `${backendName(answering)} was asked for`;
    case "at-once":
      return `${backendName(answering)} answers at once`;
    case "next-in-line":
      return `${backendName(answering)} is next in line`;
    case "many-inputs":
      return "the small models answer many inputs at a time";
    case "unavailable":
      return `${backendName(reason)} is not available: ${obstacleWords(reason.why)}`;
    case "failed":
      return `${backendName(reason)} failed: ${reason.error.message}`;
  }
}

/** What keeps a backend from taking a run, as the end of a sentence, such as `it fails`. */
export function obstacleWords(obstacle: Obstacle): string {
  switch (obstacle.code) {
    case "unseen":
      return "it was not seen yet";
    case "asleep":
      return `it is asleep (about ${roughWait(obstacle.wakeSeconds)} to wake)`;
    case "waking":
    case "throttled":
      return `it is ${conditionWords(obstacle)}`;
    case "failing":
      return "it fails";
    case "denied":
      return "this server may not call it";
    case "broken":
      return "its service reports it as failed";
    case "crowded":
      return `it is busy, ${obstacle.waiting === 1 ? "1 run waits" : `${obstacle.waiting} runs wait`} for it`;
    case "no-simd":
      return "this browser's WebAssembly has no SIMD, which the small models need";
  }
}

/** How the large model is, such as `waking, about 3 min`. */
export function conditionWords(condition: EndpointCondition): string {
  switch (condition.code) {
    case "unseen":
      return "not seen yet";
    case "asleep":
      return /* @wc-include */ "asleep";
    case "waking":
      return condition.isLate
        ? "waking, longer than usual"
        : `waking, about ${countDown(condition.secondsToWarm)}`;
    case "awake":
      return /* @wc-include */ "awake";
    case "throttled":
      return "awake, but busy";
    case "failing":
    case "denied":
    case "broken":
      return `unavailable: ${obstacleWords(condition)}`;
  }
}

/** What to know about an answer of this backend, as a sentence. */
export function noticeWords(notice: Notice, answering: BackendRef): string {
  if (notice.code === "words") return notice.words;
  const name = backendName(notice);
  const first = name.charAt(0).toUpperCase() + name.slice(1);
  return `${first} could not answer; ${backendName(answering)} did.`;
}

function roughWait(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

function countDown(seconds: number): string {
  return seconds > 90 ? `${Math.round(seconds / 60)} min` : `${Math.ceil(seconds / 5) * 5} s`;
}
