// The figures of this server as Prometheus reads them. Loaded only where a setting shows them to somebody.
import { collectDefaultMetrics, Registry } from "prom-client";
import type { AnswerFeedback, MetricsPage } from "@pilotlight/core/server";
import { Figures } from "./figures.ts";
import type { AnsweredRequest } from "./metrics-channel.ts";
import { RunFigures } from "./run-figures.ts";
import { addRequestFigures, addServiceFigures, type ServiceParts } from "./service-figures.ts";

interface MetricsOptions extends ServiceParts {
  /** Hears of what should not happen, for the log. */
  readonly onFault: (error: unknown) => void;
}

/** All figures of one server. */
export interface Metrics {
  readonly runs: RunFigures;
  /** Counts a request. */
  answered(request: AnsweredRequest): void;
  /** Counts a wake of the large model. */
  woken(): void;
  /** Counts what a person thinks of an answer. */
  judged(feedback: AnswerFeedback): void;
  page(): Promise<MetricsPage>;
}

/** Makes the figures, with those of Node beside ours: event loop, memory, garbage collection. */
export function createMetrics({ onFault, ...parts }: MetricsOptions): Metrics {
  const registry = new Registry();
  const figures = new Figures(registry);
  collectDefaultMetrics({ register: registry });
  addServiceFigures(figures, parts);
  const runs = new RunFigures(figures, { ...parts, onFault });
  const wakes = parts.endpoint
    ? figures.counter({
        name: "endpoint_wakes_total",
        help: "Wakes of the large model that were sent",
      })
    : null;
  return {
    runs,
    answered: addRequestFigures(figures, parts),
    woken: () => wakes?.inc(),
    judged: ({ task, verdict, preferredTo }) => {
      runs.judged(task, verdict, preferredTo !== undefined);
    },
    page: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}
