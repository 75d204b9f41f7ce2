// A host of plain files under a sub-path, as free ones are: no headers of ours, no server behind it.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

/** The folder of the built site. */
export const site = fileURLToPath(new URL("../build-static/", import.meta.url));

/** A host that serves one folder. */
export interface StaticHost {
  /** Where the site lies, without a slash at its end. */
  readonly url: string;
  /** Serves another folder from now on, as a deployment does. */
  deploy(folder: string): void;
  stop(): Promise<void>;
}

/** Serves the static site under a path such as `/some/path`. */
export async function startStaticHost(path: string): Promise<StaticHost> {
  let serve = sirv(site);
  const server = createServer((request, response) => {
    const { url = "/" } = request;
    const notFound = () => {
      response.writeHead(404, { "content-type": "text/plain" }).end("There is no such file.");
    };
    if (!url.startsWith(`${path}/`)) {
      notFound();
      return;
    }
    request.url = url.slice(path.length);
    serve(request, response, notFound);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The host has no port.");
  return {
    url: `http://127.0.0.1:${address.port}${path}`,
    deploy: (folder) => {
      serve = sirv(folder);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
