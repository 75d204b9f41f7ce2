// What is used of the drivers' packages, which the project does not depend on: they are fetched for the proof.

interface PuppeteerPage {
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  click(selector: string): Promise<void>;
  evaluate(expression: string): Promise<unknown>;
}

interface PuppeteerBrowser {
  version(): Promise<string>;
  newPage(): Promise<PuppeteerPage>;
  close(): Promise<void>;
}

/** What is used of puppeteer-core. */
export interface Puppeteer {
  launch(options: {
    readonly browser: "firefox";
    readonly executablePath: string;
    readonly headless: boolean;
    readonly defaultViewport: { readonly width: number; readonly height: number };
  }): Promise<PuppeteerBrowser>;
}

/** puppeteer-core's module as what is used of it. */
export function parsePuppeteer(module: unknown): Puppeteer {
  return (module as { readonly default: Puppeteer }).default;
}
