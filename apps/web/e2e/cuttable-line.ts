// A line between browser and server that a test can cut, as a network does that goes away.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A port of one's own in front of a server. */
export interface CuttableLine {
  readonly url: string;
  /** Resets every connection and takes no new one until `mend`. */
  cut(): void;
  mend(): void;
  /** Resets every connection each time that so many bytes more have come from the server. */
  breakAfter(bytes: readonly number[]): void;
  /** How many of those breaks are still to come. */
  breaksLeft(): number;
  close(): Promise<void>;
}

/** Lays a line to the server at an address. */
export async function layLine(serverUrl: string): Promise<CuttableLine> {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  let breaks: readonly number[] = [];
  let come = 0;
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const line = createServer((near) => {
    if (isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(Number(port), hostname);
    far.on("data", ({ length }: Buffer) => {
      come += length;
      if (come < (breaks[0] ?? Infinity)) return;
      [breaks, come] = [breaks.slice(1), 0];
      reset();
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  line.listen(0, "127.0.0.1");
  await once(line, "listening");
  const address = line.address();
  if (typeof address !== "object" || !address) throw new Error("The line has no port.");
  const cut = () => {
    isCut = true;
    reset();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    mend: () => {
      isCut = false;
    },
    breakAfter: (bytes) => {
      [breaks, come] = [bytes, 0];
    },
    breaksLeft: () => breaks.length,
    close: async () => {
      line.close();
      cut();
      await once(line, "close");
    },
  };
}
