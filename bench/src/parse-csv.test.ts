import { expect, test } from "vitest";
import { parseCsv } from "./parse-csv.ts";

test("quoted fields keep commas, line breaks and doubled quotes", () => {
  expect(parseCsv('a,b\n"x, ""y""\nz",2\r\n3,\n')).toEqual([
    { a: 'x, "y"\nz', b: "2" },
    { a: "3", b: "" },
  ]);
});

test("a last line without a line break counts, an empty text has no rows", () => {
  expect(parseCsv("a\n1")).toEqual([{ a: "1" }]);
  expect(parseCsv("")).toEqual([]);
});
