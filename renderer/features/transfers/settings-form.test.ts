import { describe, expect, test } from 'vitest';
import { TransferSettings } from '../../../shared/model/transfer.ts';
import type { TypedSize } from '../../ui/typed-size.ts';
import { formOfSettings, isSound, problemsOf, settingsOf } from './settings-form.ts';

const settings = TransferSettings.parse({ limits: { down: 2_500_000, up: 300_000 } });
const form = formOfSettings(settings);
const limited = (amount: string, unit: TypedSize['unit']) => ({ ...form, limitAll: { amount, unit } });

describe('the transfer settings, as they are typed', () => {
  test('are saved as they were shown', () => {
    expect(form).toMatchObject({
      limitAll: { amount: '', unit: 'kilobyte' },
      limitDown: { amount: '2500', unit: 'kilobyte' },
      limitUp: { amount: '300', unit: 'kilobyte' },
    });
    expect(isSound(form)).toBe(true);
    expect(settingsOf(form, settings)).toEqual(settings);
  });

  test('a limit of 1 kB a second could not be saved, though the window asked for 1 or more', () => {
    expect(isSound(limited('1', 'kilobyte'))).toBe(true);
    const saved = TransferSettings.parse(settingsOf(limited('1', 'kilobyte'), settings));
    expect(saved.limits).toEqual({ all: 1_000, down: 2_500_000, up: 300_000 });
  });

  test('a limit counts in its unit, and is refused below 1 kB', () => {
    expect(settingsOf(limited('1,5', 'megabyte'), settings).limits.all).toBe(1_500_000);
    expect(problemsOf(limited('0', 'megabyte'))).toEqual(new Set(['limitAll']));
    expect(problemsOf(limited('fast', 'megabyte'))).toEqual(new Set(['limitAll']));
  });
});
