// What a person sees while something takes long. Built-ins only: scripts/bootstrap.mjs uses it before
// anything is installed.
import process from "node:process";

const everyMs = { terminal: 200, log: 5_000 };

/**
 * Shows what `describe` says for as long as something takes, with the seconds so far: on a terminal in
 * one line that is written anew, elsewhere as a line every 5 s; on the error output, so that what a command
 * prints stays its own. Returns what ends it, with a last word.
 */
export function showWhile(describe) {
  const { isTTY, columns = 80 } = process.stderr;
  const startedAt = performance.now();
  const line = (words) => `  ${words} (${Math.round((performance.now() - startedAt) / 1000)} s)`;
  const clear = () => isTTY && process.stderr.write("\r\u001B[K");
  const show = () => {
    if (!isTTY) console.error(line(describe()));
    else process.stderr.write(`\r\u001B[K${line(describe()).slice(0, columns - 1)}`);
  };
  const timer = setInterval(show, isTTY ? everyMs.terminal : everyMs.log);
  return (lastWord) => {
    clearInterval(timer);
    clear();
    if (lastWord) console.error(line(lastWord));
  };
}

/** Follows an installation by the lines of pnpm's reporter "ndjson". */
export class InstallWatch {
  /** What went wrong, in pnpm's words. */
  errors = [];
  #isChecking = false;
  #wanted = 0;
  #placed = 0;
  #sizes = new Map();
  #bytes = new Map();

  /** Takes one line; what is no event is kept as an error. */
  take(line) {
    const event = parseEvent(line);
    if (!event) this.errors.push(line);
    else if (event.level === "error") this.errors.push(event.message ?? line);
    else if (event.name === "pnpm:progress") this.#count(event);
    else if (event.name === "pnpm:fetching-progress") this.#measure(event);
    else if (event.name === "pnpm:lockfile-verification") {
      this.#isChecking = event.status === "started";
    }
  }

  /** How far it is. */
  describe() {
    if (this.#isChecking) return "checking the lockfile's versions with the registry";
    if (this.#wanted === 0) return "reading the lockfile";
    return `${this.#placed} of ${this.#wanted} packages, ${this.#megabytes()} MB fetched`;
  }

  /** What was done. */
  summary() {
    return `${this.#placed} packages, ${this.#megabytes()} MB fetched`;
  }

  #count({ status, packageId }) {
    if (status === "resolved") this.#wanted += 1;
    if (status === "imported") this.#placed += 1;
    if (status === "fetched") this.#bytes.set(packageId, this.#sizes.get(packageId) ?? 0);
  }

  #measure({ status, packageId, size, downloaded }) {
    if (status === "started") this.#sizes.set(packageId, size ?? 0);
    else this.#bytes.set(packageId, downloaded ?? 0);
  }

  #megabytes() {
    const bytes = [...this.#bytes.values()].reduce((sum, some) => sum + some, 0);
    return Math.round(bytes / 1_000_000);
  }
}

function parseEvent(line) {
  try {
    const event = JSON.parse(line);
    return typeof event === "object" ? event : null;
  } catch {
    return null;
  }
}
