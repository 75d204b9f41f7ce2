// Where a text goes and who answered, in the words of the page.
import type { BackendChoice, BackendRef } from "@pilotlight/core";

/** A choice of who answers, with what it means for the text. */
export interface BackendOption {
  readonly choice: BackendChoice;
  readonly label: string;
  /** True when the text leaves this device. */
  readonly isSent: boolean;
  /** Where the text goes, said before the run. @param host the server's, empty while unknown */
  destination(host: string): string;
}

/** The choices that the page offers where there is no large model, in order. */
export const backendOptions: readonly BackendOption[] = [
  {
    choice: "auto",
    get label() {
      return "Automatic";
    },
    isSent: false,
    destination: (host) =>
      `Your text stays on this device. It is sent to ${serverName(host)} only if this device cannot answer.`,
  },
  {
    choice: "browser",
    get label() {
      return "This device";
    },
    isSent: false,
    destination: () => "Your text stays on this device. Nothing is sent.",
  },
  {
    choice: "server",
    get label() {
      return "This server";
    },
    isSent: true,
    destination: (host) => `Your text is sent to ${serverName(host)}.`,
  },
];

/** The only choice where there is no server. */
export const backendOptionsWithoutServer: readonly BackendOption[] = backendOptions.filter(
  ({ choice }) => choice === "browser",
);

const pageChoices: readonly BackendChoice[] = ["auto", "large", "browser", "server"];

// What the choices were called in pages of before.
const olderNames: Readonly<Record<string, BackendChoice>> = {
  sagemaker: "large",
  remote: "server",
};

/** A choice that was kept by this page or by an older one; null when it is none. */
export function pageChoiceOf(kept: unknown): BackendChoice | null {
  if (typeof kept === "string" && Object.hasOwn(olderNames, kept)) return olderNames[kept] ?? null;
  return pageChoices.find((choice) => choice === kept) ?? null;
}

/** Where an answer was made. */
export function backendWords({ backend, role }: BackendRef): string {
  return role === "large"
    ? "the large model"
    : backend === "browser"
      ? "this device"
      : backend === "sagemaker-small"
        ? /* @wc-ignore */ "SageMaker"
        : /* @wc-context: who answers */ "this server";
}

/** The server, as the person knows it from the address bar. */
export function serverName(host: string): string {
  return host === "" ? "this server" : `this server (${host})`;
}
