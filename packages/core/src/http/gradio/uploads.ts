// Files that callers sent: kept for a while, found only by the path that the upload answered.
import { InferenceError, toWireError } from "../../contract/inference-error.ts";
import { newRunId } from "../../contract/run-id.ts";
import type { Clock } from "../../runtime/clock.ts";
import { BoundedStore } from "./bounded-store.ts";
import { readBytes } from "../kit/read-bytes.ts";
import { jsonResponse } from "../kit/answer.ts";

interface UploadsOptions {
  readonly clock: Clock;
  /** The most bytes of one upload, with its form. */
  readonly maxFileBytes: number;
  /** The most bytes of all files that are kept. */
  readonly maxBytes: number;
  readonly keepMs: number;
}

/** The files of callers. */
export class Uploads {
  readonly #maxFileBytes: number;
  readonly #files: BoundedStore<Uint8Array<ArrayBuffer>>;

  constructor({ clock, maxFileBytes, maxBytes, keepMs }: UploadsOptions) {
    this.#maxFileBytes = maxFileBytes;
    this.#files = new BoundedStore({ clock, maxBytes, keepMs });
  }

  /** The bytes of a file by the path that `receive` answered. */
  read(path: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#files.get(path);
  }

  /** Keeps the files of a form and answers their paths, whose last part is the file's own name. */
  async receive(request: Request): Promise<Response> {
    try {
      return jsonResponse(await this.#receive(request));
    } catch (error) {
      const { code, message } = toWireError(error);
      // The client shows the text of a refused upload as it is.
      if (code === "body-too-large") return new Response(message, { status: 413 });
      throw error;
    }
  }

  async #receive(request: Request): Promise<readonly string[]> {
    const files = (await readForm(request, this.#maxFileBytes))
      .getAll("files")
      .filter((entry) => entry instanceof File);
    if (files.length === 0) {
      throw new InferenceError("invalid-request", 'The form has no file under "files". Add one.');
    }
    return Promise.all(files.map((file) => this.#keep(file)));
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

  async #keep(file: File): Promise<string> {
    const path = `uploads/${newRunId()}/${safeName(file.name)}`;
    this.#files.set(path, new Uint8Array(await file.arrayBuffer()), file.size);
    return path;
  }
}

async function readForm(request: Request, maxBytes: number): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.toLowerCase().startsWith("multipart/form-data")) {
    throw new InferenceError(
      "unsupported-media-type",
      'An upload is a form. Send it as "multipart/form-data".',
    );
  }
  const bytes = await readBytes(request, maxBytes);
  try {
    return await new Response(bytes, { headers: { "content-type": type } }).formData();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InferenceError("invalid-request", "The form cannot be read. Send it again.");
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
