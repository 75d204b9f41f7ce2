import { expect, test } from "vitest";
import { readTextFile } from "./text-file.ts";

test("a file that cannot fit is refused with its size and the limit, before it is read", async () => {
  expect(await readTextFile(new File(["x".repeat(3001)], "long.txt"), 1000)).toEqual({
    problem: "long.txt has 4 KB; the field takes 1,000 characters. Choose a shorter file.",
  });
  expect(await readTextFile(new File(["x".repeat(3000)], "long.txt"), 1000)).toMatchObject({
    note: "",
  });
});

test("a folder, or a file that is gone, is told as such", async () => {
  class GoneFile extends File {
    override arrayBuffer(): Promise<ArrayBuffer> {
      return Promise.reject(new DOMException("gone", "NotFoundError"));
    }
  }
  expect(await readTextFile(new GoneFile([], "gone.txt"), 10)).toMatchObject({
    problem: "gone.txt could not be read. Check that it is a file and still there.",
  });
});
