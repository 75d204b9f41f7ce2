// How the server's entry and the app, two bundles of one process, tell each other figures: the entry tells
// of each request that it has answered, and asks for the page of figures on behalf of the metrics port.
import { channel } from "node:diagnostics_channel";
import type { MetricsPage } from "@pilotlight/core/server";

/** A request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** As it was asked for, below the base path, without its query. */
  readonly path: string;
  readonly status: number;
  readonly seconds: number;
}

interface PageRequest {
  readonly answer: (page: Promise<MetricsPage>) => void;
}

const answered = channel("pilotlight:answered-request");
const asked = channel("pilotlight:metrics-page");

/** Tells of a request; costs nothing while nobody listens. */
export function tellRequest(request: AnsweredRequest): void {
  if (answered.hasSubscribers) answered.publish(request);
}

/** Hears of requests. */
export function onRequest(listener: (request: AnsweredRequest) => void): void {
  answered.subscribe((message) => {
    if (isAnsweredRequest(message)) listener(message);
  });
}

/** The page of figures, or null where nobody keeps any. */
export function askForPage(): Promise<MetricsPage> | null {
  const pages: Promise<MetricsPage>[] = [];
  const request: PageRequest = { answer: (page) => pages.push(page) };
  asked.publish(request);
  return pages[0] ?? null;
}

/** Answers those who ask for the page. */
export function onPageAsked(page: () => Promise<MetricsPage>): void {
  asked.subscribe((message) => {
    if (isPageRequest(message)) message.answer(page());
  });
}

function isAnsweredRequest(value: unknown): value is AnsweredRequest {
  return typeof value === "object" && value !== null && "path" in value && "seconds" in value;
}

function isPageRequest(value: unknown): value is PageRequest {
  return typeof value === "object" && value !== null && "answer" in value;
}
