/** A browser with one page, as a person drives it. */
export interface OpenedBrowser {
  readonly version: string;
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Clicks the first element of the selector, as a mouse does. */
  click(selector: string): Promise<void>;
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}
