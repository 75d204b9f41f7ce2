// A local hub over real HTTP, since the real one may be out of reach: the paths of its API and of its
// files, redirects to another path, ranges, and breaks on demand.
import { createHash } from "node:crypto";
import { serveHttp } from "./serve-http.ts";

/** A model on the local hub: its files by their paths. */
export type LocalModel = Readonly<Record<string, Uint8Array>>;

/** A hub of one's own. */
export interface LocalHub {
  /** Without a slash at its end. */
  readonly url: string;
  /** Each request for a file: its path, and the range that was asked for. */
  readonly fileRequests: readonly { readonly path: string; readonly range: string | null }[];
  /** Breaks the connection of the next requests for large files after so many bytes each. */
  breakAfter(bytes: readonly number[]): void;
  /** Answers files with other bytes of the same length. */
  corrupt(path: string): void;
  close(): Promise<void>;
}

interface LocalHubOptions {
  /** Models by their ids. */
  readonly models: Readonly<Record<string, LocalModel>>;
  /** False for a server that answers a range with the whole file. */
  readonly hasRanges?: boolean;
  /** Ids that need this token. */
  readonly token?: string;
}

const largeBytes = 1_000_000;

/** The commit that `main` of every model of a local hub stands for. */
export const localCommit = "0123456789abcdef0123456789abcdef01234567";

const localRevision = { sha: localCommit, cardData: { license: "apache-2.0" } };

/** Serves models as the hub does. */
export async function serveHub(options: LocalHubOptions): Promise<LocalHub> {
  const fileRequests: { path: string; range: string | null }[] = [];
  const breaks: number[] = [];
  const corrupted = new Set<string>();
  const server = await serveHttp(async (request) => {
    const { pathname } = new URL(request.url);
    const route = routeOf(pathname);
    const model = route && options.models[route.id];
    if (!route || !model) return Response.json({ error: "Repository not found" }, { status: 404 });
    if (options.token && request.headers.get("authorization") !== `Bearer ${options.token}`) {
      return Response.json({ error: "Gated" }, { status: 401 });
    }
    if (!("path" in route)) {
      const isTree = route.kind === "tree";
      return Response.json(isTree ? Object.entries(model).map(treeEntry) : localRevision);
    }
    const file = model[route.path];
    if (!file) return new Response("Entry not found", { status: 404 });
    // Large files come from elsewhere, as the hub's do.
    if (route.kind === "resolve" && file.byteLength >= largeBytes) {
      const location = pathname.replace("/resolve/", "/elsewhere/");
      return new Response(null, { status: 302, headers: { location, ...crossOrigin } });
    }
    const range = options.hasRanges === false ? null : request.headers.get("range");
    fileRequests.push({ path: route.path, range: request.headers.get("range") });
    const bytes = corrupted.has(route.path) ? file.map((byte) => byte ^ 1) : file;
    const breakAt = file.byteLength >= largeBytes ? breaks.shift() : undefined;
    return fileResponse(bytes, range, breakAt);
  });
  return {
    url: server.rootUrl,
    fileRequests,
    breakAfter: (bytes) => breaks.push(...bytes),
    corrupt: (path) => corrupted.add(path),
    close: () => server.close(),
  };
}

// The hub's own files may be fetched by any page, also by an isolated one.
const crossOrigin = {
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

type Route =
  | { readonly kind: "revision" | "tree"; readonly id: string }
  | { readonly kind: "resolve" | "elsewhere"; readonly id: string; readonly path: string };

function routeOf(pathname: string): Route | null {
  const api = /^\/api\/models\/(?<id>[^/]+\/[^/]+)\/(?<kind>revision|tree)\/[^/]+$/u.exec(pathname);
  if (api?.groups?.["id"]) {
    return { kind: api.groups["kind"] === "tree" ? "tree" : "revision", id: api.groups["id"] };
  }
  const file =
    /^\/(?<id>[^/]+\/[^/]+)\/(?<kind>resolve|elsewhere)\/[0-9a-f]{40}\/(?<path>.+)$/u.exec(
      pathname,
    );
  const { id, kind, path } = file?.groups ?? {};
  if (id === undefined || path === undefined) return null;
  return { kind: kind === "elsewhere" ? "elsewhere" : "resolve", id, path };
}

function treeEntry([path, bytes]: [string, Uint8Array]): object {
  const header = `blob ${bytes.byteLength}\0`;
  const oid = createHash("sha1").update(header).update(bytes).digest("hex");
  const entry = { type: "file", path, size: bytes.byteLength, oid };
  if (bytes.byteLength < largeBytes) return entry;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { ...entry, lfs: { oid: sha256, size: bytes.byteLength, pointerSize: 135 } };
}

function fileResponse(
  bytes: Uint8Array,
  range: string | null,
  breakAt: number | undefined,
): Response {
  const from = Number(/^bytes=(\d+)-$/u.exec(range ?? "")?.[1] ?? 0);
  const rest = bytes.subarray(from);
  const headers = {
    ...crossOrigin,
    "content-length": String(rest.byteLength),
    ...(from > 0
      ? { "content-range": `bytes ${from}-${bytes.byteLength - 1}/${bytes.byteLength}` }
      : {}),
  };
  return new Response(inPieces(rest, breakAt), { status: from > 0 ? 206 : 200, headers });
}

function inPieces(bytes: Uint8Array, breakAt = Infinity): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent >= breakAt) {
        controller.error(new Error("The line broke."));
        return;
      }
      const piece = bytes.slice(sent, Math.min(sent + 65_536, breakAt));
      sent += piece.byteLength;
      if (piece.byteLength > 0) controller.enqueue(piece);
      if (sent >= bytes.byteLength) controller.close();
    },
  });
}
