import { join } from 'node:path';
import { type Node, NodeFlags, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  isArrayBindingPattern,
  isArrayLiteralExpression,
  isArrowFunction,
  isAsExpression,
  isAwaitExpression,
  isBinaryExpression,
  isBindingElement,
  isBlock,
  isCallExpression,
  isConditionalExpression,
  isElementAccessExpression,
  isFunctionDeclaration,
  isFunctionExpression,
  isGetAccessorDeclaration,
  isIdentifier,
  isMethodDeclaration,
  isNewExpression,
  isNonNullExpression,
  isNoSubstitutionTemplateLiteral,
  isObjectBindingPattern,
  isObjectLiteralExpression,
  isParameterDeclaration,
  isParenthesizedExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isPropertyDeclaration,
  isReturnStatement,
  isSatisfiesExpression,
  isShorthandPropertyAssignment,
  isSpreadElement,
  isStringLiteral,
  isTemplateExpression,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';
import {
  API,
  type Checker,
  type Program,
  type Project,
  type Symbol as TypeScriptSymbol,
} from 'typescript/unstable/sync';
import { different, hasWords, joined, place, type Template } from './template.ts';
import { Usages } from './usages.ts';

/** A sentence that the main process can say, and where it is written. */
export interface Sentence {
  readonly template: Template;
  /** `electron/remote/ftp/limit.ts:72` */
  readonly where: string;
}

/** The expressions that are shown to people, as far as this node by itself leads to some. */
type Sink = (node: Node, file: string) => readonly Node[];

/**
 * Follows every expression that a sink names to the texts that it can have: through variables, parameters and their
 * callers, properties and their assignments, tables, and what functions return. What has no words of the sources in it
 * (a path, a server's reply) is a place.
 */
export function collectSentences(root: string, sink: Sink): Sentence[] {
  const api = new API({ cwd: root });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] });
    const project = snapshot.getProject(join(root, 'tsconfig.json'));
    if (!project) throw new Error('The project of the main process cannot be opened.');
    return new Collector(root, project).collect(sink);
  } finally {
    api.close();
  }
}

const MOST_ALTERNATIVES = 200;
/** `“{path}”` beside `What was asked for`. */
const MOST_QUOTED = 3;

class Collector {
  readonly #root: string;
  readonly #project: Project;
  readonly #program: Program;
  readonly #checker: Checker;
  readonly #usages: Usages;
  readonly #known = new Map<Node, readonly Template[]>();
  readonly #under = new Set<Node>();

  constructor(root: string, project: Project) {
    this.#root = root;
    this.#project = project;
    this.#program = project.program;
    this.#checker = project.checker;
    this.#usages = new Usages(project.checker);
  }

  collect(sink: Sink): Sentence[] {
    const sinks: { readonly expression: Node; readonly where: string }[] = [];
    for (const name of this.#program.getSourceFileNames()) {
      const file = name.slice(this.#root.length + 1);
      const isOurs = name.startsWith(`${this.#root}/`) && isOfTheApp(file);
      const source = isOurs ? this.#program.getSourceFile(name) : undefined;
      if (!source) continue;
      const visit = (node: Node): void => {
        this.#usages.note(node);
        for (const expression of sink(node, file)) {
          sinks.push({ expression, where: `${file}:${lineOf(source, expression)}` });
        }
        node.forEachChild(visit);
      };
      visit(source);
    }
    return sinks.flatMap(({ expression, where }) =>
      this.#templatesOf(expression).map((template) => ({ template, where })),
    );
  }

  #templatesOf(node: Node): readonly Template[] {
    return this.#once(node, () => this.#followed(node));
  }

  /** Remembers what was found, and ends where it comes back to where it began. */
  #once(node: Node, follow: () => readonly Template[]): readonly Template[] {
    const known = this.#known.get(node);
    if (known) return known;
    if (this.#under.has(node)) return [];
    this.#under.add(node);
    const found = different(follow());
    this.#under.delete(node);
    this.#known.set(node, found);
    return found;
  }

  #followed(node: Node): readonly Template[] {
    if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return [[node.text]];
    if (isTemplateExpression(node)) {
      const spans = node.templateSpans.map((span) => [
        this.#filling(span.expression),
        [[span.literal.text]] as readonly Template[],
      ]);
      return joined([[[node.head.text]], ...spans.flat()]);
    }
    if (isConditionalExpression(node))
      return [...this.#templatesOf(node.whenTrue), ...this.#templatesOf(node.whenFalse)];
    if (isBinaryExpression(node)) {
      const operator = node.operatorToken.kind;
      if (operator === SyntaxKind.PlusToken) return joined([this.#filling(node.left), this.#filling(node.right)]);
      if (operator === SyntaxKind.QuestionQuestionToken || operator === SyntaxKind.BarBarToken) {
        return [...this.#templatesOf(node.left), ...this.#templatesOf(node.right)];
      }
      if (operator === SyntaxKind.AmpersandAmpersandToken) return this.#templatesOf(node.right);
    }
    if (
      isParenthesizedExpression(node) ||
      isAsExpression(node) ||
      isNonNullExpression(node) ||
      isSatisfiesExpression(node) ||
      isAwaitExpression(node)
    ) {
      return this.#templatesOf(node.expression);
    }
    if (isIdentifier(node)) return node.text === 'undefined' ? [] : this.#ofSymbol(this.#usages.symbolAt(node), node);
    if (isPropertyAccessExpression(node)) return this.#ofSymbol(this.#usages.symbolAt(node.name), node);
    if (isElementAccessExpression(node)) return this.#ofTable(node.expression) ?? [place(node)];
    if (isCallExpression(node)) return this.#ofCall(node.expression) ?? [place(node)];
    return [place(node)];
  }

  /** What an expression puts into a longer text: its words, or a place. */
  #filling(node: Node): readonly Template[] {
    const found = this.#templatesOf(node);
    const worded = found.filter(hasWords);
    const rest = found.filter((template) => !hasWords(template));
    const empty = rest.some((template) => template.join('') === '');
    if (worded.length > MOST_ALTERNATIVES) throw new Error(`Too many texts in ${node.getText()}.`);
    const isFixed = rest.length === 1 && rest[0]?.every((piece) => typeof piece === 'string');
    if (worded.length === 0) return isFixed ? rest : [place(node)];
    const others = rest.filter((template) => template.join('') !== '');
    const quoted = others.filter((template) => template.length > 1);
    const isFew = quoted.length === others.length && others.length <= MOST_QUOTED;
    return [...worded, ...(empty ? [[]] : []), ...(isFew ? quoted : others.length > 0 ? [place(node)] : [])];
  }

  #ofSymbol(symbol: TypeScriptSymbol | undefined, use: Node): readonly Template[] {
    const declarations = symbol?.declarations.map((handle) => handle.resolve(this.#project)) ?? [];
    const found = declarations.flatMap((declaration) =>
      declaration && isOfTheApp(this.#fileOf(declaration))
        ? this.#once(declaration, () => this.#ofDeclaration(declaration))
        : [],
    );
    return found.length > 0 ? found : [place(use)];
  }

  #ofDeclaration(declaration: Node): readonly Template[] {
    if (isVariableDeclaration(declaration)) {
      const assigned = this.#assignments(declaration.name);
      return [declaration.initializer, ...assigned].flatMap((node) => (node ? this.#templatesOf(node) : []));
    }
    if (isParameterDeclaration(declaration)) return this.#ofParameter(declaration);
    if (isBindingElement(declaration)) return this.#ofBinding(declaration);
    if (isPropertyAssignment(declaration)) return this.#templatesOf(declaration.initializer);
    if (isShorthandPropertyAssignment(declaration)) {
      const value = this.#checker.getShorthandAssignmentValueSymbol(declaration);
      return value ? this.#ofSymbol(value, declaration.name) : [];
    }
    if (isGetAccessorDeclaration(declaration)) return this.#returned(declaration);
    if ('name' in declaration && declaration.name) {
      const initializer = isPropertyDeclaration(declaration) ? declaration.initializer : undefined;
      return [...(initializer ? this.#templatesOf(initializer) : []), ...this.#ofProperty(declaration.name as Node)];
    }
    return [];
  }

  /** What is given to a member of a type or class: in every object that could be one, and where it is assigned. */
  #ofProperty(name: Node): readonly Template[] {
    const owner = this.#checker.getTypeAtLocation(name.parent.parent);
    const isOwner = (object: Node): boolean => {
      const type = this.#checker.getTypeAtLocation(object);
      return owner === undefined || type === undefined || this.#checker.isTypeAssignableTo(type, owner);
    };
    return this.#usages.named(name).flatMap((reference) => {
      const { parent } = reference;
      if (isPropertyAssignment(parent) && parent.name === reference) {
        return isOwner(parent.parent) ? this.#templatesOf(parent.initializer) : [];
      }
      if (isShorthandPropertyAssignment(parent)) {
        const value = isOwner(parent.parent) ? this.#checker.getShorthandAssignmentValueSymbol(parent) : undefined;
        return value ? this.#ofSymbol(value, reference) : [];
      }
      return this.#assignedTo(reference);
    });
  }

  #assignments(name: Node): Node[] {
    if (!isIdentifier(name)) return [];
    const isConstant = (name.parent.parent.flags & NodeFlags.Const) !== 0;
    if (isConstant) return [];
    return this.#usages.of(name).flatMap((reference) => {
      const { parent } = reference;
      return isBinaryExpression(parent) &&
        parent.left === reference &&
        parent.operatorToken.kind === SyntaxKind.EqualsToken
        ? [parent.right]
        : [];
    });
  }

  #assignedTo(reference: Node): readonly Template[] {
    const access = isPropertyAccessExpression(reference.parent) ? reference.parent : undefined;
    const assignment = access?.parent;
    if (!assignment || !isBinaryExpression(assignment) || assignment.left !== access) return [];
    return assignment.operatorToken.kind === SyntaxKind.EqualsToken ? this.#templatesOf(assignment.right) : [];
  }

  #ofParameter(parameter: Node): readonly Template[] {
    if (!isParameterDeclaration(parameter)) return [];
    const callee = parameter.parent;
    const index = 'parameters' in callee ? (callee.parameters as readonly Node[]).indexOf(parameter) : -1;
    const initial = parameter.initializer ? this.#templatesOf(parameter.initializer) : [];
    const given = this.#calls(callee).flatMap((call) => {
      const argument = call[index];
      return argument && !isSpreadElement(argument) ? this.#templatesOf(argument) : [];
    });
    return [...initial, ...given];
  }

  /** The arguments of every call of a function. */
  #calls(callee: Node): (readonly Node[])[] {
    const named =
      (isArrowFunction(callee) || isFunctionExpression(callee)) && isVariableDeclaration(callee.parent)
        ? callee.parent.name
        : 'name' in callee
          ? (callee.name as Node | undefined)
          : undefined;
    const name = callee.kind === SyntaxKind.Constructor ? (callee.parent as { name?: Node }).name : named;
    if (!name) return [];
    return this.#usages.of(name).flatMap((reference) => {
      const use =
        isPropertyAccessExpression(reference.parent) && reference.parent.name === reference
          ? reference.parent
          : reference;
      const call = use.parent;
      if (isCallExpression(call) && call.expression === use) return [[...call.arguments]];
      if (isNewExpression(call) && call.expression === use) return [[...(call.arguments ?? [])]];
      return [];
    });
  }

  #ofBinding(element: Node): readonly Template[] {
    if (!isBindingElement(element)) return [];
    const initial = element.initializer ? this.#templatesOf(element.initializer) : [];
    const pattern = element.parent;
    if (isArrayBindingPattern(pattern)) {
      const list = isVariableDeclaration(pattern.parent) ? pattern.parent.initializer : undefined;
      const index = (pattern.elements as readonly Node[]).indexOf(element);
      return [
        ...initial,
        ...(list
          ? this.#listsIn(list)
              .flatMap((items) => items[index] ?? [])
              .flatMap((item) => this.#templatesOf(item))
          : []),
      ];
    }
    if (!isObjectBindingPattern(pattern)) return initial;
    const name = element.propertyName ?? element.name;
    const type = name && isIdentifier(name) ? this.#checker.getTypeAtLocation(pattern) : undefined;
    const property = type && name && isIdentifier(name) ? this.#checker.getPropertyOfType(type, name.text) : undefined;
    return property && name ? [...initial, ...this.#ofSymbol(property, name)] : initial;
  }

  /** `table[key]`: any value of the table. */
  #ofTable(expression: Node): readonly Template[] | undefined {
    const table = this.#literalOf(expression);
    if (!table) return undefined;
    const values = isObjectLiteralExpression(table)
      ? table.properties.flatMap((property) => (isPropertyAssignment(property) ? [property.initializer] : []))
      : isArrayLiteralExpression(table)
        ? [...table.elements]
        : [];
    const found = values.flatMap((value) => this.#templatesOf(value));
    return found.length > 0 ? found : undefined;
  }

  /** The lists that an expression can be. */
  #listsIn(expression: Node): (readonly Node[])[] {
    if (isBinaryExpression(expression)) return [...this.#listsIn(expression.left), ...this.#listsIn(expression.right)];
    const literal = this.#literalOf(expression);
    if (literal && isArrayLiteralExpression(literal)) return [[...literal.elements]];
    const table = isElementAccessExpression(expression) ? this.#literalOf(expression.expression) : undefined;
    if (!table || !isObjectLiteralExpression(table)) return [];
    return table.properties.filter(isPropertyAssignment).flatMap(({ initializer }) => this.#listsIn(initializer));
  }

  #literalOf(expression: Node): Node | undefined {
    if (isAsExpression(expression) || isSatisfiesExpression(expression) || isParenthesizedExpression(expression)) {
      return this.#literalOf(expression.expression);
    }
    if (isObjectLiteralExpression(expression) || isArrayLiteralExpression(expression)) return expression;
    if (isIdentifier(expression)) {
      const declaration = this.#usages.symbolAt(expression)?.valueDeclaration?.resolve(this.#project);
      if (declaration && isVariableDeclaration(declaration) && declaration.initializer) {
        return this.#literalOf(declaration.initializer);
      }
    }
    return undefined;
  }

  #ofCall(callee: Node): readonly Template[] | undefined {
    if (isElementAccessExpression(callee)) {
      const table = this.#literalOf(callee.expression);
      const functions = table && isObjectLiteralExpression(table) ? table.properties.filter(isPropertyAssignment) : [];
      return functions.flatMap((property) => this.#returned(property.initializer));
    }
    if (isPropertyAccessExpression(callee) && callee.name.text === 'trim') {
      const trimmed = this.#templatesOf(callee.expression);
      return trimmed.some(hasWords) ? trimmed : undefined;
    }
    if (isPropertyAccessExpression(callee) && callee.name.text === 'join') return this.#joinedBy(callee.expression);
    const name = isPropertyAccessExpression(callee) ? callee.name : callee;
    const declarations = this.#usages.symbolAt(name)?.declarations ?? [];
    const found = declarations.flatMap((handle) => {
      const declaration = handle.resolve(this.#project);
      if (!declaration || !isOfTheApp(this.#fileOf(declaration))) return [];
      if (isVariableDeclaration(declaration) && declaration.initializer) return this.#returned(declaration.initializer);
      if (isPropertyAssignment(declaration)) return this.#returned(declaration.initializer);
      return this.#returned(declaration);
    });
    return found.length > 0 ? found : undefined;
  }

  /** `[one, other].filter(…).join('\\n')`: sentences, each by itself. */
  #joinedBy(list: Node): readonly Template[] | undefined {
    if (isCallExpression(list) && isPropertyAccessExpression(list.expression)) {
      return list.expression.name.text === 'filter' ? this.#joinedBy(list.expression.expression) : undefined;
    }
    const literal = this.#literalOf(list);
    const items = literal && isArrayLiteralExpression(literal) ? [...literal.elements] : undefined;
    if (items) return items.flatMap((item) => this.#templatesOf(item));
    const declaration = isIdentifier(list)
      ? this.#usages.symbolAt(list)?.valueDeclaration?.resolve(this.#project)
      : undefined;
    const initializer = declaration && isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return initializer && this.#joinedBy(initializer);
  }

  #returned(callee: Node): readonly Template[] {
    if (isArrowFunction(callee) && !isBlock(callee.body)) return this.#templatesOf(callee.body);
    const body =
      isArrowFunction(callee) ||
      isFunctionDeclaration(callee) ||
      isFunctionExpression(callee) ||
      isMethodDeclaration(callee) ||
      isGetAccessorDeclaration(callee)
        ? callee.body
        : undefined;
    if (!body) return [];
    const found: Template[] = [];
    const visit = (node: Node): void => {
      if (isReturnStatement(node) && node.expression) found.push(...this.#templatesOf(node.expression));
      if (!isArrowFunction(node) && !isFunctionExpression(node) && !isFunctionDeclaration(node))
        node.forEachChild(visit);
    };
    body.forEachChild(visit);
    return found;
  }

  #fileOf(node: Node): string {
    return node.getSourceFile().fileName.slice(this.#root.length + 1);
  }
}

function isOfTheApp(file: string): boolean {
  return (
    /^(?:electron|shared)\//.test(file) &&
    !/\.test\.ts$|\/testing\/|\.d\.ts$|^electron\/(?:demo-server|desktop\/texts)\//.test(file)
  );
}

function lineOf(source: SourceFile, node: Node): number {
  return source.text.slice(0, node.getStart()).split('\n').length;
}
