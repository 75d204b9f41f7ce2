// The processor time of another process, which says what it did however long it had to wait for a core.
import { readdir, readFile } from "node:fs/promises";

/** Milliseconds that the threads of a process have computed so far; null where the system is not Linux. */
export async function processorMs(pid: number): Promise<number | null> {
  try {
    const threads = await readdir(`/proc/${pid}/task`);
    const times = await Promise.all(
      threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8")),
    );
    return times.reduce((sum, line) => sum + Number(line.split(" ")[0]) / 1e6, 0);
  } catch {
    return null;
  }
}
