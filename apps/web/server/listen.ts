import type { Server } from "node:http";

/** Where the server listens, or why it does not. */
export type Listening =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly message: string };

interface ListenOptions {
  readonly port: number;
  readonly host: string;
  /** The setting that says which port. Default PORT. */
  readonly setting?: string;
}

/** Starts listening. */
export function listen(server: Server, options: ListenOptions): Promise<Listening> {
  const { port, host } = options;
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => {
      resolve({ ok: false, message: explain(error, options) });
    };
    server.once("error", onError);
    server.listen(port, host, () => {
      server.off("error", onError);
      resolve({ ok: true, url: urlOf(server, host) });
    });
  });
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const name = isEverywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function explain(
  { code, message }: NodeJS.ErrnoException,
  { port, host, setting = "PORT" }: ListenOptions,
): string {
  if (code === "EADDRINUSE") {
    return `Port ${port} on ${host} is taken by another program. Stop that one, or set ${setting} to a free port, such as ${setting}=${port + 1}.`;
  }
  if (code === "EACCES") {
    return `Port ${port} may not be used without more rights. Set ${setting} to a number above 1023.`;
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `HOST is "${host}", which is not an address of this machine. Set it to 127.0.0.1 or 0.0.0.0.`;
  }
  return `The server cannot listen on ${host}:${port} (${code ?? message}). Check HOST and ${setting}.`;
}
