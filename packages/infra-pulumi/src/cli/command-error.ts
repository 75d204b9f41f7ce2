/** A command that ends here: the message is all that the reader needs, so it is printed without a stack. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
  /** What the process ends with. */
  readonly exitCode: number = 1;
}
