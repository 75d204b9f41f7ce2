/** Text that arrives in pieces, without the white space at its two ends: what it gives adds up to the trimmed whole. */
export class ProseStream {
  #hasBegun = false;
  // White space that belongs to the text only if more of it follows.
  #heldBack = "";

  /** What may be shown after the next piece; empty when nothing. */
  feed(piece: string): string {
    const text = this.#hasBegun ? this.#heldBack + piece : piece.trimStart();
    const shown = text.trimEnd();
    if (shown === "") {
      if (this.#hasBegun) this.#heldBack = text;
      return "";
    }
    this.#hasBegun = true;
    this.#heldBack = text.slice(shown.length);
    return shown;
  }
}
