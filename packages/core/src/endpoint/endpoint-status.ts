// What the page, the API's callers and the router may know of the large model's endpoint. Never names
// of an account's resources, and nothing of the container. The descriptions are the API's own.
import * as v from "valibot";
import { endpointConditionSchema } from "../contract/reason.ts";

const temperatures = ["cold", "warming", "warm", "down"] as const;
const wakePolicies = ["summarization", "any", "ask", "never"] as const;

/** The schema of a WakeRefusal. */
const wakeRefusalSchema = v.variant("code", [
  /** This server never wakes it. */
  v.object({ code: v.literal("never") }),
  /** Runs do not wake it, a click does. */
  v.object({ code: v.literal("click-only") }),
  /** Runs of this task do not wake it, a click does. */
  v.object({ code: v.literal("other-task") }),
  /** Only callers with a key of this server may wake it. */
  v.object({ code: v.literal("key-only") }),
  /** The day's wakes are used up. */
  v.object({ code: v.literal("budget-spent"), wakesPerDay: v.number() }),
]);

/** Why a wake is refused. */
export type WakeRefusal = Readonly<v.InferOutput<typeof wakeRefusalSchema>>;

const wakesLeftToday = v.number();

const wakeOfferSchema = v.variant("allowed", [
  v.object({ allowed: v.literal(true), wakesLeftToday }),
  v.object({
    allowed: v.literal(false),
    wakesLeftToday,
    why: v.pipe(v.string(), v.description('Completes "It cannot be woken: …".')),
    whyFacts: v.pipe(wakeRefusalSchema, v.description("The same as code and values.")),
  }),
]);

/** Whether the large model can be woken now. */
export type WakeOffer = Readonly<v.InferOutput<typeof wakeOfferSchema>>;

const costSchema = v.object({
  since: v.pipe(v.string(), v.description("When the watching began, as an ISO 8601 time.")),
  watchedSeconds: v.pipe(v.number(), v.description("Seconds that were watched.")),
  awakeSeconds: v.pipe(
    v.number(),
    v.description("Instance-seconds for which instances were seen running."),
  ),
  estimatedUsd: v.pipe(
    v.number(),
    v.description("The awake seconds at the instance's price, in US dollars."),
  ),
  alwaysOnUsd: v.pipe(
    v.number(),
    v.description("What one instance that never sleeps would have cost in the watched seconds."),
  ),
  hourlyUsd: v.pipe(
    v.number(),
    v.description("What it costs per hour now, as many instances as run."),
  ),
  instanceHourlyUsd: v.pipe(
    v.nullable(v.number()),
    v.description("What one instance costs per hour while it runs; null when that is not known."),
  ),
  instanceType: v.string(),
  priceSource: v.pipe(
    v.nullable(v.string()),
    v.description(
      "Where the price comes from and of which date; null when it is not known, and the dollars are 0.",
    ),
  ),
});

/** What the GPU has cost since this server began to watch it, estimated from what it saw. */
export type EndpointCost = Readonly<v.InferOutput<typeof costSchema>>;

/** The schema of an EndpointStatus. */
export const endpointStatusSchema = v.object({
  temperature: v.pipe(
    v.picklist(temperatures),
    v.description("No copy runs, one is on its way, it answers, or it is broken."),
  ),
  model: v.pipe(v.string(), v.description("The model's name, as answers are signed with it.")),
  words: v.pipe(
    v.string(),
    v.description("The state in words, such as `waking, about 3 min` or `unavailable: it fails`."),
  ),
  condition: v.pipe(
    endpointConditionSchema,
    v.description("The state as code and values; the words are made of it."),
  ),
  staleMinutes: v.pipe(
    v.nullable(v.number()),
    v.description("Minutes since it last showed itself; null while that is not long ago."),
  ),
  available: v.pipe(
    v.boolean(),
    v.description(
      "True when a run may be sent now: warm and neither throttled nor resting after failures, or down with a trial due.",
    ),
  ),
  sinceSeconds: v.pipe(v.number(), v.description("How long it has had this temperature.")),
  secondsToWarm: v.pipe(
    v.nullable(v.number()),
    v.description(
      "Expected seconds until it is warm, learned from past wakes; 0 when it is, null when nothing brings it there.",
    ),
  ),
  wakeSeconds: v.pipe(
    v.number(),
    v.description("How long a wake takes from the call to warm, learned from past wakes."),
  ),
  wakePolicy: v.pipe(
    v.picklist(wakePolicies),
    v.description(
      "When a run wakes it by itself: a run of the tasks that are meant to (`summarization`, named after the first of them), any run, never without being asked, or never at all.",
    ),
  ),
  wake: v.pipe(
    wakeOfferSchema,
    v.description("Whether it can be woken now, how often yet today, and why not."),
  ),
  cost: v.pipe(
    costSchema,
    v.description(
      "What it has cost since this server began to watch it, estimated from the instances seen.",
    ),
  ),
});

/** The large model as `GET /api/v1/status` tells of it. */
export type EndpointStatus = Readonly<v.InferOutput<typeof endpointStatusSchema>>;

/** When a run wakes the large model by itself; `summarization` means the tasks whose definition says `wakesLargeModel`. */
export type WakePolicy = EndpointStatus["wakePolicy"];
