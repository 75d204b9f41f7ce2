import type { Region as NativeRegion } from "@pulumi/aws-native";

/** What is known of a region before anything is asked of it. */
export interface Region {
  /**
   * Whether an endpoint there may have a minimum of 0 instances: `works` and `refused` were measured
   * by others, `unproven` was not tried by anybody whose report we know.
   */
  readonly scaleToZero: "works" | "refused" | "unproven";
  /** The account that holds AWS's deep learning containers for this region. */
  readonly containerAccount: string;
}

// Deep learning containers live in one account for most regions; the exceptions are listed in
// aws/deep-learning-containers, docs/reference/region_availability.md.
const mostRegions = "763104351884";
const unproven = { scaleToZero: "unproven", containerAccount: mostRegions } as const;

const table = new Map<NativeRegion, Region>([
  ["us-east-1", { scaleToZero: "works", containerAccount: mostRegions }],
  // Answers "Min instance count needs to be greater than 0".
  ["eu-west-3", { scaleToZero: "refused", containerAccount: mostRegions }],
  ["us-east-2", unproven],
  ["us-west-1", unproven],
  ["us-west-2", unproven],
  ["ca-central-1", unproven],
  ["sa-east-1", unproven],
  ["eu-central-1", unproven],
  ["eu-west-1", unproven],
  ["eu-west-2", unproven],
  ["eu-north-1", unproven],
  ["ap-south-1", unproven],
  ["ap-northeast-1", unproven],
  ["ap-northeast-2", unproven],
  ["ap-southeast-1", unproven],
  ["ap-southeast-2", unproven],
  ["eu-south-1", { scaleToZero: "unproven", containerAccount: "692866216735" }],
  ["af-south-1", { scaleToZero: "unproven", containerAccount: "626614931356" }],
  ["me-south-1", { scaleToZero: "unproven", containerAccount: "217643126080" }],
]);

/** The regions that a stage may name. */
export const regionNames: readonly string[] = [...table.keys()];

/** What is known of the region; undefined when it is not in the list. */
export function regionOf(name: string): Region | undefined {
  const known = findRegion(name);
  return known && table.get(known);
}

/**
 * The region as the aws-native provider spells it.
 * @throws for one that is not in the list, which no checked stage names
 */
export function nativeRegion(name: string): NativeRegion {
  const known = findRegion(name);
  if (known !== undefined) return known;
  throw new Error(`The region ${name} is not in the list.`);
}

function findRegion(name: string): NativeRegion | undefined {
  return [...table.keys()].find((known) => known === name);
}
