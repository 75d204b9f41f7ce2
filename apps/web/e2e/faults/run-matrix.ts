// Every fault on every task by every way in, one run after another in a lane, lanes side by side.
import { setTimeout } from "node:timers/promises";
import { type Ending, type FaultCell, limitMs, type WayName, wayNames } from "./fault-cell.ts";
import { type FaultInput, faultInputs } from "./fault-inputs.ts";
import type { FaultProvider } from "./fault-provider.ts";
import { Lane } from "./lane.ts";
import { openSagemaker } from "./sagemaker-provider.ts";

/** Somebody who is ready to ask once. */
interface Caller {
  /** Asks and tells how that ended for whoever asked. */
  ask(): Promise<Ending>;
  close(): Promise<void>;
}

/** A way in: makes ready to ask, while all is well. */
export type OpenWay = (baseUrl: string, input: FaultInput) => Promise<Caller>;

/** A way that needs nothing before it asks. */
export function directly(ask: (baseUrl: string, input: FaultInput) => Promise<Ending>): OpenWay {
  return async (baseUrl, input) => ({
    ask: () => ask(baseUrl, input),
    close: async () => undefined,
  });
}

/** A matrix to run. */
export interface Matrix {
  /** The faults of each lane. */
  readonly lanes: readonly (readonly string[])[];
  /** Opens the large model of a lane. Default one behind a local SageMaker. */
  readonly openProvider?: () => Promise<FaultProvider>;
  /** How a run ends that only the large model may answer. Left out, in any clear way. */
  readonly expected?: (fault: string, taskId: string) => readonly string[];
  readonly ways: Readonly<Partial<Record<WayName, OpenWay>>>;
  /** Which runs are made. Left out, all. */
  readonly isMade?: (run: Pick<FaultCell, "fault" | "way" | "taskId">) => boolean;
  /** Told of each run when it has ended. */
  readonly onCell?: (cell: FaultCell) => void;
}

/** Runs a matrix; throws when a server dies or the large model does not recover from a fault. */
export async function runMatrix({ lanes, ...matrix }: Matrix): Promise<readonly FaultCell[]> {
  const cells = await Promise.all(lanes.map((faults) => runLane(faults, matrix)));
  return cells.flat();
}

async function runLane(
  faults: readonly string[],
  { ways, isMade, onCell, expected, openProvider = openSagemaker }: Omit<Matrix, "lanes">,
): Promise<FaultCell[]> {
  const lane = await Lane.open(await openProvider());
  const cells: FaultCell[] = [];
  try {
    for (const fault of faults) {
      for (const [way, open] of entriesOf(ways)) {
        for (const input of faultInputs(cells.length)) {
          if (isMade && !isMade({ fault, way, taskId: input.taskId })) continue;
          const ended = await runStruckCell(lane, { fault, way, open, input });
          const cell = expected ? { ...ended, expected: expected(fault, input.taskId) } : ended;
          cells.push(cell);
          onCell?.(cell);
        }
      }
    }
  } finally {
    await lane.close();
  }
  return cells;
}

interface CellPlan {
  readonly fault: string;
  readonly way: WayName;
  readonly open: OpenWay;
  readonly input: FaultInput;
}

// A run that never reached the large model, since a busy machine let its connection time out, shows nothing.
async function runStruckCell(lane: Lane, plan: CellPlan): Promise<FaultCell> {
  await lane.heal();
  const cell = await runCell(lane, plan);
  if (cell.strikes > 0) return cell;
  await lane.heal();
  return runCell(lane, plan);
}

async function runCell({ provider, url }: Lane, plan: CellPlan): Promise<FaultCell> {
  const { fault, way, open, input } = plan;
  const caller = await open(url, input);
  await provider.setFault(fault);
  const startedAtMs = performance.now();
  const over = new AbortController();
  const tooLong = setTimeout(limitMs(fault), null, { signal: over.signal, ref: false });
  tooLong.catch(() => null);
  const ending = await Promise.race([caller.ask(), tooLong]);
  over.abort();
  const ms = performance.now() - startedAtMs;
  await caller.close();
  const strikes = provider.strikes();
  return { fault, way, taskId: input.taskId, ms, ending, strikes };
}

function entriesOf(ways: Matrix["ways"]): readonly (readonly [WayName, OpenWay])[] {
  return wayNames.flatMap((name) => {
    const open = ways[name];
    return open ? [[name, open] as const] : [];
  });
}
