// The S3 calls that the copy of a model makes, over real HTTP. S3 itself is not on this machine, and no
// S3-compatible store on npm is kept up; this one holds objects in memory and is strict where S3 is: it
// compares checksums with what arrives, and parts with what was sent.
import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** An object of the fake store. */
export interface FakeObject {
  readonly body: Buffer;
  readonly contentId: string | undefined;
}

interface FakeUpload {
  readonly key: string;
  readonly contentId: string | undefined;
  readonly initiated: string;
  readonly parts: Map<number, Buffer>;
}

interface Call {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly response: ServerResponse;
}

const maxListed = 2;

/** One bucket in memory; lists come in small pages so that paging is always used. */
export class FakeS3 {
  readonly objects = new Map<string, FakeObject>();
  readonly uploads = new Map<string, FakeUpload>();
  /** Numbers of the parts that were received, in order. */
  readonly receivedParts: number[] = [];
  /** Part numbers that fail once with 500, as a line that drops does. */
  readonly failing = new Set<number>();
  /** Buckets that do not exist. */
  readonly missing = new Set<string>();
  /** False for the stores that list parts without their checksums. */
  listsChecksums = true;

  /** Answers a request to `/<bucket>/<key>`. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://s3");
    const key = decodeURIComponent(pathname.split("/").slice(2).join("/"));
    const body = Buffer.concat(await request.toArray());
    const { method = "", headers } = request;
    const call: Call = { method, key, query, headers, body, response };
    const wrong = checksumProblem(call);
    const bucket = pathname.split("/")[1] ?? "";
    if (this.missing.has(bucket)) refuse(response, 404, "NoSuchBucket", "There is no such bucket.");
    else if (wrong === undefined) this.#route(call);
    else refuse(response, 400, "BadDigest", wrong);
  }

  #route(call: Call): void {
    const { method, key, query } = call;
    const uploadId = query.get("uploadId");
    if (method === "POST" && query.has("uploads")) this.#begin(call);
    else if (uploadId !== null) this.#routeUpload(call, uploadId);
    else if (method === "GET" && query.has("uploads")) this.#listUploads(call);
    else if (method === "PUT") this.#put(call);
    else if (method === "GET" && key === "") this.#list(call);
    else this.#read(call);
  }

  #routeUpload(call: Call, id: string): void {
    const upload = this.uploads.get(id);
    if (!upload) refuse(call.response, 404, "NoSuchUpload", "There is no such upload.");
    else if (call.method === "PUT") this.#receivePart(call, upload);
    else if (call.method === "GET") listParts(call, upload, this.listsChecksums);
    else if (call.method === "DELETE") {
      this.uploads.delete(id);
      call.response.writeHead(204).end();
    } else this.#complete(call, upload, id);
  }

  #put({ key, headers, body, response }: Call): void {
    this.objects.set(key, { body, contentId: contentIdOf(headers) });
    response.writeHead(200, { etag: etagOf(body) }).end();
  }

  #read({ method, key, response }: Call): void {
    const object = this.objects.get(key);
    if (!object) {
      if (method === "HEAD") response.writeHead(404).end();
      else refuse(response, 404, "NoSuchKey", "The specified key does not exist.");
      return;
    }
    response.writeHead(200, {
      "content-length": object.body.length,
      ...(object.contentId && { "x-amz-meta-content-id": object.contentId }),
    });
    response.end(method === "HEAD" ? undefined : object.body);
  }

  #list({ query, response }: Call): void {
    const start = query.get("continuation-token") ?? "";
    const keys = [...this.objects.keys()]
      .filter((key) => key.startsWith(query.get("prefix") ?? "") && key > start)
      .toSorted();
    const page = keys.slice(0, maxListed);
    const next =
      keys.length > maxListed
        ? `<NextContinuationToken>${page.at(-1) ?? ""}</NextContinuationToken>`
        : "";
    const contents = page.map(
      (key) =>
        `<Contents><Key>${key}</Key><Size>${this.objects.get(key)?.body.length ?? 0}</Size></Contents>`,
    );
    const isTruncated = `<IsTruncated>${next !== ""}</IsTruncated>`;
    sendXml(response, "ListBucketResult", [isTruncated, next, ...contents].join(""));
  }

  #begin({ key, headers, response }: Call): void {
    const id = randomUUID();
    const initiated = new Date(Date.UTC(2026, 0, 1, 0, this.uploads.size)).toISOString();
    this.uploads.set(id, { key, contentId: contentIdOf(headers), initiated, parts: new Map() });
    sendXml(response, "InitiateMultipartUploadResult", `<UploadId>${id}</UploadId>`);
  }

  #listUploads({ query, response }: Call): void {
    const uploads = [...this.uploads]
      .filter(([, { key }]) => key.startsWith(query.get("prefix") ?? ""))
      .map(
        ([id, { key, initiated }]) =>
          `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${initiated}</Initiated></Upload>`,
      );
    sendXml(response, "ListMultipartUploadsResult", uploads.join(""));
  }

  #receivePart({ query, body, response }: Call, upload: FakeUpload): void {
    const number = Number(query.get("partNumber"));
    if (this.failing.delete(number)) {
      refuse(response, 403, "AccessDenied", "The test ends the copy here.");
      return;
    }
    this.receivedParts.push(number);
    upload.parts.set(number, body);
    response.writeHead(200, { etag: etagOf(body) }).end();
  }

  #complete({ body, response }: Call, { key, contentId, parts }: FakeUpload, id: string): void {
    const named = [...body.toString().matchAll(/<Part>(?<part>.*?)<\/Part>/gsu)].map((match) => {
      const part = match.groups?.["part"] ?? "";
      const field = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, "u").exec(part)?.[1];
      return { number: Number(field("PartNumber")), sha256: field("ChecksumSHA256") };
    });
    const isWhole =
      named.length === parts.size &&
      named.every(({ number, sha256 }) => checksumOf(parts.get(number)) === sha256);
    if (!isWhole) {
      refuse(response, 400, "InvalidPart", "The parts are not those that were sent.");
      return;
    }
    const whole = Buffer.concat(named.map(({ number }) => parts.get(number) ?? Buffer.of()));
    this.objects.set(key, { body: whole, contentId });
    this.uploads.delete(id);
    sendXml(response, "CompleteMultipartUploadResult", `<Key>${key}</Key>`);
  }
}

function listParts(
  { query, response }: Call,
  { parts }: FakeUpload,
  listsChecksums: boolean,
): void {
  const after = Number(query.get("part-number-marker") ?? 0);
  const numbers = [...parts.keys()].filter((number) => number > after).toSorted((a, b) => a - b);
  const page = numbers.slice(0, maxListed);
  const isTruncated = numbers.length > maxListed;
  const written = page.map((number) => {
    const body = parts.get(number) ?? Buffer.of();
    const checksum = listsChecksums ? `<ChecksumSHA256>${checksumOf(body)}</ChecksumSHA256>` : "";
    return `<Part><PartNumber>${number}</PartNumber><ETag>${etagOf(body)}</ETag>${checksum}</Part>`;
  });
  // S3 names it on the last page too, 0 when there are no parts.
  const marker = `<NextPartNumberMarker>${page.at(-1) ?? 0}</NextPartNumberMarker>`;
  sendXml(
    response,
    "ListPartsResult",
    `<IsTruncated>${isTruncated}</IsTruncated>${marker}${written.join("")}`,
  );
}

function checksumProblem({ method, query, headers, body }: Call): string | undefined {
  const needsChecksum = method === "PUT" && (query.has("partNumber") || body.length > 0);
  const given = headers["x-amz-checksum-sha256"];
  if (!needsChecksum || given === checksumOf(body)) return undefined;
  return `The SHA-256 is ${checksumOf(body)}, the request says ${String(given)}.`;
}

function checksumOf(body: Buffer = Buffer.of()): string {
  return createHash("sha256").update(body).digest("base64");
}

function etagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

function contentIdOf(headers: IncomingMessage["headers"]): string | undefined {
  const value = headers["x-amz-meta-content-id"];
  return typeof value === "string" ? value : undefined;
}

function sendXml(response: ServerResponse, root: string, content: string): void {
  response.writeHead(200, { "content-type": "application/xml" });
  response.end(`<?xml version="1.0" encoding="UTF-8"?><${root}>${content}</${root}>`);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}
