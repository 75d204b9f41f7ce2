import type { Server } from "node:http";

/** Where the server listens, or why it does not. */
export type Listening =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly message: string };

/** Starts listening. */
export function listen(
  server: Server,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<Listening> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => {
      resolve({ ok: false, message: explain(error, port, host) });
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

function explain({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === "EADDRINUSE") {
    return `Port ${port} on ${host} is taken by another program. Stop that one, or set PORT to a free port, such as PORT=${port + 1}.`;
  }
  if (code === "EACCES") {
    return `Port ${port} may not be used without more rights. Set PORT to a number above 1023.`;
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `HOST is "${host}", which is not an address of this machine. Set it to 127.0.0.1 or 0.0.0.0.`;
  }
  return `The server cannot listen on ${host}:${port} (${code ?? message}). Check HOST and PORT.`;
}
