// Where a text goes and who answered, in the words of the page.
import type { BackendChoice, BackendId } from "@pilotlight/core";

/** A choice of who answers, with what it means for the text. */
export interface Place {
  readonly choice: BackendChoice;
  readonly label: string;
  /** Where the text goes, said before the run. @param host the server's, empty while unknown */
  destination(host: string): string;
}

/** The choices that the page offers, in order. */
export const places: readonly Place[] = [
  {
    choice: "auto",
    label: "Automatic",
    destination: (host) =>
      `Stays on this device. Only if this device cannot answer, it is sent to ${server(host)}.`,
  },
  {
    choice: "browser",
    label: "This device",
    destination: () => "Stays on this device. Nothing is sent.",
  },
  {
    choice: "remote",
    label: "This server",
    destination: (host) => `Is sent to ${server(host)}.`,
  },
];

/** Where an answer was made. */
export const placeNames: Readonly<Record<BackendId, string>> = {
  browser: "this device",
  onnx: "this server",
  remote: "this server",
  sagemaker: "the large model",
};

function server(host: string): string {
  return host === "" ? "this server" : `this server (${host})`;
}
