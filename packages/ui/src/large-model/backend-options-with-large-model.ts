// The choices of who answers where there is a large model: what each means for the text depends on the
// temperature, and is said before the run.
import type { AnyTask, EndpointStatus } from "@pilotlight/core";
import { type BackendOption, backendOptions, serverName } from "../status/backend-options.ts";
import { isWokenBy, whyNot } from "./endpoint-words.ts";

/** The choices that the page offers for a task while the large model is in this state, in order. */
export function backendOptionsWithLargeModel(
  status: EndpointStatus,
  task: AnyTask,
): readonly BackendOption[] {
  const [automatic, ...others] = backendOptions;
  if (!automatic) return [];
  return [
    { ...automaticNow(status, task), choice: automatic.choice, label: automatic.label },
    {
      choice: "large",
      get label() {
        return "Large model";
      },
      isSent: true,
      destination: (host) => `Your text is sent to ${serverName(host)} ${largeModelPart(status)}`,
    },
    ...others,
  ];
}

/** True when a run may go to the large model now without waiting. */
export function answersNow({ temperature, available }: EndpointStatus): boolean {
  return temperature === "warm" && available;
}

function automaticNow(
  status: EndpointStatus,
  task: AnyTask,
): Pick<BackendOption, "isSent" | "destination"> {
  if (answersNow(status)) {
    return {
      isSent: true,
      destination: (host) =>
        `Your text is sent to ${serverName(host)} for the large model, which is awake. If that fails, this device answers.`,
    };
  }
  const isWoken =
    status.temperature === "cold" && status.wake.allowed && isWokenBy(task, status.wakePolicy);
  const wake = isWoken ? " A run also wakes the large model, without sending the text." : "";
  return {
    isSent: false,
    destination: (host) =>
      `Your text stays on this device, since the large model is ${absence(status)}.${wake} It is sent to ${serverName(host)} only if this device cannot answer.`,
  };
}

function largeModelPart(status: EndpointStatus): string {
  if (answersNow(status)) return "for the large model, which is awake.";
  switch (status.temperature) {
    case "cold":
      return status.wake.allowed
        ? "for the large model. It is asleep: the run wakes it and waits for it."
        : `for the large model. It is asleep and cannot be woken: ${whyNot(status.wake)}.`;
    case "warming":
      return "for the large model. It is waking: the run waits for it.";
    case "warm":
      return "for the large model. It is busy: the run waits for it.";
    case "down":
      return "for the large model. It is unavailable now, so choose another for an answer.";
  }
}

function absence({ temperature }: EndpointStatus): string {
  switch (temperature) {
    case "cold":
      return /* @wc-include */ "asleep";
    case "warming":
      return "still waking";
    case "warm":
      return /* @wc-include */ "busy";
    case "down":
      return /* @wc-include */ "unavailable";
  }
}
