/** One figure of one model on one data set. */
export interface EvalRow {
  readonly model: string;
  readonly data: string;
  readonly figure: string;
  /** In the unit of the figure, mostly percent. */
  readonly value: number;
  /** The same figure of something to compare with, in words, such as `Lead-3 36.1`. */
  readonly reference?: string;
  /** How many examples the value is over. */
  readonly n: number;
}
