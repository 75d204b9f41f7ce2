import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject } from "../../contract/json.ts";
import { diff, type Edit } from "./diff.ts";

describe("diff", () => {
  it("gives edits that turn the one value into the other", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(applied(before, diff(before, after))).toEqual(after);
      }),
    );
  });

  it("gives edits that follow a value through its changes", () => {
    const changes = fc.array(fc.array(fc.constantFrom("a", "ab", "abc", "b", null, 1)));
    fc.assert(
      fc.property(changes, (values) => {
        let seen: unknown = null;
        for (const value of values) {
          seen = applied(seen, diff(seen, value));
          expect(seen).toEqual(value);
        }
      }),
    );
  });

  it("sends only what was added to a text", () => {
    expect(diff(["The cat", null], ["The cat sat", null])).toEqual([["append", [0], " sat"]]);
  });

  it("says nothing about a value that did not change", () => {
    expect(diff({ a: [1, "b"] }, { a: [1, "b"] })).toEqual([]);
  });

  it("replaces at the root, where nothing can be added or deleted", () => {
    expect(diff(null, { a: 1 })).toEqual([["replace", [], { a: 1 }]]);
    expect(diff("b", "a")).toEqual([["replace", [], "a"]]);
  });

  it("deletes from the last item on, and adds in rising order", () => {
    expect(diff([1, 2, 3], [1])).toEqual([
      ["delete", [2], null],
      ["delete", [1], null],
    ]);
    expect(diff([], ["x", "y"])).toEqual([
      ["add", [0], "x"],
      ["add", [1], "y"],
    ]);
  });
});

/** The edits as both clients apply them. */
function applied(value: unknown, edits: readonly Edit[]): unknown {
  return edits.reduce(edited, value);
}

function edited(target: unknown, [action, path, value]: Edit): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return action === "append" ? `${String(target)}${String(value)}` : value;
  const isHere = rest.length === 0 && (action === "add" || action === "delete");
  if (Array.isArray(target)) {
    const items: readonly unknown[] = target;
    const index = Number(name);
    if (!isHere) return items.with(index, edited(items[index], [action, rest, value]));
    return action === "add" ? items.toSpliced(index, 0, value) : items.toSpliced(index, 1);
  }
  const members = isJsonObject(target) ? target : {};
  if (!isHere) return { ...members, [name]: edited(members[name], [action, rest, value]) };
  if (action === "add") return { ...members, [name]: value };
  return Object.fromEntries(Object.entries(members).filter(([other]) => other !== name));
}
