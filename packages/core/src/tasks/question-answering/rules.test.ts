// What the form of a text and of a question gives away, without a model.
import { describe, expect, test } from "vitest";
import { readText } from "../../text/read-text.ts";
import { askedItem, breaksInside, codeFact, negationFact, ordinalFact } from "./clause-facts.ts";
import { refineAnswer } from "./refine-answer.ts";
import { ruleCandidates } from "./rule-candidates.ts";
import { wantedForm } from "./wanted-form.ts";

async function proposed(question: string, context: string) {
  const { plain, units } = await readText(context);
  const found = ruleCandidates(question, { text: plain.text, units }, wantedForm(question));
  return found
    .toSorted((a, b) => b.key - a.key)
    .map(({ start, end }) => plain.text.slice(start, end));
}

describe("ruleCandidates", () => {
  test.each([
    ["What is the gate code?", "Key box: 9902, gate code: 4471. Quiet from 10.", "4471"],
    ["What does F2 mean?", "F1: no water. F2: lid open. F3: too hot.", "lid open"],
    ["What is Ida's room?", "Name: Ida\nRoom: 214", "214"],
    ["When does it open on Wednesday?", "Mon-Thu 9:00-19:00\nFri 9:00-17:00", "9:00-19:00"],
    ["When does it close on Sunday?", "Sat 9-12\nSundays closed", "closed"],
    ["What comes third?", "1. Fill it.\n2. Shake it.\n3. Pour it.", "Pour it"],
    ["What is the last step?", "Step 1. Fill it.\nStep 2. Shake it.", "Shake it"],
    ["What is the email address?", "Ask jo@pool.test or +44 20 7946 0018.", "jo@pool.test"],
    ["What is the phone number?", "Ask jo@pool.test or +44 20 7946 0018.", "+44 20 7946 0018"],
    ["What is the website?", "See www.pool.test/times for more.", "www.pool.test/times"],
  ])("%s", async (question, context, answer) => {
    expect((await proposed(question, context))[0]).toBe(answer);
  });

  test("the items under a heading come together, without their marks", async () => {
    const context = "Side effects:\n- headache\n- dry mouth\n\nStorage:\n- below 25 °C";
    expect(await proposed("What are the side effects?", context)).toEqual([
      "headache",
      "dry mouth",
    ]);
  });

  test("nothing is proposed where key and question have no word in common", async () => {
    expect(await proposed("Who wrote it?", "Gate code: 4471.\nRoom: 12")).toEqual([]);
  });
});

describe("the facts of a clause", () => {
  const unit = (text: string) => ({ start: 0, end: text.length });
  const at = (text: string, piece: string) => {
    const start = text.indexOf(piece);
    return { unit: unit(text), candidate: { start, end: start + piece.length } };
  };

  test("denial counts against a candidate when only one side denies", () => {
    expect(negationFact("Who won't come?", "Noor can't come.")).toBe(0);
    expect(negationFact("Who comes?", "Noor will not come.")).toBe(-1);
    expect(negationFact("Who does not come?", "Noor comes.")).toBe(-1);
  });

  test("of several things in a row the nearest ordinal before tells", () => {
    const text = "The first costs 3 euros, the second 5 euros.";
    expect(ordinalFact("How much is the second?", text, at(text, "5 euros"))).toBe(1);
    expect(ordinalFact("How much is the second?", text, at(text, "3 euros"))).toBe(-1);
    expect(ordinalFact("How much is it?", text, at(text, "3 euros"))).toBe(0);
  });

  test("what follows a code is said of it", () => {
    const text = "If it shows E18, the filter is blocked: switch it off. E20 is a leak.";
    const near = codeFact("What is E18?", text, at(text, "the filter is blocked"));
    expect(near).toBeGreaterThan(codeFact("What is E18?", text, at(text, "switch it off")));
    expect(codeFact("What is E18?", text, at(text, "a leak"))).toBe(-1);
    expect(codeFact("What is it?", text, at(text, "a leak"))).toBe(0);
  });

  test("the item that is asked for is counted from the begin or the end", () => {
    expect(askedItem("What must I do first?")).toBe(0);
    expect(askedItem("What is the last step?")).toBe(-1);
    expect(askedItem("What must I do?")).toBeUndefined();
  });

  test("commas inside a candidate are counted, those inside a number are not", () => {
    expect(breaksInside("12,500")).toBe(0);
    expect(breaksInside("ink, paper, glue, and string")).toBe(2);
  });
});

describe("refineAnswer", () => {
  const refined = (question: string, text: string, answer: string) => {
    const start = text.indexOf(answer);
    const span = refineAnswer(question, text, { start, end: start + answer.length });
    return text.slice(span.start, span.end);
  };

  test.each([
    ["How many eggs are needed?", "3 eggs and milk", "3 eggs", "3"],
    ["How many people came?", "about 40 people came", "about 40 people", "about 40"],
    ["How many eggs are needed?", "3 hens", "3 hens", "3 hens"],
    ["When does it close?", "Sun 9:00-18:00", "9:00-18:00", "18:00"],
    ["When does it open?", "Sun 9:00-18:00", "9:00-18:00", "9:00"],
    ["When does it open?", "from 8 am to 5 pm", "8 am", "8 am"],
    ["What are the hours?", "Sun 9:00-18:00", "9:00-18:00", "9:00-18:00"],
    ["When did it close?", "It closed in 1978.", "1978", "1978"],
    ["What is the phone number?", "Mia, +46 8 123 45", "8 123 45", "+46 8 123 45"],
    ["Whom do I call?", "(0)30 555-0134 or Jo", "555-0134", "(0)30 555-0134"],
    ["What is the room number?", "Rooms 12 - 14", "12", "12"],
  ])("%s – %s: %s becomes %s", (question, text, answer, expected) => {
    expect(refined(question, text, answer)).toBe(expected);
  });
});

describe("wantedForm", () => {
  test.each([
    ["What is the e-mail?", "email", "a@b.test", "Ann"],
    ["How many seats are there?", "number", "about forty", "the hall"],
    ["When did it start?", "time", "on Monday", "Ann"],
    ["Who built it?", "person", "Ann Lee", "the builder"],
  ])("%s asks for a %s", (question, kind, fits, fitsNot) => {
    const form = wantedForm(question);
    expect(form?.kind).toBe(kind);
    expect(form?.accepts(fits)).toBe(true);
    expect(form?.accepts(fitsNot)).toBe(false);
  });

  test("a question that does not tell asks for no form", () => {
    expect(wantedForm("What is it made of?")).toBeUndefined();
  });
});
