// The bytes of a request, up to a limit, for every face.
import { formatCount } from "../../contract/format-count.ts";
import { abortError, InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import type { Caller } from "../../runs/runs.ts";
import type { ByteBudget, HeldBytes } from "../../runtime/byte-budget.ts";

/** How much of a body is taken. */
export interface BodyLimits {
  /** The most bytes of this one. */
  readonly maxBytes: number;
  /** What all bodies that are being read may take together; left out, it is not counted. */
  readonly budget?: ByteBudget | undefined;
  /** Whose share of the budget it takes. Default nobody's. */
  readonly caller?: string;
}

/** The limits of a face for the body of one caller's request. */
export function bodyLimits(
  face: { readonly maxBodyBytes: number; readonly budget?: ByteBudget | undefined },
  { caller }: Caller,
): BodyLimits {
  return { maxBytes: face.maxBodyBytes, budget: face.budget, caller };
}

/** True when the body is not sent as it is, but compressed. */
export function isCompressed(headers: Headers): boolean {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  return encoding !== "" && encoding !== "identity";
}

/** The refusal of a compressed body. */
export function compressed(): InferenceError {
  return new InferenceError(
    "unsupported-media-type",
    "The body is compressed. Send it plain, without content-encoding.",
  );
}

// Enough for most requests; one that sends nothing holds no more.
const firstBytes = 16 * 1024;

/**
 * The whole body, whatever length its sender named.
 * @throws InferenceError `body-too-large`, `overloaded` when there is no room for it now, or `aborted` when
 * the sender went away
 */
export async function readBytes(
  request: Request,
  { maxBytes, budget, caller = "" }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const named = Number(request.headers.get("content-length") ?? 0);
  if (named > maxBytes) throw tooLarge(named, maxBytes);
  const held = budget?.open(caller);
  const body = new GrowingBytes({ maxBytes, expectedBytes: named || maxBytes, held });
  try {
    const reader = request.body?.getReader();
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      // The body is not cancelled: that closes the connection before the answer is read.
      body.add(part.value);
    }
    reader?.releaseLock();
    return body.bytes();
  } catch (error) {
    throwIfAborted(request.signal);
    if (error instanceof InferenceError) throw error;
    // A body fails in one way only: its sender went away in the middle.
    throw abortError();
  } finally {
    held?.release();
  }
}

interface GrowthOptions {
  readonly maxBytes: number;
  /** What will come as far as its sender said; no room is held for more. */
  readonly expectedBytes: number;
  readonly held: HeldBytes | undefined;
}

/** Bytes one after another in one piece: a list of many small ones takes many times their size. */
class GrowingBytes {
  readonly #options: GrowthOptions;
  #buffer = new ArrayBuffer(0);
  #size = 0;

  constructor(options: GrowthOptions) {
    this.#options = options;
  }

  add(chunk: Uint8Array): void {
    const size = this.#size + chunk.byteLength;
    const { maxBytes } = this.#options;
    if (size > maxBytes) throw tooLarge(size, maxBytes);
    if (size > this.#buffer.byteLength) this.#grow(size);
    new Uint8Array(this.#buffer).set(chunk, this.#size);
    this.#size = size;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer, 0, this.#size);
  }

  #grow(size: number): void {
    const { expectedBytes, held } = this.#options;
    const doubled = Math.max(firstBytes, this.#buffer.byteLength * 2);
    const capacity = Math.max(size, Math.min(doubled, expectedBytes));
    held?.set(capacity);
    this.#buffer = this.#buffer.transfer(capacity);
  }
}

function tooLarge(size: number, limit: number): InferenceError {
  return new InferenceError(
    "body-too-large",
    `The body has ${formatCount(size)} bytes or more; the limit is ${formatCount(limit)}. Send it in parts, and JSON as UTF-8 rather than with \\u escapes, which are twice as long.`,
    { size, limit },
  );
}
