// Keeps what a caller wrote apart from what we ask: each text stands between two tags whose mark no
// text of the request holds, so no text can close its own. What a model makes of the words between
// them is another matter: that is held by how replies are read.

/** Puts texts of one request between tags that none of them can write. */
export interface Delimiters {
  /** The opening tag of a name, as it stands in the request. */
  open(name: string): string;
  /** The closing tag of a name. */
  close(name: string): string;
  /** The text between its tags, each on a line of its own. */
  wrap(name: string, text: string): string;
}

// Tags of any mark: a reply that holds one repeats the request instead of answering it.
const anyTag = /<\/?[a-z]+-[0-9a-z]{10,}>/iu;

/** Delimiters for a request that is made of these texts: the same for the same texts. */
export function delimitersFor(texts: readonly string[]): Delimiters {
  const mark = markFor(texts);
  const open = (name: string) => `<${name}-${mark}>`;
  const close = (name: string) => `</${name}-${mark}>`;
  const wrap = (name: string, text: string) =>
    `${open(name)}\n${withoutControlTokens(text)}\n${close(name)}`;
  return { open, close, wrap };
}

/** True when a reply repeats the tags of a request. */
export function holdsTag(reply: string): boolean {
  return anyTag.test(reply);
}

// Tokens with which chat templates open and close turns, such as [INST], </s> and <|im_end|>: some
// servers read them in a message's text too.
const controlToken =
  /([[<])(?=\/?[A-Z_]{2,30}\]|\/?(?:s|unk|pad|bos|eos)>|[|｜]|<\/?SYS>|0x[0-9A-F]{2}>)/giu;

/** The text with a space in each control token, which makes it plain text. */
export function withoutControlTokens(text: string): string {
  return text.replace(controlToken, "$1 ");
}

// Whoever knows the function can look for a text that holds its own mark, so it is taken on until no
// text does.
function markFor(texts: readonly string[]): string {
  const lower = texts.map((text) => text.toLowerCase());
  for (let round = 0; ; round += 1) {
    const mark = hash(texts, 0x811c9dc5 + round) + hash(texts, 0x9e3779b9 ^ round);
    if (!lower.some((text) => text.includes(mark))) return mark;
  }
}

/** FNV-1a over UTF-16 units, as seven base-36 digits. */
function hash(texts: readonly string[], seed: number): string {
  let value = seed >>> 0;
  for (const text of texts) {
    for (let index = 0; index < text.length; index += 1) {
      value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
    }
    value = Math.imul(value ^ 0xffff, 0x01000193);
  }
  return (value >>> 0).toString(36).padStart(7, "0");
}
