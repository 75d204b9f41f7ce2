// From an HTTP request to what answers it.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { control, type ControlPlane } from "./control-plane.ts";
import { invoke, type Runtime } from "./invoke.ts";
import { localControl } from "./local-control.ts";
import type { OpenRequest, Outcome, RequestLog } from "./request-log.ts";
import type { SagemakerLocal } from "./sagemaker-local.ts";
import { sendError } from "./wire.ts";

/** What the routes lead to. */
export interface Routes extends Runtime, ControlPlane {
  readonly log: RequestLog;
  readonly local: SagemakerLocal;
}

const invocationPath = /^\/endpoints\/([^/]+)\/(invocations|invocations-response-stream)$/u;

/** Answers requests of the runtime, of the control plane, and of the local switches. */
export function answerHttp(routes: Routes): RequestListener {
  return (request, response) => {
    const controller = new AbortController();
    response.once("close", () => {
      if (!response.writableFinished) controller.abort();
    });
    answerOne(routes, { request, response, signal: controller.signal }).catch((error: unknown) => {
      if (controller.signal.aborted) return;
      console.error(error);
      response.destroy();
    });
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
}

async function answerOne(routes: Routes, { request, response, signal }: Exchange): Promise<void> {
  const body = await text(request);
  const { method = "GET", headers } = request;
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  if (path.startsWith("/_local/")) {
    localControl(routes.local, { method, path, body, response });
    return;
  }
  const target = header(headers["x-amz-target"]);
  if (target?.startsWith("SageMaker.")) {
    const operation = target.slice("SageMaker.".length);
    const open = routes.log.open(operation, body);
    const call = { operation, body, response, signal, noteFault: open.noteFault };
    await closed(open, () => control(routes, call), signal);
    return;
  }
  const found = invocationPath.exec(path);
  if (method !== "POST" || !found) {
    const body = { message: `sagemaker-local does not know ${method} ${path}.` };
    sendError(response, { status: 404, type: "UnknownOperationException", body });
    return;
  }
  const isStreamed = found[2] === "invocations-response-stream";
  const operation = isStreamed ? "InvokeEndpointWithResponseStream" : "InvokeEndpoint";
  const endpointName = decodeURIComponent(found[1] ?? "");
  const componentName = header(headers["x-amzn-sagemaker-inference-component"]);
  // A stream's caller names what it accepts in a header of SageMaker's own.
  const accept = header(headers[isStreamed ? "x-amzn-sagemaker-accept" : "accept"]);
  const open = routes.log.open(operation, body);
  const names = { endpointName, componentName };
  const call = { ...names, isStreamed, accept, body, response, signal, noteFault: open.noteFault };
  await closed(open, () => invoke(routes, call), signal);
}

async function closed(
  { close }: OpenRequest,
  run: () => Promise<Outcome>,
  signal: AbortSignal,
): Promise<void> {
  // At once: an answer that does not heed its signal may go on for long.
  signal.addEventListener("abort", () => {
    close("aborted");
  });
  close(await run());
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
