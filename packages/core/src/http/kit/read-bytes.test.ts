import { describe, expect, it } from "vitest";
import { ByteBudget } from "../../runtime/byte-budget.ts";
import { readBytes } from "./read-bytes.ts";

const chunkBytes = 10_000;

/** A request whose body sends chunks when it is told to, and stays open until then. */
function upload() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (own) => {
      controller = own;
    },
  });
  const init = { method: "POST", body, duplex: "half" };
  return {
    request: new Request("http://host/", init),
    send: async (chunks: number, bytes = chunkBytes) => {
      for (let chunk = 0; chunk < chunks; chunk += 1) controller?.enqueue(new Uint8Array(bytes));
      await new Promise(setImmediate);
    },
    end: () => controller?.close(),
    breakOff: () => {
      controller?.error(new Error("socket hang up"));
    },
  };
}

function setUp() {
  const budget = new ByteBudget({ maxBytes: 500_000, maxCallerBytes: 300_000 });
  const read = (request: Request, caller: string) =>
    readBytes(request, { maxBytes: 200_000, budget, caller });
  return { budget, read };
}

describe("readBytes", () => {
  it("holds what unfinished bodies have sent, and refuses more than its budget for one caller and for all", async () => {
    const { budget, read } = setUp();
    const uploads = ["a", "a", "b", "b"].map((caller) => {
      const { request, ...rest } = upload();
      return { ...rest, done: read(request, caller) };
    });
    for (const { send } of uploads.slice(0, 3)) await send(8);
    expect(budget.bytes).toBeGreaterThanOrEqual(240_000);
    expect(budget.bytes).toBeLessThanOrEqual(500_000);
    const greedy = upload();
    const refused = read(greedy.request, "a");
    void greedy.send(8);
    await expect(refused).rejects.toMatchObject({
      code: "overloaded",
      retryable: true,
      details: { limit: 300_000, retryAfterMs: 5000 },
    });
    for (const { end } of uploads) end();
    const bodies = await Promise.all(uploads.map(({ done }) => done));
    expect(bodies.map(({ byteLength }) => byteLength)).toEqual([80_000, 80_000, 80_000, 0]);
    expect(budget.bytes).toBe(0);
  });

  it("gives back what a sender held who goes away", async () => {
    const { budget, read } = setUp();
    const gone = upload();
    const broken = read(gone.request, "a");
    await gone.send(3);
    expect(budget.bytes).toBeGreaterThanOrEqual(30_000);
    gone.breakOff();
    await expect(broken).rejects.toMatchObject({ code: "aborted" });
    expect(budget.bytes).toBe(0);
  });

  it("holds many small pieces in one, and no more than twice their bytes", async () => {
    const { budget, read } = setUp();
    const { request, send, end } = upload();
    const done = read(request, "a");
    await send(20_000, 3);
    expect(budget.bytes).toBeLessThanOrEqual(120_000);
    end();
    expect((await done).byteLength).toBe(60_000);
  });
});
