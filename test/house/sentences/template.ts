import type { Node } from 'typescript/unstable/ast';
import {
  isBindingElement,
  isCallExpression,
  isIdentifier,
  isPropertyAccessExpression,
} from 'typescript/unstable/ast/is';

/** A text with places: what is written in the source, and the names of what is filled in. */
type Piece = string | { readonly place: string };
export type Template = readonly Piece[];

/** What is filled in where the sources have no words for it, named after its expression. */
export function place(node: Node): Template {
  return [{ place: nameOf(node) }];
}

function nameOf(node: Node): string {
  if (isIdentifier(node)) return node.text;
  if (isPropertyAccessExpression(node)) return node.name.text.replace(/^#/, '');
  if (isCallExpression(node))
    return node.arguments.length > 0 ? nameOf(node.arguments[0] as Node) : nameOf(node.expression);
  if (isBindingElement(node)) return nameOf(node.name as Node);
  return 'value';
}

/** As it reads: `“{path}” does not exist.` */
export function written(template: Template): string {
  return template.map((piece) => (typeof piece === 'string' ? piece : `{${piece.place}}`)).join('');
}

export function different(templates: readonly Template[]): Template[] {
  return [...new Map(templates.map((template) => [written(template), template])).values()];
}

/** Parts one after the other, each in all its forms. */
export function joined(parts: readonly (readonly Template[])[]): Template[] {
  return parts.reduce<Template[]>(
    (sofar, part) => sofar.flatMap((before) => part.map((after) => [...before, ...after])),
    [[]],
  );
}

/** A word as sentences have them; not the end of a file name, an FTP command or an option. */
const word = /(?<![\p{L}\p{N}./_:@=-])\p{Lu}?\p{Ll}{2,}(?![\p{L}\p{N}/_@=(]|[.:-]\p{L})/u;

export function hasWords(template: Template): boolean {
  return !isPath(template) && template.some((piece) => typeof piece === 'string' && word.test(piece));
}

/** `{directory}/{name} (mine)`: a path that the code puts together. */
function isPath(template: Template): boolean {
  return /^(?:[A-Z]{3,4} )?(?:\{\w+\})?\/\S/.test(written(template)) && typeof template[1] === 'object';
}
