import type { Node } from 'typescript/unstable/ast';
import { isIdentifier, isPrivateIdentifier } from 'typescript/unstable/ast/is';
import { type Checker, SymbolFlags, type Symbol as TypeScriptSymbol } from 'typescript/unstable/sync';

/** Where in the sources a name is used. The checker is asked once for all uses of the same text: each question is a message to its process. */
export class Usages {
  readonly #checker: Checker;
  readonly #named = new Map<string, Node[]>();
  readonly #symbols = new Map<readonly Node[], readonly (TypeScriptSymbol | undefined)[]>();
  readonly #originals = new Map<number, TypeScriptSymbol>();
  readonly #found = new Map<Node, readonly Node[]>();

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  /** To be told of every node before anything is asked. */
  note(node: Node): void {
    if (!isIdentifier(node) && !isPrivateIdentifier(node)) return;
    const alike = this.#named.get(node.text);
    if (alike) alike.push(node);
    else this.#named.set(node.text, [node]);
  }

  /** Everything that is called the same. */
  named(name: Node): readonly Node[] {
    return (isIdentifier(name) || isPrivateIdentifier(name) ? this.#named.get(name.text) : undefined) ?? [];
  }

  /** What a name stands for, behind imports. */
  symbolAt(node: Node): TypeScriptSymbol | undefined {
    const symbol = this.#checker.getSymbolAtLocation(node);
    return symbol && this.#original(symbol);
  }

  /** Where the same thing is named, this place included. */
  of(name: Node): readonly Node[] {
    const known = this.#found.get(name);
    if (known) return known;
    const alike = this.named(name);
    const symbol = this.symbolAt(name);
    const symbols = this.#symbols.get(alike) ?? this.#checker.getSymbolAtLocation(alike);
    this.#symbols.set(alike, symbols);
    const found = alike.filter((_, index) => {
      const other = symbols[index];
      return symbol !== undefined && other !== undefined && this.#original(other).id === symbol.id;
    });
    this.#found.set(name, found);
    return found;
  }

  #original(symbol: TypeScriptSymbol): TypeScriptSymbol {
    if ((symbol.flags & SymbolFlags.Alias) === 0) return symbol;
    const known = this.#originals.get(symbol.id) ?? this.#checker.getAliasedSymbol(symbol);
    this.#originals.set(symbol.id, known);
    return known;
  }
}
