// The memory of another Node process after a full garbage collection, through its inspector.

/** Megabytes of a process that has just collected its garbage. */
export interface ServerMemory {
  /** The heap in use and what stands behind it, of the main thread. */
  readonly heapMb: number;
  /** The whole process with its worker threads, as the system counts it. */
  readonly residentMb: number;
}

/** Has the process collect its garbage and tells what is left; it was started with `--inspect`. */
export async function serverMemory(output: string): Promise<ServerMemory> {
  const url = /Debugger listening on (ws:\S+)/u.exec(output)?.[1];
  if (url === undefined) throw new Error("The server was not started with --inspect.");
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  // Twice: what a finalizer frees goes with the second.
  await ask(socket, 1, "HeapProfiler.collectGarbage");
  await ask(socket, 2, "HeapProfiler.collectGarbage");
  const expression = "JSON.stringify(process.memoryUsage())";
  const reply = await ask(socket, 3, "Runtime.evaluate", { expression });
  socket.close();
  const number = (name: string) =>
    Number(new RegExp(`\\\\"${name}\\\\":(\\d+)`, "u").exec(reply)?.[1]) / 1024 / 1024;
  return { heapMb: number("heapUsed") + number("external"), residentMb: number("rss") };
}

function ask(socket: WebSocket, id: number, method: string, params: object = {}): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const onMessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== "string" || !data.startsWith(`{"id":${id},`)) return;
    socket.removeEventListener("message", onMessage);
    resolve(data);
  };
  socket.addEventListener("message", onMessage);
  socket.send(JSON.stringify({ id, method, params }));
  return promise;
}
