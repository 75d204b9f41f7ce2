// How close this machine can come to a container: another user, no rights, and nothing to write to.
import { spawnSync } from "node:child_process";
import process from "node:process";

/** A way to start a program with fewer rights. */
export interface Confinement {
  /** What is left of the rights, in words. */
  readonly name: string;
  /** The words to start `command` with. */
  readonly wrap: (command: readonly string[]) => readonly string[];
}

interface ConfinementOptions {
  /** The image's `USER`, as `uid:gid`. */
  readonly user: string;
  /** A program that must run in the confinement, for the choice. */
  readonly probe: readonly string[];
}

const noRights = ["setpriv", "--no-new-privs", "--bounding-set=-all"];

/**
 * The strictest confinement that works here: the image's user on a read-only root file system, or
 * that user; without root's rights a read-only root in a user namespace, or only oneself. None of
 * them lets a program write files that are closed to writing.
 * @throws Error when none works
 */
export function strictestConfinement({ user, probe }: ConfinementOptions): Confinement {
  const candidates = process.getuid?.() === 0 ? forRoot(user) : forOthers;
  const strictest = candidates.find(({ wrap }) => {
    const [program = "", ...words] = wrap(probe);
    return spawnSync(program, words).status === 0;
  });
  if (strictest !== undefined) return strictest;
  throw new Error("Run this as a user other than root, or install setpriv (util-linux).");
}

function forRoot(user: string): readonly Confinement[] {
  const [uid = "", gid = uid] = user.split(":");
  const asUser = [...noRights, `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  return [
    {
      name: `user ${user}, read-only root file system`,
      wrap: (command) => readOnlyRoot([], [...asUser, ...command]),
    },
    { name: `user ${user}`, wrap: (command) => [...asUser, ...command] },
  ];
}

const forOthers: readonly Confinement[] = [
  {
    name: "this user, read-only root file system",
    wrap: (command) => readOnlyRoot(["--map-root-user"], [...noRights, ...command]),
  },
  { name: "this user", wrap: (command) => command },
];

function readOnlyRoot(flags: readonly string[], command: readonly string[]): readonly string[] {
  const remount = 'mount -o remount,bind,ro / && exec "$@"';
  return ["unshare", "--mount", ...flags, "sh", "-ec", remount, "sh", ...command];
}
