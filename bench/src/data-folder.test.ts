import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readDataFile, requireDataFiles } from "./data-folder.ts";

function folderWith(name: string, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "pilotlight-data-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, name), content);
  return folder;
}

test("a file is read as it is", () => {
  expect(readDataFile(folderWith("a.txt", "hello"), "a.txt")).toBe("hello");
});

test("missing files are all named, with what to do", () => {
  const folder = folderWith("a.txt", "");
  expect(() => {
    requireDataFiles(folder, ["a.txt", "b.txt", "c/d.csv"]);
  }).toThrow(/lacks b\.txt, c\/d\.csv.*--data/s);
});

test("a packed file that is broken says so", () => {
  const folder = folderWith("a.txt.xz", "not xz");
  expect(() => readDataFile(folder, "a.txt")).toThrow(/a\.txt\.xz could not be unpacked/);
});
