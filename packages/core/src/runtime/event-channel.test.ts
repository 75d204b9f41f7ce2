import { describe, expect, it } from "vitest";
import { collect } from "../testing/collect.ts";
import { EventChannel } from "./event-channel.ts";

describe("EventChannel", () => {
  it("gives what was pushed before and after the reader came, in order", async () => {
    const channel = new EventChannel<number>();
    channel.push(1);
    const read = collect(channel.read());
    channel.push(2);
    await Promise.resolve();
    channel.push(3);
    channel.end();
    expect(await read).toEqual([1, 2, 3]);
  });

  it("gives the error after the events before it, and nothing pushed later", async () => {
    const channel = new EventChannel<number>();
    channel.push(1);
    channel.fail(new Error("first"));
    channel.push(2);
    channel.fail(new Error("second"));
    const seen: number[] = [];
    const read = async () => {
      for await (const event of channel.read()) seen.push(event);
    };
    await expect(read()).rejects.toThrow("first");
    expect(seen).toEqual([1]);
  });
});
