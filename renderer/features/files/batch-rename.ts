/** How a selection of names is to change. */
export interface RenameRule {
  readonly find: string;
  /** In a regular expression `$1` stands for its first group. `{n}` counts the files, `{n:3}` with three digits. */
  readonly replace: string;
  readonly isPattern: boolean;
  readonly ignoreCase: boolean;
  readonly letters: 'keep' | 'lower' | 'upper';
  /** The ending behind the last dot stays as it is. */
  readonly keepEnding: boolean;
  /** Where `{n}` begins. */
  readonly firstNumber: number;
}

export const emptyRule: RenameRule = {
  find: '',
  replace: '',
  isPattern: false,
  ignoreCase: false,
  letters: 'keep',
  keepEnding: true,
  firstNumber: 1,
};

type NameProblem = 'invalid' | 'twice' | 'taken';

/** One name and what becomes of it. */
export interface PlannedName {
  readonly from: string;
  readonly to: string;
  readonly problem?: NameProblem;
}

/** Undefined where the pattern is none. An empty `find` takes the whole name. */
export function planRename(
  names: readonly string[],
  rule: RenameRule,
  others: ReadonlySet<string>,
): readonly PlannedName[] | undefined {
  const pattern = patternOf(rule);
  if (!pattern) return undefined;
  const planned = names.map((from, index) => ({ from, to: newName(from, index, rule, pattern) }));
  const counts = Map.groupBy(planned, ({ to }) => to);
  return planned.map(({ from, to }) => {
    if (to === '' || to === '.' || to === '..' || /[/\0]/.test(to)) return { from, to, problem: 'invalid' };
    if ((counts.get(to)?.length ?? 0) > 1) return { from, to, problem: 'twice' };
    if (others.has(to)) return { from, to, problem: 'taken' };
    return { from, to };
  });
}

/** As many of the names as anybody looks through: where there are more, those that cannot be come first. */
export function previewOf(plan: readonly PlannedName[], most: number): readonly PlannedName[] {
  if (plan.length <= most) return plan;
  const { wrong = [], right = [] } = Object.groupBy(plan, ({ problem }) => (problem ? 'wrong' : 'right'));
  return [...wrong, ...right].slice(0, most);
}

function patternOf({ find, isPattern, ignoreCase }: RenameRule): RegExp | undefined {
  if (find === '') return /^.*$/su;
  try {
    const source = isPattern ? find : find.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return new RegExp(source, ignoreCase ? 'gisu' : 'gsu');
  } catch {
    // The user is still typing it.
    return undefined;
  }
}

function newName(name: string, index: number, rule: RenameRule, pattern: RegExp): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = rule.keepEnding && dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const replacement = numbered(rule, index);
  const wholeName = rule.find === '' && rule.replace === '';
  const literal = rule.isPattern ? replacement : replacement.replaceAll('$', '$$$$');
  const changed = wholeName ? stem : stem.replace(pattern, literal);
  if (rule.letters === 'keep') return changed + ending;
  return (rule.letters === 'lower' ? changed.toLowerCase() : changed.toUpperCase()) + ending;
}

function numbered({ replace, firstNumber }: RenameRule, index: number): string {
  return replace.replace(/\{n(?::(\d{1,2}))?\}/g, (_whole, digits?: string) =>
    String(firstNumber + index).padStart(Number(digits ?? 1), '0'),
  );
}

/** One step of carrying a plan out. */
export interface RenameStep {
  readonly from: string;
  readonly to: string;
}

/** The order in which names can change so that none is ever written over: chains from their end, circles by way of a free name. */
export function renameSteps(plan: readonly PlannedName[], freeName: (name: string) => string): RenameStep[] {
  const waiting = new Map(plan.filter(({ from, to }) => from !== to).map(({ from, to }) => [from, to]));
  const steps: RenameStep[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, to]) => !waiting.has(to));
    for (const [from, to] of ready) {
      steps.push({ from, to });
      waiting.delete(from);
    }
    if (ready.length > 0) continue;
    // Only circles are left: one of them steps aside.
    const [circle] = waiting;
    if (!circle) break;
    const [from, to] = circle;
    const aside = freeName(from);
    steps.push({ from, to: aside });
    waiting.delete(from);
    waiting.set(aside, to);
  }
  return steps;
}
