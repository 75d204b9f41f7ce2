import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { faultNames, faults } from "./faults.ts";

const cells = (line: string) => line.split("|").map((cell) => cell.trim());

it("shows every fault in the README as the code has it", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const [, table = ""] = /<!-- faults -->([^]*)<!-- \/faults -->/u.exec(readme) ?? [];
  const rows = table.trim().split("\n").slice(2).map(cells);
  const wanted = faultNames.map((name) => {
    const { place, shows, ...more } = faults[name];
    return ["", `\`${name}\`${"isForControlPlane" in more ? " ●" : ""}`, place, shows, ""];
  });
  expect(rows).toEqual(wanted);
});
