// The model hub's paths over real HTTP, with its redirect to another host for large files. The hub
// itself is not used by tests: its models are gigabytes, and some need a licence to be accepted.
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HubModel } from "../model/hub.ts";

/** What a test makes the hub do. */
export interface FakeHubOptions {
  readonly model: HubModel;
  readonly files: Readonly<Record<string, Buffer>>;
  /** Files from this size on are redirected, and have a published checksum. */
  readonly largeFrom: number;
  /** The token that the hub asks for. */
  readonly token?: string;
  /** Checksums that are not those of the bytes. */
  readonly wrongChecksums?: Readonly<Record<string, string>>;
}

/** A hub with one model. */
export class FakeHub {
  readonly #options: FakeHubOptions;
  /** Every read of a large file: where it began, and the token that it carried, if any. */
  readonly reads: {
    readonly path: string;
    readonly start: number;
    readonly token: string | undefined;
  }[] = [];
  /** Positions at which the line drops, once each. */
  readonly drops: number[] = [];
  /** From this byte of a large file on, every line drops at once. */
  deadFrom = Infinity;

  constructor(options: FakeHubOptions) {
    this.#options = options;
  }

  /** Answers `/api/models/…` and `/{id}/resolve/…`, and `/cdn/…`, to which it redirects. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const { model, token } = this.#options;
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://hub");
    const given = request.headers.authorization?.replace("Bearer ", "");
    const resolve = `/${model.id}/resolve/${model.revision}/`;
    if (pathname.startsWith("/cdn/")) {
      this.#send(decodeURIComponent(pathname.slice(5)), request, response);
    } else if (token !== undefined && given !== token) response.writeHead(401).end();
    else if (isListed(pathname, model)) {
      response.end(JSON.stringify(this.#describe(searchParams.get("blobs") === "true")));
    } else if (pathname.startsWith(resolve)) {
      const path = decodeURIComponent(pathname.slice(resolve.length));
      if (this.#isLarge(path)) {
        // Another host by name, as the hub's content network is.
        const host = request.headers.host?.replace("127.0.0.1", "localhost") ?? "";
        response
          .writeHead(302, { location: `http://${host}/cdn/${encodeURIComponent(path)}` })
          .end();
      } else this.#send(path, request, response);
    } else response.writeHead(404).end();
  }

  #isLarge(path: string): boolean {
    return (this.#options.files[path]?.length ?? 0) >= this.#options.largeFrom;
  }

  #describe(withBlobs: boolean) {
    const { model, files, wrongChecksums } = this.#options;
    const siblings = Object.entries(files).map(([rfilename, body]) => {
      if (!withBlobs) return { rfilename };
      const size = body.length;
      const blobId = createHash("sha1").update(`blob ${size}\0`).update(body).digest("hex");
      const sha256 = wrongChecksums?.[rfilename] ?? createHash("sha256").update(body).digest("hex");
      return {
        rfilename,
        size,
        blobId,
        ...(this.#isLarge(rfilename) && { lfs: { sha256, size } }),
      };
    });
    return { id: model.id, sha: model.revision, siblings };
  }

  #send(path: string, request: IncomingMessage, response: ServerResponse): void {
    const body = this.#options.files[path];
    if (!body) {
      response.writeHead(404).end();
      return;
    }
    const start = Number(
      /^bytes=(?<start>\d+)-$/u.exec(request.headers.range ?? "")?.groups?.["start"] ?? 0,
    );
    if (this.#isLarge(path)) {
      this.reads.push({ path, start, token: request.headers.authorization });
    }
    response.writeHead(start > 0 ? 206 : 200, { "content-length": body.length - start });
    const end = this.#endOf(path, start);
    if (end >= body.length) response.end(body.subarray(start));
    else if (end <= start) response.destroy();
    else response.write(body.subarray(start, end), () => response.destroy());
  }

  /** Where the line drops that begins at `start`. */
  #endOf(path: string, start: number): number {
    const [drop = Infinity] = this.drops;
    if (!this.#isLarge(path)) return Infinity;
    if (drop <= start || drop > this.deadFrom) return this.deadFrom;
    this.drops.shift();
    return drop;
  }
}

/** A model is listed under its revision and under its branch. */
function isListed(pathname: string, { id, revision }: HubModel): boolean {
  const start = `/api/models/${id}/revision/`;
  return pathname === start + revision || pathname === `${start}main`;
}
