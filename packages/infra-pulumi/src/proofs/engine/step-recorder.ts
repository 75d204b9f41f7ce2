// One step of a scenario: a command, what it changed in the pretended account, and whether that is right.
import type { Gesture, Run, Sandbox } from "../../testing/engine/sandbox.ts";
import type { Entry } from "../../testing/engine/world.ts";
import type { StageSettingsInput } from "../../stage-settings.ts";

/** Resources as `Kind name`, such as `TaskDefinition web`. */
export type Resources = readonly string[];

/** What a step changed. */
export interface Changes {
  readonly created: Resources;
  readonly updated: Resources;
  readonly replaced: Resources;
  readonly deleted: Resources;
}

/** A command and what is expected of it. */
export interface Step {
  readonly says: string;
  readonly stage: string;
  /** The stage's file from now on. */
  readonly settings?: StageSettingsInput;
  /** The words after `npm run`. */
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: { readonly shown: string; readonly gesture: Gesture };
  /** How it ends; 0 where it is not said. */
  readonly code?: number | string;
  /** What changes; nothing where it is not said, anything for a step that is cut at some moment. */
  readonly changes?: Partial<Changes> | "any";
  /** What it prints. */
  readonly prints?: RegExp;
  /** Looks at what there is afterwards; gives what is wrong. */
  readonly after?: (run: Run) => Promise<string | undefined> | string | undefined;
}

/** A step that was run. */
export interface Recorded {
  /** The day, as `2026-11-28`. */
  readonly day: string;
  readonly scenario: string;
  readonly says: string;
  readonly changes: Changes;
  readonly problems: readonly string[];
  readonly printed: string;
}

/** Runs a step and holds it against what is expected. */
export async function runStep(scenario: string, step: Step, sandbox: Sandbox): Promise<Recorded> {
  if (step.settings) sandbox.writeStage(step.stage, step.settings);
  const before = sandbox.world.journal().length;
  const run = step.terminal
    ? await sandbox.runInTerminal(step.words, step.terminal, step.env)
    : await sandbox.run(step.words, step.env);
  // After a closed terminal the deployment goes on to its end by itself.
  const isUnlocked = await sandbox.isUnlocked(step.stage, 120_000);
  const journal = sandbox.world.journal(before);
  const changes = changesOf(journal);
  const seen = await step.after?.(run);
  const problems = [
    run.code === (step.code ?? 0) ? undefined : `ended with ${run.code}, not ${step.code ?? 0}`,
    isUnlocked ? undefined : "left the stage locked",
    step.prints === undefined || step.prints.test(run.printed)
      ? undefined
      : `did not print ${String(step.prints)}`,
    ...(step.changes === "any" ? [] : compare(changes, step.changes ?? {})),
    ...journal.filter(({ op }) => op === "violation").map(({ what = "" }) => what),
    seen,
  ].filter((problem) => problem !== undefined);
  const day = new Date().toISOString().slice(0, 10);
  return { day, scenario, says: step.says, changes, problems, printed: run.printed };
}

/** What a journal's lines come to; what was both deleted and made again counts as replaced. */
function changesOf(journal: readonly Entry[]): Changes {
  const of = (wanted: Entry["op"]) => [
    ...new Set(journal.filter(({ op }) => op === wanted).map(({ urn }) => labelOf(urn))),
  ];
  const [made, changed, gone] = [of("create"), of("update"), of("delete")];
  return {
    created: without(made, gone),
    updated: without(changed, made),
    replaced: made.filter((it) => gone.includes(it)).toSorted(),
    deleted: without(gone, made),
  };
}

function without(resources: Resources, others: Resources): Resources {
  return resources.filter((it) => !others.includes(it)).toSorted();
}

/** `Kind name` of a URN. */
export function labelOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split(":").at(-1) ?? ""} ${name.join("::")}`;
}

function compare(changes: Changes, expected: Partial<Changes>): readonly string[] {
  const kinds = ["created", "updated", "replaced", "deleted"] as const;
  return kinds.flatMap((kind) => {
    const [resources, wanted] = [changes[kind], expected[kind] ?? []];
    const [more, less] = [without(resources, wanted), without(wanted, resources)];
    return [
      more.length > 0 ? `${kind} unexpectedly: ${more.join(", ")}` : undefined,
      less.length > 0 ? `not ${kind}: ${less.join(", ")}` : undefined,
    ].filter((it) => it !== undefined);
  });
}
