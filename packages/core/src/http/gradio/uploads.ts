// Files that callers sent: kept for a while, found only by the path that the upload answered.
import { InferenceError, toWireError } from "../../contract/inference-error.ts";
import { newRunId } from "../../contract/run-id.ts";
import type { Clock } from "../../runtime/clock.ts";
import { BoundedStore } from "../../runtime/bounded-store.ts";
import type { Caller } from "../../runs/runs.ts";
import type { BodyLimits } from "../kit/read-bytes.ts";
import { type FormFile, readFormFiles } from "../kit/read-form.ts";
import { jsonResponse } from "../kit/answer.ts";

interface UploadsOptions {
  readonly clock: Clock;
  /** The most parts of one upload. */
  readonly maxParts: number;
  /** The bounds of the body that a caller sends. */
  readonly limitsOf: (caller: Caller) => BodyLimits;
  /** The most bytes of all files that are kept. */
  readonly maxBytes: number;
  readonly keepMs: number;
}

/** The files of callers. */
export class Uploads {
  readonly #maxParts: number;
  readonly #limitsOf: UploadsOptions["limitsOf"];
  readonly #files: BoundedStore<Uint8Array<ArrayBuffer>>;

  constructor({ clock, maxParts, limitsOf, maxBytes, keepMs }: UploadsOptions) {
    this.#maxParts = maxParts;
    this.#limitsOf = limitsOf;
    this.#files = new BoundedStore({ clock, maxBytes, keepMs });
  }

  /** The bytes of a file by the path that `receive` answered. */
  read(path: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#files.get(path);
  }

  /** Keeps the files of a form and answers their paths, whose last part is the file's own name. */
  async receive(request: Request, context: Caller): Promise<Response> {
    try {
      return jsonResponse(await this.#receive(request, context));
    } catch (error) {
      const { code, message } = toWireError(error);
      // The client shows the text of a refused upload as it is.
      if (code === "body-too-large") return new Response(message, { status: 413 });
      throw error;
    }
  }

  async #receive(request: Request, context: Caller): Promise<readonly string[]> {
    const all = await readFormFiles(request, {
      ...this.#limitsOf(context),
      maxParts: this.#maxParts,
    });
    const files = all.filter(({ field }) => field === "files");
    if (files.length === 0) {
      throw new InferenceError("invalid-request", 'The form has no file under "files". Add one.');
    }
    return files.map((file) => this.#keep(file, context.caller));
  }

  /** Answers with a file, as a download whatever it is. */
  serve(path: string): Response {
    const bytes = this.read(path);
    if (!bytes) {
      throw new InferenceError(
        "unknown-route",
        "There is no such file, or it is not kept any more. Upload it again.",
      );
    }
    const name = encodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
    return new Response(bytes, {
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(bytes.byteLength),
        "content-disposition": `attachment; filename*=UTF-8''${name}`,
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  }

  #keep({ name, bytes }: FormFile, owner: string): string {
    const path = `uploads/${newRunId()}/${safeName(name)}`;
    this.#files.set(path, bytes, { bytes: bytes.byteLength, owner });
    return path;
  }
}

// Python's client asks for the path as it is, unencoded, so nothing in it may mean something in a URL.
function safeName(name: string): string {
  const last = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const safe = last
    .replaceAll(/[\p{Cc}?#%"]/gu, "_")
    .slice(-150)
    .toWellFormed();
  return safe === "" || /^\.+$/u.test(safe) ? "file" : safe;
}
