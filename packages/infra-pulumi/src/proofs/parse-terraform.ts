// What Terraform prints as JSON, as far as it is read here.

/** One attribute of a resource. */
export interface TerraformAttribute {
  /** A word such as "string", or a list that begins with "list", "set", "map" or "object". */
  readonly type?: unknown;
  /** Attributes within it. */
  readonly nested_type?: { readonly attributes: Readonly<Record<string, TerraformAttribute>> };
}

/** The parts of a resource: plain values, and blocks in it. */
export interface TerraformBlock {
  readonly attributes?: Readonly<Record<string, TerraformAttribute>>;
  readonly block_types?: Readonly<Record<string, { readonly block: TerraformBlock }>>;
}

/** The provider's resources by type. */
export type TerraformResources = Readonly<Record<string, { readonly block: TerraformBlock }>>;

/** One thing that the provider refuses. */
export interface TerraformProblem {
  readonly summary: string;
  readonly detail?: string;
  readonly snippet?: { readonly context?: string; readonly code?: string };
}

/** The resources of the only provider in `terraform providers schema -json`. */
export function parseResources(text: string): TerraformResources {
  const { provider_schemas: providers } = JSON.parse(text) as {
    provider_schemas: Record<string, { resource_schemas: TerraformResources }>;
  };
  const [only] = Object.values(providers);
  if (!only) throw new Error("Terraform knows no provider.");
  return only.resource_schemas;
}

/** The problems in `terraform validate -json`. */
export function parseProblems(text: string): readonly TerraformProblem[] {
  return (JSON.parse(text) as { diagnostics: readonly TerraformProblem[] }).diagnostics;
}
