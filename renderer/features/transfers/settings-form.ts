import {
  type ConflictAction,
  LEAST_PATTERN_TEXT,
  LEAST_RATE,
  type TransferLimits,
  type TransferSettings,
} from '../../../shared/model/transfer.ts';
import { bytesOf, isSoundSize, type TypedSize, typedSize } from '../../ui/typed-size.ts';
import { type FilterForm, filterOf, formOf } from './filter-form.ts';

/** The settings as they are typed. */
export interface SettingsForm {
  readonly all: string;
  readonly ftp: string;
  readonly sftp: string;
  /** A second. */
  readonly limitAll: TypedSize;
  readonly limitDown: TypedSize;
  readonly limitUp: TypedSize;
  readonly onConflict: ConflictAction;
  readonly partialNames: boolean;
  readonly partialPattern: string;
  readonly withoutPartialNames: readonly string[];
  readonly keepPermissions: boolean;
  readonly checksum: boolean;
  readonly segments: string;
  readonly filter: FilterForm;
}

export function formOfSettings(settings: TransferSettings): SettingsForm {
  const { parallel, limits, verify, segments, filter, ...rest } = settings;
  const rate = (limit: number | undefined) => typedSize(limit, 'kilobyte');
  return {
    ...rest,
    ...{ all: String(parallel.all), ftp: String(parallel.ftp), sftp: String(parallel.sftp) },
    ...{ limitAll: rate(limits.all), limitDown: rate(limits.down), limitUp: rate(limits.up) },
    checksum: verify === 'checksum',
    segments: String(segments),
    filter: formOf(filter),
  };
}

/** The fields that cannot be saved as they are. */
export function problemsOf(form: SettingsForm): Set<keyof SettingsForm> {
  const problems = new Set<keyof SettingsForm>();
  const most = { all: 64, ftp: 32, sftp: 32, segments: 16 } as const;
  for (const name of ['all', 'ftp', 'sftp', 'segments'] as const) {
    if (!isWhole(form[name], most[name])) problems.add(name);
  }
  for (const name of ['limitAll', 'limitDown', 'limitUp'] as const) {
    if (!isSoundSize(form[name], LEAST_RATE)) problems.add(name);
  }
  const { partialPattern: pattern } = form;
  const isTelling = pattern.length - '{name}'.length >= LEAST_PATTERN_TEXT;
  if (!/^[^/\\\p{Cc}]*\{name\}[^/\\\p{Cc}]*$/u.test(pattern) || !isTelling || pattern.length > 60) {
    problems.add('partialPattern');
  }
  return problems;
}

export function isSound(form: SettingsForm): boolean {
  return problemsOf(form).size === 0;
}

/** Call it only where {@link isSound}. */
export function settingsOf(form: SettingsForm, before: TransferSettings): TransferSettings {
  const rate = (name: keyof TransferLimits, typed: TypedSize): TransferLimits => {
    const limit = bytesOf(typed);
    return limit === undefined ? {} : { [name]: limit };
  };
  return {
    ...before,
    parallel: { all: Number(form.all), ftp: Number(form.ftp), sftp: Number(form.sftp) },
    limits: { ...rate('all', form.limitAll), ...rate('down', form.limitDown), ...rate('up', form.limitUp) },
    onConflict: form.onConflict,
    partialNames: form.partialNames,
    partialPattern: form.partialPattern,
    withoutPartialNames: [...form.withoutPartialNames],
    keepPermissions: form.keepPermissions,
    verify: form.checksum ? 'checksum' : 'size',
    segments: Number(form.segments),
    filter: filterOf(form.filter),
  };
}

function isWhole(text: string, most: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;
}
