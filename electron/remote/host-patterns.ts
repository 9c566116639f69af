/** `*` is any run of characters, `?` exactly one (ssh_config(5), PATTERNS). Upper and lower case differ. */
function matchesPattern(pattern: string, text: string): boolean {
  const source = [...pattern]
    .map((character) => {
      if (character === '*') return '.*';
      if (character === '?') return '.';
      return character.replace(/[\\^$.|+()[\]{}/-]/, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`, 'su').test(text);
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
