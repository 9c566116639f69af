const FORGET_MS = 800;

interface Named {
  /** The name in lower case. */
  readonly folded: string;
}

/** Typing letters goes to the next row that starts with them; the same letter again goes on to the next one. */
export class TypeAhead {
  #typed = '';
  #at = 0;

  /** True while a space belongs to the word being typed and does not select. */
  isTyping(now: number): boolean {
    return this.#typed !== '' && now - this.#at < FORGET_MS;
  }

  /** @returns the index of the row to go to, or -1. */
  type(character: string, rows: readonly Named[], focused: number, now: number): number {
    if (!this.isTyping(now)) this.#typed = '';
    this.#at = now;
    this.#typed += character.toLowerCase();
    const repeated = [...this.#typed].every((letter) => letter === this.#typed[0]);
    const wanted = repeated ? (this.#typed[0] ?? '') : this.#typed;
    const start = repeated ? focused + 1 : Math.max(focused, 0);
    for (let offset = 0; offset < rows.length; offset++) {
      const index = (start + offset) % rows.length;
      if (rows[index]?.folded.startsWith(wanted)) return index;
    }
    return -1;
  }
}
