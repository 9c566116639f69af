/** A name with a sign for each space at its ends: nobody sees those, and `report` and `report ` are two files. */
export function markEdgeSpaces(name: string): string {
  return name.replace(/^ +| +$/g, (spaces) => '␣'.repeat(spaces.length));
}
