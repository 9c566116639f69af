import type { NameRules } from '../name-rules.ts';

/** Everything in which the systems differ, so that the rules of all of them can be tested on any. */
export interface LocalPlatform {
  readonly name: 'windows' | 'macos' | 'linux';
  /** `drives`: the root lists drives and network shares; `single`: one tree from `/`. */
  readonly root: 'drives' | 'single';
  /** The rules of a directory about which nothing else is known. */
  readonly names: NameRules;
  /** Whether files carry permission bits, an owner and a group. */
  readonly ownership: 'unix' | 'none';
  /**
   * Names that the system itself hides though they begin with no dot. Node cannot read the attributes that Windows
   * and macOS keep for that.
   */
  readonly hiddenNames: RegExp | undefined;
  /** Whether a rename can fail for a moment because another program (a virus scanner) holds the file. */
  readonly renames: 'contended' | 'free';
}

/** NTFS counts UTF-16 code units; its case folding is a matter of single letters, and it composes nothing. */
const windows: LocalPlatform = {
  name: 'windows',
  root: 'drives',
  names: {
    alphabet: 'windows',
    longest: { most: 255, unit: 'utf-16' },
    caseSensitive: false,
    composition: 'distinguished',
  },
  ownership: 'none',
  hiddenNames:
    /^(?:\$recycle\.bin|\$winreagent|system volume information|recovery|config\.msi|(?:page|hiber|swap)file\.sys|dumpstack\.log(?:\.tmp)?|desktop\.ini|thumbs\.db|ntuser\.(?:dat|ini|pol).*|appdata|programdata|documents and settings)$/i,
  renames: 'contended',
};

/** APFS keeps names as they were typed and takes NFC and NFD, capitals and small letters for the same, unless it was made otherwise. */
const macos: LocalPlatform = {
  name: 'macos',
  root: 'single',
  names: { alphabet: 'any', longest: { most: 255, unit: 'bytes' }, caseSensitive: false, composition: 'ignored' },
  ownership: 'unix',
  hiddenNames: /^Icon\r$/,
  renames: 'free',
};

const linux: LocalPlatform = {
  name: 'linux',
  root: 'single',
  names: { alphabet: 'any', longest: { most: 255, unit: 'bytes' }, caseSensitive: true, composition: 'distinguished' },
  ownership: 'unix',
  hiddenNames: undefined,
  renames: 'free',
};

export const platforms = { windows, macos, linux } as const;

/** Of the system that runs now; what is neither Windows nor macOS is taken for Linux. */
export const localPlatform: LocalPlatform = platformOf(process.platform);

export function platformOf(platform: NodeJS.Platform): LocalPlatform {
  if (platform === 'win32') return windows;
  return platform === 'darwin' ? macos : linux;
}
