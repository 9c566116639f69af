import type { Entry } from '../../../../shared/model/entry.ts';

/** A bit of several files: set on all, clear on all, or to stay as each has it. */
type Bit = 'set' | 'clear' | 'keep';

/** The twelve permission bits of POSIX, by their value. */
export const permissionBits = [
  0o400, 0o200, 0o100, 0o040, 0o020, 0o010, 0o004, 0o002, 0o001, 0o4000, 0o2000, 0o1000,
] as const;
export type PermissionBit = (typeof permissionBits)[number];

export type PermissionForm = Readonly<Record<PermissionBit, Bit>>;

/** What a form makes of a file: these bits come, those go, the others stay. */
export interface PermissionChange {
  readonly set: number;
  readonly clear: number;
}

export const keepAll: PermissionForm = fill(() => 'keep');

/** What all of them have; where they differ, or the server does not say, the bit is to be kept. */
export function formOf(entries: readonly Pick<Entry, 'permissions'>[]): PermissionForm {
  const known = entries.map(({ permissions }) => permissions).filter((permissions) => permissions !== undefined);
  if (known.length === 0 || known.length < entries.length) return keepAll;
  return fill((bit) => {
    const having = known.filter((permissions) => (permissions & bit) !== 0).length;
    if (having === known.length) return 'set';
    return having === 0 ? 'clear' : 'keep';
  });
}

export function changeOf(form: PermissionForm): PermissionChange {
  const sum = (wanted: Bit) => permissionBits.reduce((bits, bit) => (form[bit] === wanted ? bits | bit : bits), 0);
  return { set: sum('set'), clear: sum('clear') };
}

/** `644`, or four digits where a special bit is set; empty while a bit is to be kept. */
export function octalOf(form: PermissionForm): string {
  if (permissionBits.some((bit) => form[bit] === 'keep')) return '';
  return changeOf(form).set.toString(8).padStart(3, '0');
}

/** Undefined where the text is no three or four octal digits. */
export function formFromOctal(text: string): PermissionForm | undefined {
  if (!/^[0-7]{3,4}$/.test(text.trim())) return undefined;
  return formOf([{ permissions: Number.parseInt(text, 8) }]);
}

/** What a click makes of a bit: one that differs becomes set first. */
export function toggled(form: PermissionForm, bit: PermissionBit): PermissionForm {
  return { ...form, [bit]: form[bit] === 'set' ? 'clear' : 'set' };
}

export function isChanged(before: PermissionForm, now: PermissionForm): boolean {
  return permissionBits.some((bit) => before[bit] !== now[bit]);
}

function fill(bit: (bit: PermissionBit) => Bit): PermissionForm {
  return Object.fromEntries(permissionBits.map((value) => [value, bit(value)])) as PermissionForm;
}
