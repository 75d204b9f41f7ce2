// What our own container says in an invocation: one JSON reply, or the events of its run.
import { createParser } from "eventsource-parser";
import * as v from "valibot";
import type { BackendEvent } from "../../contract/backend-event.ts";
import { decodeRunEvent } from "../../contract/decode-run-event.ts";
import type { ErrorCode } from "../../contract/inference-error.ts";
import { jsonObjectSchema, parseJson } from "../../contract/json.ts";
import { isLastEvent, type RunEvent } from "../../contract/run-event.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { FaultRow } from "../large-model/model-client.ts";
import { faults } from "../sagemaker/fault-table.ts";

/** A reply of the container's that is no answer: what it means by the table. */
export class ContainerFault extends Error {
  override readonly name = "ContainerFault";
  readonly row: FaultRow;

  constructor(row: FaultRow, what: string) {
    super(what);
    this.row = row;
  }
}

const wholeReply = v.pipe(
  v.looseObject({
    run: v.object({ model: v.string(), computeMs: v.number(), notice: v.nullable(v.string()) }),
  }),
  v.transform(({ run, ...output }) => ({ run, output })),
);

/**
 * The answer in a reply of one piece.
 * @throws ContainerFault
 */
export function readWholeReply(bytes: Uint8Array, task: AnyTask): BackendEvent {
  const reply = v.safeParse(wholeReply, parseJson(new TextDecoder().decode(bytes)));
  if (!reply.success) throw new ContainerFault(faults.failed, "A reply that is no answer.");
  return endOf(reply.output, task);
}

/**
 * The events in a reply that comes in pieces, up to the answer.
 * @throws ContainerFault
 */
export async function* readStreamedReply(
  chunks: AsyncIterable<Uint8Array>,
  task: AnyTask,
): AsyncGenerator<BackendEvent, void, void> {
  const datas: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => datas.push(data) });
  const decoder = new TextDecoder();
  let isOver = false;
  for await (const bytes of chunks) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    for (const data of datas.splice(0)) {
      const event = eventOf(data);
      if (event === null || isOver) continue;
      isOver = isLastEvent(event);
      yield* toBackendEvents(event, task);
    }
  }
  if (!isOver) throw new ContainerFault(faults.failed, "A stream without an end.");
}

function eventOf(data: string): RunEvent | null {
  const decoded = decodeRunEvent(parseJson(data));
  // A newer container may tell more than this version knows.
  return decoded.kind === "known" ? decoded.member : null;
}

function* toBackendEvents(event: RunEvent, task: AnyTask): Generator<BackendEvent, void, void> {
  if (event.type === "run-error")
    throw new ContainerFault(rowFor(event.error.code), "A run's error.");
  if (event.type === "run-end") yield endOf(event, task);
  // Which of its backends the container asks is its own matter.
  else if (event.type !== "backend-start") yield event;
}

// What the container has no room for is told apart from what it cannot do.
const busy: ReadonlySet<ErrorCode> = new Set([
  "overloaded",
  "too-many-runs",
  "backend-unavailable",
]);
const refused: ReadonlySet<ErrorCode> = new Set([
  "invalid-input",
  "unknown-task",
  "body-too-large",
]);

function rowFor(code: ErrorCode): FaultRow {
  if (busy.has(code)) return faults.throttled;
  return refused.has(code) ? faults.refused : faults.failed;
}

interface Ended {
  readonly output: unknown;
  readonly run: {
    readonly model: string;
    readonly computeMs: number;
    readonly notice: string | null;
  };
}

function endOf({ output, run }: Ended, task: AnyTask): BackendEvent {
  const { model, computeMs, notice } = run;
  const parsed = v.parse(jsonObjectSchema, task.parseOutput(output));
  return { type: "backend-end", output: parsed, model, computeMs, notice };
}
