// A container's reply on its way to the caller, with what a fault does to it.
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Clock } from "./clock.ts";
import { type ContainerReply, sseError } from "./container.ts";
import { exceptionFrame, joinBytes, payloadFrame, splitBytes } from "./event-stream.ts";
import type { FaultName } from "./faults.ts";
import { hang, reset, write } from "./wire.ts";

type GoodReply = Extract<ContainerReply, { ok: true }>;

/** One reply's way. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
  readonly fault: FaultName | null;
  readonly clock: Clock;
  readonly random: () => number;
}

/** How a reply ended: whole, or as a fault wanted it. */
export type Delivered = "answered" | "broken";

const dripBytes = 3;
const dripMs = 2_000;
/** How many writes get through before a fault in the middle of a stream. */
const writesBeforeFault = 3;

/** Sends a reply as event-stream frames, each write of the container as it comes. */
export async function sendStream(
  { contentType, writes }: GoodReply,
  delivery: Delivery,
): Promise<Delivered> {
  const { response, signal, fault, clock, random } = delivery;
  response.writeHead(200, {
    "content-type": "application/vnd.amazon.eventstream",
    "x-amzn-sagemaker-content-type": contentType,
    "x-amzn-invoked-production-variant": "main",
    "x-amzn-requestid": randomUUID(),
  });
  const sendPart = (bytes: Uint8Array) => write(response, payloadFrame(bytes), signal);
  const send = async (bytes: Uint8Array) => {
    for (const piece of splitBytes(bytes, random)) await sendPart(piece);
  };
  if (fault === "garbage") await write(response, garbage(random), signal);
  else if (fault === "slow-drip") await drip(await joinBytes(writes), sendPart, { clock, signal });
  else if (fault !== null && isInTheMiddle(fault)) {
    const next = await sendBeginning(writes, send);
    await breakOff(fault, { next, send, delivery });
    return "broken";
  } else for await (const bytes of writes) await send(bytes);
  response.end();
  return fault === "garbage" ? "broken" : "answered";
}

/** Sends a reply in one body. */
export async function sendWhole(reply: GoodReply, delivery: Delivery): Promise<Delivered> {
  const { response, signal, fault, clock, random } = delivery;
  const good = await joinBytes(reply.writes);
  const half = good.subarray(0, Math.ceil(good.length / 2));
  const bytes = fault === "garbage" ? garbage(random) : fault === "truncated" ? half : good;
  response.writeHead(200, {
    "content-type": reply.contentType,
    "content-length": bytes.length,
    "x-amzn-invoked-production-variant": "main",
    "x-amzn-requestid": randomUUID(),
  });
  if (fault === "hang-mid-stream" || fault === "reset-mid-stream") {
    await write(response, half, signal);
    if (fault === "hang-mid-stream") await hang(signal);
    await reset(response);
    return "broken";
  }
  if (fault === "slow-drip") {
    await drip(bytes, (piece) => write(response, piece, signal), { clock, signal });
  } else response.write(bytes);
  response.end();
  return bytes === good ? "answered" : "broken";
}

const middleFaults = [
  "hang-mid-stream",
  "mid-stream-error",
  "mid-stream-internal",
  "mid-stream-sse-error",
  "truncated",
  "reset-mid-stream",
] as const;

type MiddleFault = (typeof middleFaults)[number];

function isInTheMiddle(fault: FaultName): fault is MiddleFault {
  return middleFaults.some((known) => known === fault);
}

// Sends the first writes, never the one that ends the stream, and gives the one that would have followed.
async function sendBeginning(
  writes: AsyncIterable<Uint8Array>,
  send: (bytes: Uint8Array) => Promise<void>,
): Promise<Uint8Array> {
  let next: Uint8Array | undefined;
  let sent = 0;
  for await (const bytes of writes) {
    if (next) {
      if (sent === writesBeforeFault) return next;
      await send(next);
      sent++;
    }
    next = bytes;
  }
  return next ?? new Uint8Array();
}

interface Break {
  readonly next: Uint8Array;
  readonly send: (bytes: Uint8Array) => Promise<void>;
  readonly delivery: Delivery;
}

async function breakOff(fault: MiddleFault, { next, send, delivery }: Break): Promise<void> {
  const { response, signal } = delivery;
  switch (fault) {
    case "hang-mid-stream":
      return hang(signal);
    case "reset-mid-stream":
      return reset(response);
    case "truncated":
      await send(next.subarray(0, tearPlace(next)));
      break;
    case "mid-stream-sse-error":
      await send(sseError(new Error("CUDA error: an illegal memory access was encountered")));
      break;
    case "mid-stream-error": {
      const body = {
        Message: "Your model primary sent malformed data.",
        ErrorCode: "StreamBroken",
      };
      response.write(exceptionFrame("ModelStreamError", body));
      break;
    }
    case "mid-stream-internal":
      response.write(
        exceptionFrame("InternalStreamFailure", { Message: "An internal failure occurred." }),
      );
  }
  response.end();
}

// In the first event, so that neither its end nor what follows is seen.
function tearPlace(bytes: Uint8Array): number {
  const eventEnd = new TextDecoder("latin1").decode(bytes).indexOf("\n\n");
  return Math.ceil((eventEnd < 0 ? bytes.length : eventEnd) / 2);
}

async function drip(
  bytes: Uint8Array,
  send: (piece: Uint8Array) => Promise<void>,
  { clock, signal }: Pick<Delivery, "clock" | "signal">,
): Promise<void> {
  for (let start = 0; start < bytes.length; start += dripBytes) {
    await send(bytes.subarray(start, start + dripBytes));
    await clock.wait(dripMs, signal);
  }
}

function garbage(random: () => number): Uint8Array {
  return Uint8Array.from({ length: 512 }, () => Math.floor(random() * 256));
}
