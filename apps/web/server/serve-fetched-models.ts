// Fetched models under our own origin, so that pages load them from nowhere else.
import type { IncomingMessage, ServerResponse } from "node:http";
import { InferenceError } from "@pilotlight/core";
import { toProblem } from "@pilotlight/core/http";
import sirv from "sirv";
import { sendProblem } from "./raw-problem.ts";

/** Where the page finds them, under the app. */
export const fetchedModelsPath = "/models/hub/";

/** Answers what lies in the folder, with ranges and tags; what does not is a 404, never a page. */
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
    const inFolder = Object.assign(request, { url: path.slice(fetchedModelsPath.length - 1) });
    serve(inFolder, response, () => {
      sendProblem(response, toProblem(missing(path)));
    });
  };
}

function missing(path: string): InferenceError {
  return new InferenceError(
    "unknown-route",
    path === `${fetchedModelsPath}index.json`
      ? "No models were fetched from a hub here. Run `npm run models:pull`."
      : "There is no such file of a model.",
  );
}
