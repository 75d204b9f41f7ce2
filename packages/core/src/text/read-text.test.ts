import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readText } from "./read-text.ts";

async function unitsOf(text: string) {
  const { plain, units } = await readText(text);
  return units.map((unit) => {
    const { start, end } = plain.sourceSpan(unit);
    const says = plain.text.slice(unit.start, unit.end);
    return { kind: unit.kind, says, source: text.slice(start, end) };
  });
}

const saysOf = async (text: string) => (await unitsOf(text)).map(({ says }) => says);

describe("lines, lists and tables", () => {
  test.each([
    ["short reviews", "Clean room and kind staff\nThe shower never got warm\nWould come back"],
    [
      "reviews of one width",
      "Friendly people at the desk and a clean room\nSlow website and the payment failed two times\n" +
        "Would buy again because delivery is so fast",
    ],
    ["a list with dashes", "- mend the pump\n- order two seals\n- ask for a receipt"],
    ["a numbered list", "1. Fill the tank.\n2. Close the lid.\n3. Press start."],
    ["boxes to tick", "[ ] pack the tent\n[x] find the map"],
    ["steps", "Step 1: unplug it\nStep 2: wait a minute"],
    ["keys and values", "Name: Ida Holm\nRoom: 214\nLeaves: Friday"],
    ["semicolons", "town;people;mayor\nNess;1200;A. Lund\nOrm;80;none"],
    ["tabs", "a b\t1\nc d\t2"],
    ["quoted fields", 'id,text\n1,"Good. Really, good."\n2,"Bad; ""very"" bad."'],
  ])("a row of %s is a unit", async (_, text) => {
    expect(await saysOf(text)).toEqual(text.split("\n"));
  });

  test("a quoted field may hold a line break", async () => {
    const text = 'id,text\n1,"Two\nlines"\n2,one';
    expect(await saysOf(text)).toEqual(["id,text", '1,"Two\nlines"', "2,one"]);
  });

  test("the kinds of lines are told", async () => {
    const text =
      "Report of May\n\nThe pump failed twice.\n\nCauses:\n- a worn seal\n- sand\n\nCost: 40\nHours: 3";
    expect((await unitsOf(text)).map(({ kind }) => kind)).toEqual([
      ...["heading", "prose", "heading", "item", "item", "row", "row"],
    ]);
  });

  test("commas in prose make no table", async () => {
    const text = "Ann, Bo and Carl came.\nDora, Emil and Fay did not.\nGus, Hal and Ivy were late.";
    expect((await unitsOf(text)).map(({ kind }) => kind)).toEqual(["prose", "prose", "prose"]);
  });
});

describe("markup", () => {
  test("HTML is what it says, without scripts, styles and navigation", async () => {
    const html =
      "<html><head><title>T</title><style>p{}</style></head><body><nav>Home</nav><h1>Storm</h1>" +
      "<p>It rained\n   <b>all</b> day &amp; night. Nobody&#39;s roof held.</p><ul><li>wind</li><li>hail</li></ul>" +
      "<script>alert(1)</script></body></html>";
    expect(await unitsOf(html)).toEqual([
      { kind: "heading", says: "Storm", source: "Storm" },
      {
        kind: "prose",
        says: "It rained all day & night.",
        source: "It rained\n   <b>all</b> day &amp; night.",
      },
      { kind: "prose", says: "Nobody's roof held.", source: "Nobody&#39;s roof held." },
      { kind: "item", says: "wind", source: "wind" },
      { kind: "item", says: "hail", source: "hail" },
    ]);
  });

  test("Markdown is what it says, without marks and rules", async () => {
    const markdown =
      "# Pump\n\nIt is **loud** and\nold. See [the guide](https://example.org/a).\n\n| part | price |\n|---|---|\n" +
      "| seal | 4 |\n\n* one\n* two\n\n```sh\nrun it\n```\n\nAt&amp;t \\*.";
    expect(await unitsOf(markdown)).toEqual([
      { kind: "heading", says: "Pump", source: "Pump" },
      { kind: "prose", says: "It is loud and old.", source: "It is **loud** and\nold." },
      { kind: "prose", says: "See the guide.", source: "See [the guide](https://example.org/a)." },
      { kind: "row", says: "part | price", source: "part | price" },
      { kind: "row", says: "seal | 4", source: "seal | 4" },
      { kind: "item", says: "one", source: "one" },
      { kind: "item", says: "two", source: "two" },
      { kind: "code", says: "run it", source: "run it" },
      { kind: "prose", says: "At&t *.", source: "At&amp;t \\*." },
    ]);
  });

  test.each([
    [
      "SubRip",
      "1\n00:00:01,000 --> 00:00:03,500\nHello there,\n<i>you</i> all.\n\n2\n00:00:04,000 --> 00:00:05,000\n- Who?\n- Me.",
    ],
    [
      "WebVTT",
      "WEBVTT\n\n1\n00:01.000 --> 00:03.500 align:left\nHello there,\nyou all.\n\n00:04.000 --> 00:05.000\n- Who?\n- Me.",
    ],
  ])("%s is what is said", async (_, text) => {
    expect(await saysOf(text)).toEqual(["Hello there, you all.", "- Who?", "- Me."]);
  });

  test("a mail is its writer's words; what hangs below is somebody else's", async () => {
    const mail =
      "From: ann@example.org\nTo: bo@example.org\nSubject: Pump\n\nPlease order the seal. It leaks.\n\n--\nAnn\n\n" +
      "On 3 May, Bo wrote:\n> Does it leak?\n> Tell me.";
    expect((await unitsOf(mail)).map(({ kind, says }) => `${kind}: ${says}`)).toEqual([
      "boilerplate: From: ann@example.org",
      "boilerplate: To: bo@example.org",
      "boilerplate: Subject: Pump",
      "prose: Please order the seal.",
      "prose: It leaks.",
      "boilerplate: --",
      "boilerplate: Ann",
      "boilerplate: On 3 May, Bo wrote:",
      "quoted: Does it leak?",
      "quoted: Tell me.",
    ]);
  });

  test("a chat has no times", async () => {
    const chat = "[10:01] Ann: is it fixed?\n[10:02] Bo: no. it broke. tomorrow.\n[10:03] Ann: ok";
    expect(await saysOf(chat)).toEqual([
      "Ann: is it fixed?",
      "Bo: no.",
      "it broke.",
      "tomorrow.",
      "Ann: ok",
    ]);
  });

  test.each(["a < b and c > d", "x <- y", "5 > 3 * 2", "#tag and *star*", "2 * 3 * 4 = 24"])(
    "%s is no markup",
    async (text) => {
      expect((await readText(text)).plain.text).toBe(text);
    },
  );
});

const piece = fc.constantFrom(
  ...[
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<br>",
    "<li>",
    "&amp;",
    "&#39;",
    "<script>",
    "</script>",
    "<!--",
    "-->",
  ],
  ...[
    "# ",
    "**",
    "`",
    "```",
    "[a](https://b.c)",
    "| a | b |\n|---|---|\n",
    "\n- ",
    "\n\n",
    "\n",
    "\r\n",
    "> ",
    "\\*",
  ],
  ...[
    "00:00:01,000 --> 00:00:02,000\n",
    "[10:01] A: ",
    "On Monday, A wrote:\n",
    "a,b,c\n",
    'x,"y\nz",w\n',
    "k: v\n",
  ],
  ...[
    "One two. ",
    "e.g. ",
    "“quoted! ",
    "end.” ",
    "word ",
    "é",
    "漢字。",
    "😀",
    "1. ",
    "\u2028",
    '"',
  ],
);
const anyText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

test("any text: units are in order, not empty, and name places of the caller's text", async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const { plain, units } = await readText(text);
      let [end, sourceEnd] = [0, 0];
      for (const unit of units) {
        const says = plain.text.slice(unit.start, unit.end);
        expect(says).toBe(says.trim());
        expect(says).not.toBe("");
        expect(unit.start).toBeGreaterThanOrEqual(end);
        end = unit.end;
        const source = plain.sourceSpan(unit);
        expect(source.start).toBeGreaterThanOrEqual(sourceEnd);
        expect(source.end).toBeLessThanOrEqual(text.length);
        expect(source.end).toBeGreaterThan(source.start);
        sourceEnd = source.start;
      }
      const left = units.reduceRight(
        (rest, { start, end: stop }) => rest.slice(0, start) + rest.slice(stop),
        plain.text,
      );
      expect(left.trim()).toBe("");
    }),
    { numRuns: 400 },
  );
});

test("any text without markup: a unit is exactly the caller's characters", async () => {
  const word = fc.constantFrom(
    "One. ",
    "two\n",
    "e.g. ",
    "- a\n",
    "k: v\n",
    "a,b\n",
    "“x! ",
    "y.” ",
    "\r\n",
    "\n\n",
  );
  const texts = fc.array(word, { maxLength: 40 }).map((pieces) => pieces.join(""));
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      for (const { says, source } of await unitsOf(text)) expect(source).toBe(says);
    }),
    { numRuns: 200 },
  );
});

test("reads a text of more lines than a call takes arguments", async () => {
  const lines = 150_000;
  expect((await readText("No.\n".repeat(lines))).units).toHaveLength(lines);
  expect((await readText("a|b\n".repeat(lines))).units).toHaveLength(lines);
});

test("a long Markdown text is read in parts, with a checkpoint after each and the same places", async () => {
  const section = (part: number) =>
    `## Part ${part}\n\n${"Some *plain* words, as [the guide][1] says. ".repeat(60)}\n\n\`\`\`\n# no heading\n\nx = ${part}\n\`\`\`\n\n`;
  const source = `${Array.from({ length: 30 }, (_, part) => section(part)).join("")}[1]: https://example.org/guide\n`;
  let checkpoints = 0;
  const read = await readText(source, async () => {
    checkpoints += 1;
  });
  expect(checkpoints).toBeGreaterThan(4);
  const headings = read.units.filter(({ kind }) => kind === "heading");
  expect(headings).toHaveLength(30);
  const last = headings.at(-1) ?? { start: 0, end: 0 };
  const { start, end } = read.plain.sourceSpan(last);
  expect(source.slice(start, end)).toBe("Part 29");
  expect(read.units.filter(({ kind }) => kind === "code").length).toBe(60);
  expect(read.plain.text).not.toMatch(/[[\]*]/u);
});
