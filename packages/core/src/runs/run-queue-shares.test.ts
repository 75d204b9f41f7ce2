import { describe, expect, it } from "vitest";
import { type Applicant, RunQueue } from "./run-queue.ts";

describe("RunQueue with long runs", () => {
  function setUpLong(options: Partial<ConstructorParameters<typeof RunQueue>[0]> = {}) {
    const queue = new RunQueue({
      clock: { nowMs: () => 0, wait: () => Promise.resolve() },
      capacityOf: () => 2,
      maxWaiting: 8,
      maxPerCaller: 100,
      ...options,
    });
    const began: string[] = [];
    const enter = (name: string, applicant: Omit<Applicant, "backend" | "caller"> = {}) => {
      const [caller = ""] = name.split(" ");
      const { signal } = new AbortController();
      const wanted = { backend: "onnx" as const, caller, signal, onPosition: () => undefined };
      return queue.enter({ ...wanted, ...applicant }).then((leave) => {
        began.push(name);
        return leave;
      });
    };
    return { queue, enter, began, settled: () => new Promise((done) => setTimeout(done)) };
  }

  const long = { size: "long" } as const;

  it("keeps a place for short runs, however many long ones wait", async () => {
    const { enter, began, settled } = setUpLong();
    for (const name of ["a 1", "b 1", "c 1"]) void enter(name, long);
    void enter("d short");
    await settled();
    expect(began).toEqual(["a 1", "d short"]);
  });

  it("lets long runs have the places that a backend has for them, beside the short ones", async () => {
    const { enter, began, settled } = setUpLong({ capacityOf: () => 1, longCapacityOf: () => 2 });
    for (const name of ["a 1", "b 1", "c 1"]) void enter(name, long);
    void enter("d short");
    void enter("e short");
    await settled();
    expect(began).toEqual(["a 1", "b 1", "d short"]);
  });

  it("gives one caller at most half of the places where runs take turns, so that another begins at once", async () => {
    const { enter, began, settled } = setUpLong({ capacityOf: () => 4, longCapacityOf: () => 2 });
    for (const name of ["a 1", "a 2", "a 3", "b 1"]) void enter(name);
    await settled();
    expect(began).toEqual(["a 1", "a 2", "b 1"]);
  });

  it("gives one caller at most half of the places of long runs, and the next to another", async () => {
    const { enter, began, settled } = setUpLong({ longCapacityOf: () => 4 });
    for (const name of ["a 1", "a 2", "a 3", "a 4", "b 1", "c 1", "d 1"]) void enter(name, long);
    await settled();
    expect(began).toEqual(["a 1", "a 2", "b 1", "c 1"]);
  });

  it("counts the line for a caller who has its share of the places, though others are free", async () => {
    const { enter } = setUpLong({ longCapacityOf: () => 2, maxWaiting: 1 });
    void enter("a", long);
    void enter("a", long);
    await expect(enter("a", long)).rejects.toMatchObject({ code: "overloaded" });
    await expect(enter("b", long)).resolves.toBeTypeOf("function");
  });

  it("takes short runs before long ones, and a long one after eight of them", async () => {
    const { enter, began, settled } = setUpLong({ capacityOf: () => 1, maxWaiting: 40 });
    const leave = await enter("a first");
    const places = [enter("b long", long)];
    for (let run = 1; run <= 12; run += 1) places.push(enter(`c ${run}`));
    for (const place of places) void place.then((done) => setTimeout(done));
    leave();
    while (began.length < 14) await settled();
    expect(began.indexOf("b long")).toBe(9);
  });

  it("refuses long runs when half of the line waits with them, and takes short ones yet", async () => {
    const { enter, queue, settled } = setUpLong({ capacityOf: () => 0, maxWaiting: 4 });
    void enter("a", long);
    void enter("b", long);
    await expect(enter("c", long)).rejects.toMatchObject({
      code: "overloaded",
      message: expect.stringContaining("more than 8,000 characters") as string,
      details: { size: 2, limit: 2 },
    });
    void enter("c");
    void enter("d");
    await settled();
    expect(queue.waiting).toBe(4);
    await expect(enter("e")).rejects.toMatchObject({ code: "overloaded", details: { limit: 4 } });
    expect(queue.overload("onnx")).toBe("the waiting line is full: 4 of 4 places are taken");
  });

  it("lets one caller wait with as many runs as it leaves places free", async () => {
    const { enter, queue } = setUpLong({
      capacityOf: () => 0,
      maxWaiting: 256,
      maxPerCaller: 1_000,
    });
    const fill = async (caller: string) => {
      let taken = 0;
      for (;;) {
        const refused = await Promise.race([
          enter(caller).then(
            () => null,
            (error: unknown) => error,
          ),
          Promise.resolve().then(() => new Promise((done) => setTimeout(done, 0, null))),
        ]);
        if (refused !== null) return { taken, refused };
        taken += 1;
      }
    };
    const first = await fill("a");
    expect(first).toMatchObject({ taken: 128, refused: { code: "too-many-runs" } });
    expect([(await fill("b")).taken, (await fill("c")).taken]).toEqual([64, 32]);
    expect(queue.overload("onnx")).toBeNull();
  });

  it("refuses what would hold more characters than there is room for, and one caller's share before that", async () => {
    const { enter, queue } = setUpLong({ maxCharacters: 100_000, capacityOf: () => 0 });
    void enter("a", { ...long, characters: 40_000 });
    await expect(enter("a", { ...long, characters: 30_000 })).rejects.toMatchObject({
      code: "too-many-runs",
      details: { size: 70_000, limit: 30_000 },
    });
    void enter("b", { ...long, characters: 30_000 });
    await expect(enter("c", { ...long, characters: 40_000 })).rejects.toMatchObject({
      code: "overloaded",
      details: { size: 40_000, limit: 30_000 },
    });
    expect(queue.overload("onnx")).toBeNull();
    void enter("c", { ...long, characters: 25_000 });
    void enter("a", { characters: 1_000 });
    expect(queue.overload("onnx")).toBe(
      "the runs that wait or run have 96,000 of 100,000 characters",
    );
  });

  it("counts the characters of a run until it has left, waiting or running", async () => {
    const { enter, queue } = setUpLong({ maxCharacters: 10_000, capacityOf: () => 1 });
    const leave = await enter("a", { characters: 8_000 });
    await expect(enter("b", { characters: 8_000 })).rejects.toMatchObject({ code: "overloaded" });
    leave();
    const release = queue.hold("c", 5_000);
    await expect(enter("b", { characters: 8_000 })).rejects.toMatchObject({ code: "overloaded" });
    release();
    await expect(enter("b", { characters: 8_000 })).resolves.toBeTypeOf("function");
  });
});
