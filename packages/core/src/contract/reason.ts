// Why a backend answers, why another does not, and what to know about an answer: codes and values.
// `reason-words.ts` makes English of them, for replies; nobody reads them back from words.
import * as v from "valibot";
import { backendRefEntries } from "./backend-id.ts";
import { wireErrorSchema } from "./inference-error.ts";

// What keeps the large model's endpoint from taking a run.
const endpointObstacles = [
  /** Nobody has looked at it yet. */
  v.object({ code: v.literal("unseen") }),
  /** No copy runs; a wake takes this long. */
  v.object({ code: v.literal("asleep"), wakeSeconds: v.number() }),
  /** A copy is on its way; late when it takes longer than those before. */
  v.object({ code: v.literal("waking"), secondsToWarm: v.number(), isLate: v.boolean() }),
  /** It runs and takes no more just now. */
  v.object({ code: v.literal("throttled") }),
  /** Its calls fail. */
  v.object({ code: v.literal("failing") }),
  /** This server may not call it. */
  v.object({ code: v.literal("denied") }),
  /** Its service reports it as failed. */
  v.object({ code: v.literal("broken") }),
] as const;

/** The schema of an EndpointCondition. */
export const endpointConditionSchema = v.variant("code", [
  v.object({ code: v.literal("awake") }),
  ...endpointObstacles,
]);

/** How the large model's endpoint is. */
export type EndpointCondition = Readonly<v.InferOutput<typeof endpointConditionSchema>>;

/** The schema of an Obstacle. */
export const obstacleSchema = v.variant("code", [
  ...endpointObstacles,
  /** As many runs wait for it as it does at a time. */
  v.object({ code: v.literal("crowded"), waiting: v.number() }),
  /** This browser lacks the SIMD instructions that the small models need. */
  v.object({ code: v.literal("no-simd") }),
]);

/** What keeps a backend from taking a run now. */
export type Obstacle = Readonly<v.InferOutput<typeof obstacleSchema>>;

/** The schema of a Reason. */
export const reasonSchema = v.variant("code", [
  /** It was named by the caller. */
  v.object({ code: v.literal("asked-for") }),
  /** It is the first of all that can. */
  v.object({ code: v.literal("at-once") }),
  /** It comes after others that can. */
  v.object({ code: v.literal("next-in-line") }),
  /** Many inputs go to the small models. */
  v.object({ code: v.literal("many-inputs") }),
  /** The backend named here comes before it and cannot take a run. */
  v.object({ code: v.literal("unavailable"), ...backendRefEntries, why: obstacleSchema }),
  /** The backend named here was tried before it and failed. */
  v.object({ code: v.literal("failed"), ...backendRefEntries, error: wireErrorSchema }),
]);

/** Why a backend answers. */
export type Reason = Readonly<v.InferOutput<typeof reasonSchema>>;

/** The schema of a Notice. */
export const noticeSchema = v.variant("code", [
  /** The backend named here could not answer, so another did. */
  v.object({ code: v.literal("fallback"), ...backendRefEntries }),
  /** What the backend that answered says of its answer, such as a language that the model does not read. */
  v.object({ code: v.literal("words"), words: v.string() }),
]);

/** What a person should know about an answer. */
export type Notice = Readonly<v.InferOutput<typeof noticeSchema>>;
