import { homedir, hostname, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { matchesPatterns } from '../../host-patterns.ts';
import { sshFolders } from '../../ssh-folder.ts';
import { type ConfigFiles, diskFiles } from './config-files.ts';
import { expandHostName } from './config-tokens.ts';
import { type ConfigLine, parseConfigLines } from './ssh-config-lines.ts';

/** What a connection wants to know of its host. */
export interface ConfigQuestion {
  /** As typed: a host name or an alias. */
  readonly host: string;
  /** As typed; undefined where the user named nobody. */
  readonly user: string | undefined;
}

/** What ssh_config says of one host, as written: paths and tokens are not expanded, but those of `hostName` are. */
export interface HostConfig {
  readonly hostName: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  /** In the order of the files; empty where nothing is said. */
  readonly identityFiles: readonly string[];
  /** CertificateFile, in the same way. */
  readonly certificateFiles: readonly string[];
  readonly identitiesOnly: boolean;
  readonly identityAgent: string | undefined;
  /** In the order in which they are passed: `user@host:port`. Undefined where nothing, or `none`, is said. */
  readonly proxyJump: readonly string[] | undefined;
  readonly proxyCommand: string | undefined;
  readonly hostKeyAlias: string | undefined;
  readonly hashKnownHosts: boolean;
  readonly userKnownHostsFiles: readonly string[] | undefined;
  readonly globalKnownHostsFiles: readonly string[] | undefined;
}

/** Where the files are. */
export interface ConfigPlaces {
  /** `~/.ssh`: the user's `config`, and what its relative Includes start from. */
  readonly userFolder: string;
  /** `/etc/ssh`: the same for the whole machine. */
  readonly systemFolder: string | undefined;
  readonly home: string;
  readonly localUser: string;
  readonly localHost: string;
}

/** OpenSSH's own limit (READCONF_MAX_DEPTH). */
const DEEPEST_INCLUDE = 16;

/** The places of this machine; undefined where no `~/.ssh` is to be looked at. */
export function configPlaces(): ConfigPlaces | undefined {
  const folders = sshFolders();
  if (folders === undefined) return undefined;
  return {
    userFolder: folders.user,
    systemFolder: folders.system,
    home: homedir(),
    localUser: localUserName(),
    localHost: hostname(),
  };
}

export function localUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name: what the environment says is what is left.
    return process.env['USER'] ?? process.env['USERNAME'] ?? '';
  }
}

/**
 * What `~/.ssh/config` and `/etc/ssh/ssh_config` say of a host (ssh_config(5)). As in OpenSSH the first value found wins,
 * IdentityFile and CertificateFile add up, and of Match the criteria `all`, `host`, `originalhost`, `user` and `localuser` count; a block with
 * any other (`exec` above all, which would run a program) never applies. Files that are missing say nothing.
 */
export async function resolveHostConfig(
  question: ConfigQuestion,
  places: ConfigPlaces,
  files: ConfigFiles = diskFiles,
): Promise<HostConfig> {
  const reading = new Reading(question, places, files);
  await reading.file(join(places.userFolder, 'config'), places.userFolder);
  if (places.systemFolder !== undefined) {
    await reading.file(join(places.systemFolder, 'ssh_config'), places.systemFolder);
  }
  return reading.outcome();
}

/** The hosts that the user's config names without wildcards, in its order: what an address field can complete. */
export async function sshConfigHosts(places = configPlaces(), files: ConfigFiles = diskFiles): Promise<string[]> {
  if (places === undefined) return [];
  const names = new Set<string>();
  const collect = async (path: string, depth: number): Promise<void> => {
    for (const { keyword, words } of parseConfigLines((await files.read(path)) ?? '')) {
      if (keyword === 'include' && depth < DEEPEST_INCLUDE) {
        for (const word of words) {
          for (const file of await files.find(includePath(word, places, places.userFolder)))
            await collect(file, depth + 1);
        }
      }
      if (keyword !== 'host') continue;
      for (const word of words) if (!/[*?!]/.test(word)) names.add(word);
    }
  };
  await collect(join(places.userFolder, 'config'), 0);
  return [...names];
}

function includePath(word: string, { home }: ConfigPlaces, folder: string): string {
  if (word === '~' || word.startsWith('~/')) return join(home, word.slice(1));
  return isAbsolute(word) ? word : join(folder, word);
}

/** Single values, taken from the first line that has one. */
const SINGLE = new Set([
  'hostname',
  'port',
  'user',
  'identitiesonly',
  'identityagent',
  'hostkeyalias',
  'hashknownhosts',
]);
const LISTS = new Set(['userknownhostsfile', 'globalknownhostsfile']);

type Applies = 'yes' | 'no';

class Reading {
  readonly #question: ConfigQuestion;
  readonly #places: ConfigPlaces;
  readonly #files: ConfigFiles;
  readonly #values = new Map<string, readonly string[]>();
  readonly #identityFiles: string[] = [];
  readonly #certificateFiles: string[] = [];
  #proxy: { readonly jump?: string; readonly command?: string } | undefined;

  constructor(question: ConfigQuestion, places: ConfigPlaces, files: ConfigFiles) {
    this.#question = question;
    this.#places = places;
    this.#files = files;
  }

  /** @param within Whether the block that includes this file applies; where it does not, nothing in the file can. */
  async file(path: string, folder: string, within: Applies = 'yes', depth = 0): Promise<void> {
    const text = await this.#files.read(path);
    if (text === undefined) return;
    let applies = within;
    for (const line of parseConfigLines(text)) {
      if (line.keyword === 'host') applies = within === 'yes' ? this.#hostApplies(line.words) : 'no';
      else if (line.keyword === 'match') applies = within === 'yes' ? this.#matchApplies(line.words) : 'no';
      else if (line.keyword === 'include') {
        if (depth < DEEPEST_INCLUDE) await this.#include(line.words, folder, applies, depth + 1);
      } else if (applies === 'yes') this.#take(line);
    }
  }

  outcome(): HostConfig {
    const one = (name: string) => this.#values.get(name)?.[0];
    const port = Number(one('port'));
    return {
      hostName: this.#hostName().toLowerCase(),
      port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined,
      user: one('user'),
      identityFiles: this.#identityFiles,
      certificateFiles: this.#certificateFiles,
      identitiesOnly: isYes(one('identitiesonly')),
      identityAgent: one('identityagent'),
      proxyJump: jumpsOf(this.#proxy?.jump),
      proxyCommand: this.#proxy?.command?.toLowerCase() === 'none' ? undefined : this.#proxy?.command,
      hostKeyAlias: one('hostkeyalias'),
      hashKnownHosts: isYes(one('hashknownhosts')),
      userKnownHostsFiles: this.#values.get('userknownhostsfile'),
      globalKnownHostsFiles: this.#values.get('globalknownhostsfile'),
    };
  }

  async #include(words: readonly string[], folder: string, applies: Applies, depth: number): Promise<void> {
    for (const word of words) {
      for (const file of await this.#files.find(includePath(word, this.#places, folder))) {
        await this.file(file, folder, applies, depth);
      }
    }
  }

  #hostApplies(patterns: readonly string[]): Applies {
    return matchesPatterns(patterns, this.#question.host) ? 'yes' : 'no';
  }

  /** `host a,b user c`: every criterion has to hold; `!` before one turns it round. */
  #matchApplies(words: readonly string[]): Applies {
    for (let at = 0; at < words.length; at += 1) {
      const word = (words[at] ?? '').toLowerCase();
      const negated = word.startsWith('!');
      const criterion = negated ? word.slice(1) : word;
      if (criterion === 'all') {
        if (negated || words.length !== 1) return 'no';
        continue;
      }
      at += 1;
      const subject = this.#subjectOf(criterion);
      const patterns = words[at];
      if (subject === undefined || patterns === undefined) return 'no';
      const isHost = criterion === 'host' || criterion === 'originalhost';
      const list = (isHost ? patterns.toLowerCase() : patterns).split(',');
      if (matchesPatterns(list, isHost ? subject.toLowerCase() : subject) === negated) return 'no';
    }
    return 'yes';
  }

  #subjectOf(criterion: string): string | undefined {
    switch (criterion) {
      case 'host':
        return this.#hostName();
      case 'originalhost':
        return this.#question.host;
      case 'user':
        return this.#question.user ?? this.#values.get('user')?.[0] ?? this.#places.localUser;
      case 'localuser':
        return this.#places.localUser;
      default:
        return undefined;
    }
  }

  #hostName(): string {
    const { host } = this.#question;
    const told = this.#values.get('hostname')?.[0];
    return told === undefined ? host : expandHostName(told, host);
  }

  #take({ keyword, rest, words }: ConfigLine): void {
    const [first] = words;
    if (first === undefined) return;
    if (keyword === 'identityfile' || keyword === 'certificatefile') {
      const files = keyword === 'identityfile' ? this.#identityFiles : this.#certificateFiles;
      if (!files.includes(first)) files.push(first);
    } else if (keyword === 'proxyjump') {
      // Takes the line up to a comment, quotes and all (parse_jump() in readconf.c); it and ProxyCommand exclude each other.
      this.#proxy ??= { jump: rest.replace(/#.*$/s, '').trimEnd() };
    } else if (keyword === 'proxycommand') {
      this.#proxy ??= { command: rest };
    } else if (SINGLE.has(keyword) && !this.#values.has(keyword)) {
      this.#values.set(keyword, [first]);
    } else if (LISTS.has(keyword) && !this.#values.has(keyword)) {
      this.#values.set(keyword, words);
    }
  }
}

function isYes(value: string | undefined): boolean {
  return /^(?:yes|true)$/i.test(value ?? '');
}

function jumpsOf(text: string | undefined): string[] | undefined {
  if (text === undefined || text.toLowerCase() === 'none') return undefined;
  return text.split(',').map((jump) => jump.trim());
}
