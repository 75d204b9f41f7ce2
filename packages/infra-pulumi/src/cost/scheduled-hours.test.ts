import { describe, expect, test } from "vitest";
import { scheduledHoursPerMonth } from "./scheduled-hours.ts";

const hours = (days: string, from: string, to: string, copies = 1) =>
  scheduledHoursPerMonth([{ days, from, to, copies, timeZone: "UTC" }]);

describe("scheduledHoursPerMonth", () => {
  test.each([
    { what: "ten hours on work days", days: "MON-FRI", from: "08:00", to: "18:00", expected: 217 },
    { what: "half an hour every day", days: "*", from: "12:00", to: "12:30", expected: 15 },
    {
      what: "a range over the week's end",
      days: "SAT-SUN",
      from: "10:00",
      to: "12:00",
      expected: 17,
    },
    { what: "days named twice", days: "MON,MON,TUE", from: "10:00", to: "11:00", expected: 9 },
  ])("$what", ({ days, from, to, expected }) => {
    expect(hours(days, from, to)).toBe(expected);
  });

  test("each copy is an hour of its own", () => {
    expect(hours("*", "00:00", "12:00", 2)).toBe(730);
  });

  test("no warm hours are no hours", () => {
    expect(scheduledHoursPerMonth([])).toBe(0);
  });
});
