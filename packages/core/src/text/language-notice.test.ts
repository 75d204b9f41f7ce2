import { expect, test, vi } from "vitest";
import { isOneEnglish, languageNotice } from "./language-notice.ts";

test.each([
  ["German", "Der Kundendienst hat auf meine Nachricht leider nie geantwortet."],
  ["French", "Le service client n'a jamais répondu à mon message."],
  ["Spanish", "El servicio de atención al cliente nunca respondió a mi mensaje."],
  ["Italian", "Il servizio clienti non ha mai risposto al mio messaggio."],
  ["Portuguese", "O atendimento ao cliente nunca respondeu à minha mensagem."],
  ["Dutch", "De klantenservice heeft nooit op mijn bericht gereageerd."],
  ["Polish", "Obsługa klienta nigdy nie odpowiedziała na moją wiadomość."],
  ["Turkish", "Müşteri hizmetleri mesajıma hiç cevap vermedi."],
  ["Vietnamese", "Bộ phim quá dài và các diễn viên không thuyết phục được tôi."],
  ["Russian", "Еда была вкусной."],
  ["Arabic", "كان الطعام لذيذا."],
  ["Hindi", "खाना स्वादिष्ट था।"],
  ["Japanese", "食事はとてもおいしかったです。"],
  ["Chinese", "饭菜很好吃。"],
  ["Korean", "음식이 맛있었어요."],
])("%s is told", async (language, text) => {
  expect(await languageNotice([text])).toBe(
    `The text seems to be ${language}; the small models read English, so take this answer with care.`,
  );
});

test.each([
  "The customer service never replied to my message.",
  "Gorgeous color palette, shoddy plot.",
  "Angela Merkel met Emmanuel Macron and Pedro Sánchez in Brussels.",
  "Gorgeous color palette, shoddy plot.",
  "Das Essen war köstlich.",
  "C'est la vie",
  "SELECT name FROM users WHERE id = 3;",
  "👍👍👍",
  "12,345.67",
  "",
])("English, and what is too short to tell, gets no notice: %j", async (text) => {
  expect(await languageNotice([text])).toBeNull();
});

test("a German text under an English question is told", async () => {
  const context = "Die Stadt wurde im Jahr 1241 gegründet und liegt an einem großen Fluss.";
  expect(await languageNotice(["When was the city founded?", context])).toMatch(/ German;/);
});

test("plain English does not even load the detector", async () => {
  const load = vi.fn(() => Promise.reject(new Error("not here")));
  expect(await languageNotice(["Where is the city that you are from?"], load)).toBeNull();
  expect(load).not.toHaveBeenCalled();
});

test("without a detector there is no notice and no failure", async () => {
  const load = () => Promise.reject(new Error("offline"));
  expect(await languageNotice(["Le repas était délicieux et pas cher."], load)).toBeNull();
});

test("of a long text only samples are read", async () => {
  const detect = vi.fn(() => ({ language: "de", getScores: () => ({ de: 1 }) }));
  const text = "Die Stadt liegt an einem großen Fluss. ".repeat(25_000);
  expect(await languageNotice([text], () => Promise.resolve(detect))).toMatch(/ German;/);
  expect(detect).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^[^]{1000,3000}$/));
});

const german = "Die Stadt wurde im Jahr 1241 gegründet und liegt an einem großen Fluss.";
const english = "The city was founded in 1241, and there it lies at a river that is large.";

test.each([
  ["German and English", german, english, true],
  ["English and German", english, german, true],
  ["German twice", german, german, false],
  ["English twice", english, english, false],
  ["English and what is too short to tell", english, "Gut.", false],
  ["English and names", english, "Ada Lovelace, Charles Babbage, Mary Somerville.", false],
])("of %s, one alone may be English", async (_what, one, other, isOne) => {
  expect(await isOneEnglish([one, other])).toBe(isOne);
});
