import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { showPanel } from "../testing/show-panel.ts";

const text = page.getByLabelText("Text", { exact: true });

/** Opens a file in the panel's long field. */
async function open(name: string, content: BlobPart, type = "text/plain") {
  await showPanel();
  await userEvent.upload(page.getByLabelText("Open file"), new File([content], name, { type }));
}

const latin = Uint8Array.from("A caf\u00e9 by the sea", (letter) => letter.charCodeAt(0));

test("a file in UTF-8 fills the field, and nothing is said of it", async () => {
  await open("notes.txt", "Grüße");
  await expect.element(text).toHaveValue("Grüße");
  expect(page.getByText(/notes\.txt/u).elements()).toHaveLength(0);
});

test("a file in another encoding is read, and the page says in which until the text is changed", async () => {
  await open("notes.txt", latin);
  await expect.element(text).toHaveValue("A café by the sea");
  const note = page.getByText(/^notes\.txt was read as Windows-1252\./u);
  await expect.element(note).toBeVisible();
  await text.fill("My own");
  await expect.element(note).not.toBeInTheDocument();
});

test("UTF-16 is read", async () => {
  await open("notes.txt", new Uint16Array([0xfeff, 0x41, 0x20ac]));
  await expect.element(text).toHaveValue("A€");
  await expect.element(page.getByText("notes.txt was read as UTF-16.")).toBeVisible();
});

test("what could not be read is counted", async () => {
  await open("notes.txt", new Uint8Array([...new TextEncoder().encode("Grüße"), 0xff]));
  await expect.element(text).toHaveValue("Grüße\uFFFD");
  await expect.element(page.getByText(/^1 place in notes\.txt could not be read/u)).toBeVisible();
});

test.each([
  ["empty.txt", "", "empty.txt is empty."],
  ["blank.txt", "\uFEFF \r\n", "blank.txt has nothing but white space."],
  ["image.txt", new Uint8Array([0x89, 0, 1, 0, 0, 2]), "image.txt is binary data, not text."],
  ["far.txt", new Uint8Array([0xcf, 0xf0, 0xe8, 0xe2]), "Save it in the encoding UTF-8"],
  ["paper.pdf", "%PDF-1.7\n", "paper.pdf is a PDF."],
  ["letter.rtf", "{\\rtf1 Dear", "letter.rtf is a document, not plain text."],
  ["letter.docx", "PK\u0003\u0004\u0000", "letter.docx is a document, not plain text."],
] as const)(
  "%s is refused by what it is, and leaves the field alone",
  async (name, content, words) => {
    await open(name, content);
    await expect.element(page.getByText(words, { exact: false })).toBeVisible();
    await expect.element(text).toHaveValue("");
  },
);
