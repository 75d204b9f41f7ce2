// How the service is: its waiting lines, its cache, the large model, and the requests that it answers.
import type { Endpoint } from "@pilotlight/core";
import type { Figures } from "./figures.ts";
import type { AnsweredRequest } from "./metrics-channel.ts";
import { routeLabel } from "./route-label.ts";

/** What is asked how it is, whenever somebody reads the figures. */
export interface ServiceParts {
  /** The product's version. */
  readonly version: string;
  readonly taskIds: readonly string[];
  readonly backends: readonly { readonly id: string; readonly waiting: () => number }[];
  /** The large model's; null where there is none. */
  readonly endpoint: Endpoint | null;
  /** What kept answers take; null where none are kept. */
  readonly cache: { readonly bytes: number; readonly size: number } | null;
}

const temperatures = ["cold", "warming", "warm", "down"] as const;

/** Adds the figures of the service. */
export function addServiceFigures(figures: Figures, parts: ServiceParts): void {
  const { version, backends, cache, endpoint } = parts;
  figures.gauge({
    name: "build_info",
    help: "1, with the version that runs",
    labels: ["version"],
    set: (gauge) => {
      gauge.set({ version }, 1);
    },
  });
  figures.gauge({
    name: "queue_length",
    help: "Runs that wait in line for a backend",
    labels: ["backend"],
    set: (gauge) => {
      for (const { id, waiting } of backends) gauge.set({ backend: id }, waiting());
    },
  });
  if (cache) addCacheFigures(figures, cache);
  if (endpoint) addEndpointFigures(figures, endpoint);
}

function addCacheFigures(figures: Figures, cache: NonNullable<ServiceParts["cache"]>): void {
  figures.gauge({
    name: "cache_bytes",
    help: "Memory that kept answers take, about",
    set: (gauge) => {
      gauge.set(cache.bytes);
    },
  });
  figures.gauge({
    name: "cache_answers",
    help: "Answers that are kept",
    set: (gauge) => {
      gauge.set(cache.size);
    },
  });
}

function addEndpointFigures(figures: Figures, endpoint: Endpoint): void {
  figures.gauge({
    name: "endpoint_temperature",
    help: "1 for the temperature that the large model has, 0 for the others",
    labels: ["temperature"],
    set: (gauge) => {
      const now = endpoint.status().temperature;
      for (const temperature of temperatures) {
        gauge.set({ temperature }, temperature === now ? 1 : 0);
      }
    },
  });
  figures.gauge({
    name: "endpoint_wakes_left",
    help: "Wakes of the large model that the day's budget has left",
    set: (gauge) => {
      gauge.set(endpoint.status().wake.wakesLeftToday);
    },
  });
  figures.gauge({
    name: "endpoint_wake_seconds",
    help: "How long a wake takes, learned from past ones",
    set: (gauge) => {
      gauge.set(endpoint.status().wakeSeconds);
    },
  });
  figures.readCounter({
    name: "endpoint_awake_seconds_total",
    help: "Instance-seconds for which the large model was seen running",
    read: () => endpoint.status().cost.awakeSeconds,
  });
  figures.readCounter({
    name: "endpoint_estimated_dollars_total",
    help: "What those seconds cost at the instance's price, in US dollars",
    read: () => endpoint.status().cost.estimatedUsd,
  });
}

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "DELETE", "OPTIONS"]);

/** Adds the figures of requests; gives what counts one. */
export function addRequestFigures(
  figures: Figures,
  { taskIds }: Pick<ServiceParts, "taskIds">,
): (request: AnsweredRequest) => void {
  const known = new Set(taskIds);
  const requests = figures.counter({
    name: "http_requests_total",
    help: "Requests that were answered",
    labels: ["route", "method", "status"],
  });
  const duration = figures.seconds({
    name: "http_request_seconds",
    help: "Time from a request's head to the end of its reply; a stream lasts as long as its reader stays",
    labels: ["route"],
  });
  return ({ path, method, status, seconds }) => {
    const route = routeLabel(path, known);
    const label = methods.has(method) ? method : "other";
    requests.inc({ route, method: label, status: String(status) });
    duration.observe({ route }, seconds);
  };
}
