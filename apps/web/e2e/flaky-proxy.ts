// A proxy between browser and server whose connections a test can cut, as a network does that goes away.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A port of one's own in front of a server. */
export interface FlakyProxy {
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

/** Starts a proxy of the server at an address. */
export async function startFlakyProxy(serverUrl: string): Promise<FlakyProxy> {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  let breaks: readonly number[] = [];
  let come = 0;
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const proxy = createServer((near) => {
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
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  if (typeof address !== "object" || !address) throw new Error("The proxy has no port.");
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
      proxy.close();
      cut();
      await once(proxy, "close");
    },
  };
}
