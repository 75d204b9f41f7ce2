import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText } from "./decode-text.ts";

/** The bytes of a text in an encoding of one byte a letter; what is not ASCII is given as numbers. */
function bytes(...parts: readonly (string | number)[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) =>
      typeof part === "number" ? [part] : [...new TextEncoder().encode(part)],
    ),
  );
}

function utf16(text: string, isLittle: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index += 1) {
    view.setUint16(index * 2, text.charCodeAt(index), isLittle);
  }
  return new Uint8Array(view.buffer);
}

function readable(text: string, encoding: string, unreadable = 0) {
  return { kind: "text", text, encoding, unreadable };
}

test("whatever is UTF-8 is read as UTF-8, without its mark", () => {
  expect(decodeText(bytes(0xef, 0xbb, 0xbf, "Café"))).toEqual(readable("Café", "utf-8"));
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      fc.pre(!/\p{Cc}|^\uFEFF/u.test(text));
      expect(decodeText(new TextEncoder().encode(text))).toEqual(readable(text, "utf-8"));
    }),
  );
});

test("UTF-8 that holds the sign for what cannot be read is not called damaged", () => {
  expect(decodeText(bytes("a \uFFFD b"))).toEqual(readable("a \uFFFD b", "utf-8"));
});

test.each([
  ["with its mark", "\uFEFFThe lamp is lit. Grüße, привет.", true],
  ["with its mark", "\uFEFFThe lamp is lit. Grüße, привет.", false],
  ["without a mark, in English", "The lamp is lit.", true],
  ["without a mark, in English", "The lamp is lit.", false],
  ["without a mark, in Russian", "Лампа горит всю ночь, и это хорошо.", true],
])("UTF-16 is read %s: %j, the smaller byte first: %j", (_, text, isLittle) => {
  const encoding = isLittle ? "utf-16le" : "utf-16be";
  const read = text.replace("\uFEFF", "");
  expect(decodeText(utf16(text, isLittle))).toEqual(readable(read, encoding));
});

test("a stray byte of Windows-1252 makes the text one of Windows-1252", () => {
  expect(decodeText(bytes("A caf", 0xe9, " for 5 ", 0x80, ", ", 0x93, "now", 0x94, "."))).toEqual(
    readable("A café for 5 €, “now”.", "windows-1252"),
  );
  expect(decodeText(bytes(0xa3, "5"))).toEqual(readable("£5", "windows-1252"));
});

test("UTF-8 that is damaged in few places is read, and the places are counted", () => {
  const damaged = bytes("Grüße aus Köln: ", 0xff, " und ", 0xc3);
  expect(decodeText(damaged)).toEqual(readable("Grüße aus Köln: \uFFFD und \uFFFD", "utf-8", 2));
});

test("another encoding is not read with the wrong letters", () => {
  // "Привет, мир" in Windows-1251, and "日本語" in Shift JIS.
  const russian = bytes(0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, ", ", 0xec, 0xe8, 0xf0);
  const japanese = bytes(0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, " text");
  expect(decodeText(russian)).toEqual({ kind: "unknown" });
  expect(decodeText(japanese)).toEqual({ kind: "unknown" });
});

test("binary data is no text", () => {
  const png = bytes(0x89, "PNG\r\n", 0x1a, "\n", 0, 0, 0, 13, "IHDR", 0, 0, 2, 0, 0, 0, 1, 0x90);
  expect(decodeText(png)).toEqual({ kind: "binary" });
  expect(decodeText(bytes("text\0with a hole"))).toEqual({ kind: "binary" });
  expect(decodeText(bytes(1, 2, 3, 4, "x"))).toEqual({ kind: "binary" });
});
