// Fetched models under our own origin, so that pages load them from nowhere else.
import { readFileSync, realpathSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, sep } from "node:path";
import type { Readable } from "node:stream";
import { InferenceError } from "@pilotlight/core";
import { toProblem } from "@pilotlight/core/http";
import { parseModelIndex } from "@pilotlight/core/server";
import sirv from "sirv";
import { sendProblem } from "./raw-problem.ts";

/** Where the page finds them, under the app. */
export const fetchedModelsPath = "/models/hub/";

const indexName = "index.json";

/**
 * Answers the list of models and the files that it names, with ranges and tags; nothing else of the
 * folder, which may be anybody's, and nothing outside it. What is not there is a 404, never a page.
 */
export function serveFetchedModels(folder: string) {
  const serve = sirv(folder, {
    // Read at each request: models may be fetched while the server runs.
    dev: true,
    etag: true,
    setHeaders: (response, path) => {
      // A folder is named by its revision; the list changes.
      const isVersioned = /-[0-9a-f]{12}\//u.test(path);
      const caching = isVersioned ? "public, max-age=31536000, immutable" : "no-cache";
      response.setHeader("cache-control", caching);
    },
  });
  return (request: IncomingMessage, response: ServerResponse, path: string): void => {
    const name = path.slice(fetchedModelsPath.length);
    const refuse = () => {
      sendProblem(response, toProblem(missing(name)));
    };
    // Nobody fetched a model here: that is a list, too, and no fault that a browser would log.
    if (name === indexName && readIfThere(join(folder, indexName)) === null) {
      response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache" });
      response.end('{"models":[]}');
      return;
    }
    if (!isListed(folder, name) || !isInside(folder, name)) {
      refuse();
      return;
    }
    // A file that is read for somebody who left stays open otherwise.
    response.once("pipe", (source: Readable) => {
      response.once("close", () => source.destroy());
    });
    serve(Object.assign(request, { url: `/${name}` }), response, refuse);
  };
}

/** True for the list and for what it names; a folder without a readable list has nothing to give. */
function isListed(folder: string, name: string): boolean {
  const text = readIfThere(join(folder, indexName));
  const models = text === null ? null : parseModelIndex(text);
  if (models === null) return false;
  return (
    name === indexName ||
    models.some(
      (model) =>
        name.startsWith(`${model.folder}/`) &&
        model.files.some(({ path }) => name === `${model.folder}/${path}`),
    )
  );
}

/** True when the file, with every link on the way followed, lies in the folder. */
function isInside(folder: string, name: string): boolean {
  try {
    return realpathSync(join(folder, name)).startsWith(realpathSync(folder) + sep);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "ELOOP")
  );
}

function missing(name: string): InferenceError {
  return new InferenceError(
    "unknown-route",
    name === indexName
      ? "No models were fetched from a hub here. Run `npm run models:pull`."
      : "There is no such file of a model.",
  );
}
