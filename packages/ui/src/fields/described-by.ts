/** The `aria-describedby` of a field: its explanation, and its problem when there is one. */
export function describedBy(id: string, problem: string | undefined): string {
  return problem ? `${id}-problem ${id}-about` : `${id}-about`;
}
