// One large file over a line that breaks: fetched on from where it stopped, and checked at the end.
import { InferenceError, isAbort, throwIfAborted } from "../../contract/inference-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import { hashBytes } from "./hash-bytes.ts";
import type { HubFile } from "./parse-hub-reply.ts";

/** Where the bytes of a download go. */
export interface DownloadSink {
  /** How many bytes it has already, from an earlier try or an earlier day. */
  bytes(): Promise<number>;
  append(chunk: Uint8Array): Promise<void>;
  /** Forgets what it has. */
  clear(): Promise<void>;
  /** All that it has, for the check. */
  content(): Promise<AsyncIterable<Uint8Array>>;
}

interface DownloadOptions {
  readonly file: HubFile;
  readonly request: Request;
  readonly sink: DownloadSink;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told after each chunk how many bytes are there. */
  readonly onBytes: (bytes: number) => void;
}

// A line that breaks this often without a byte in between is down.
const maxFailures = 5;
const firstPauseMs = 500;

/**
 * Fetches a file into its sink, over as many tries as it takes while each brings something, and checks
 * its bytes against the hash that the hub gave.
 * @throws InferenceError `network` when the line stays down, `backend-failed` when the bytes are not the
 * file's, `model-not-found`, `aborted`; what a sink throws, such as a full disk, is passed on
 */
export async function downloadFile(options: DownloadOptions): Promise<void> {
  const { file, sink, clock, signal, onBytes } = options;
  let failures = 0;
  if ((await sink.bytes()) > file.bytes) await sink.clear();
  for (let have = await sink.bytes(); have < file.bytes; have = await sink.bytes()) {
    onBytes(have);
    try {
      await fetchOn(options, have);
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof BrokenConnection)) throw error;
      failures = (await sink.bytes()) > have ? 1 : failures + 1;
      if (failures >= maxFailures) throw lineDown(file, error);
      await clock.wait(firstPauseMs * 2 ** (failures - 1), signal);
    }
  }
  onBytes(file.bytes);
  const hex = await hashBytes(await sink.content(), file);
  if (hex === file.hash.hex) return;
  await sink.clear();
  throw new InferenceError(
    "backend-failed",
    `The file ${file.path} arrived with other bytes than the hub names, and was dropped. Try again.`,
    { retryable: true },
  );
}

/** The line broke; what came before is in the sink. */
class BrokenConnection extends Error {
  override readonly name = "BrokenConnection";
}

async function fetchOn(
  { file, request, sink, fetch, signal, onBytes }: DownloadOptions,
  from: number,
): Promise<void> {
  const headers = new Headers(request.headers);
  if (from > 0) headers.set("range", `bytes=${from}-`);
  const response = await orBroken(fetch(new Request(request, { headers }), { signal }));
  if (response.status === 404) throw missing(file);
  // The server does not do ranges, or the range is not what it has: from the start.
  if (from > 0 && response.status !== 206) await sink.clear();
  if (response.status === 416) return;
  if (!response.ok || !response.body) throw new BrokenConnection(`status ${response.status}`);
  let have = response.status === 206 ? from : 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await orBroken(reader.read());
    if (done) return;
    have += value.byteLength;
    if (have > file.bytes) {
      await reader.cancel();
      await sink.clear();
      throw new BrokenConnection("more bytes than the file has");
    }
    await sink.append(value);
    onBytes(have);
  }
}

async function orBroken<Value>(value: Promise<Value>): Promise<Value> {
  try {
    return await value;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new BrokenConnection("the connection broke", { cause: error });
  }
}

function missing({ path }: HubFile): InferenceError {
  return new InferenceError(
    "model-not-found",
    `The hub lists ${path}, but does not have it. Try again later, or choose another model.`,
  );
}

function lineDown({ path }: HubFile, cause: unknown): InferenceError {
  return new InferenceError(
    "network",
    `The download of ${path} stopped ${maxFailures} times without a byte. What has come is kept: check the connection and go on.`,
    { retryable: true, cause },
  );
}
