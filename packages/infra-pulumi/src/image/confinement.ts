// How close this machine can come to a container: another user, no rights, and nothing to write to.
import { spawnSync } from "node:child_process";
import process from "node:process";

/** A way to start a program with fewer rights. */
export interface Confinement {
  /** What it takes away, for the test's name. */
  readonly name: string;
  /** The words to start `command` with. */
  readonly wrap: (command: readonly string[]) => readonly string[];
}

// The strictest that a container has: every file system that the root shows is read-only.
const readOnlyRoot = 'mount -o remount,bind,ro / && exec "$@"';

function asUser(command: readonly string[], user: string): readonly string[] {
  const [uid = "", gid = uid] = user.split(":");
  const rights = ["--clear-groups", "--no-new-privs", "--bounding-set=-all"];
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, ...rights, "--", ...command];
}

/**
 * The strictest confinement that works here, from the image's own `USER`: as root that user on a
 * read-only root file system, or that user; otherwise a read-only root in a user namespace, or
 * only oneself. None of them lets the program write its own files, if these are closed to writing.
 */
export function strictestConfinement(user: string): Confinement {
  const isRoot = process.getuid?.() === 0;
  const candidates: readonly Confinement[] = isRoot
    ? [
        {
          name: `user ${user} on a read-only root file system`,
          wrap: (command) => [
            "unshare",
            "--mount",
            "sh",
            "-ec",
            readOnlyRoot,
            "sh",
            ...asUser(command, user),
          ],
        },
        { name: `user ${user}`, wrap: (command) => asUser(command, user) },
      ]
    : [
        {
          name: "this user on a read-only root file system",
          wrap: (command) => [
            "unshare",
            "--mount",
            "--map-root-user",
            "sh",
            "-ec",
            readOnlyRoot,
            "sh",
            ...command,
          ],
        },
        { name: "this user", wrap: (command) => command },
      ];
  const works = candidates.find(({ wrap }) => {
    const [program = "", ...args] = wrap([process.execPath, "--version"]);
    return spawnSync(program, args).status === 0;
  });
  if (works !== undefined) return works;
  throw new Error("Run this as a user other than root, or install setpriv (util-linux).");
}
