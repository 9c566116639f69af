/**
 * `*` is any run of characters, `?` exactly one (ssh_config(5), PATTERNS). Upper and lower case differ. Goes back to the last `*`
 * only, so that a pattern of many takes no long time (match_pattern() in OpenSSH's match.c is the same without that).
 */
function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let read = 0;
  let lastStar = -1;
  let taken = 0;
  while (read < text.length) {
    if (pattern[at] === '*') {
      lastStar = at;
      taken = read;
      at += 1;
    } else if (pattern[at] === '?' || pattern[at] === text[read]) {
      at += 1;
      read += 1;
    } else if (lastStar >= 0) {
      // The star takes one character more.
      taken += 1;
      read = taken;
      at = lastStar + 1;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** True where a pattern fits and no negated one does. @param patterns With `!` before those that must not fit. */
export function matchesPatterns(patterns: readonly string[], text: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, text)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}
