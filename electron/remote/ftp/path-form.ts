import { RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, parentPath, pathSegments, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';
import { parseWorkingDirectory, type Reply } from './reply.ts';

/** How a server spells paths. Ours have slashes; what a server of another kind spells is found in `directory` and nowhere else. */
export interface PathForm {
  /** `foreign`: directories are entered and what is in them is named alone; Portside changes nothing there. */
  readonly kind: 'slashes' | 'foreign';
  /** What the system is called, for people. */
  readonly system: string;
  /** The argument of CWD. */
  directory(path: RemotePath): string;
}

export interface Start {
  readonly paths: PathForm;
  readonly home: RemotePath;
}

/**
 * Where a session begins, and in which form its paths are, from SYST and PWD. A server of VMS or z/OS that begins with a
 * slash (z/OS in its Unix files, VMS with a Unix face) is taken by its word.
 */
export function startOf(system: string, workingDirectory: Reply): Start {
  const path = quotedPath(workingDirectory);
  const vms = /\bVMS\b/i.test(system) ? /^([\w$-]{1,64}):\[([^\]]{0,200})\]/.exec(path.replaceAll('.][', '.')) : null;
  if (vms) return { paths: vmsPaths, home: `/${[vms[1], ...vmsParts(vms[2] ?? '')].join('/')}` };
  const mvs = /\bMVS\b|z\/OS/i.test(system) ? /^'([A-Z0-9@#$.-]{1,44})'$/i.exec(path) : null;
  if (mvs) return { paths: mvsPaths, home: `/${(mvs[1] ?? '').replace(/\.$/, '')}` };
  return { paths: slashes, home: parseWorkingDirectory(workingDirectory) };
}

/** Throws `unsupported` where paths are not such that Portside could change anything with certainty. */
export function refuseForeign(paths: PathForm, path: RemotePath): void {
  if (paths.kind === 'slashes') return;
  throw new RemoteError('unsupported', `Portside reads from ${paths.system} but does not change anything there.`, {
    path,
    hint: 'Where the server can show its files as Unix paths, ask its operator to switch that on: then all works as usual.',
  });
}

/** What a command about a file says once its directory was entered, or without. */
export function fileArgument(paths: PathForm, path: RemotePath): string {
  return paths.kind === 'slashes' ? path : baseName(path);
}

/** The directory that has to be entered before a command about this file, if any. */
export function directoryToEnter(paths: PathForm, path: RemotePath): string | undefined {
  return paths.kind === 'slashes' ? undefined : paths.directory(parentPath(path));
}

const slashes: PathForm = { kind: 'slashes', system: 'Unix', directory: (path) => path };

/** `/DISK$USER/ANN/SUB` is `DISK$USER:[ANN.SUB]`; the top of a disk is `[000000]` (OpenVMS User's Manual, "Directory specifications"). */
const vmsPaths: PathForm = {
  kind: 'foreign',
  system: 'VMS',
  directory(path) {
    const [device = '', ...parts] = pathSegments(path);
    return `${device}:[${parts.length === 0 ? VMS_TOP : parts.join('.')}]`;
  },
};

const VMS_TOP = '000000';

function vmsParts(inside: string): string[] {
  return inside.split('.').filter((part) => part !== '' && part !== VMS_TOP);
}

/** `/ANN/DATA.SOURCE` is the data set `'ANN.DATA.SOURCE'`, or all that begins so; what is in it is named alone, member or data set. */
const mvsPaths: PathForm = {
  kind: 'foreign',
  system: 'z/OS',
  directory: (path) => `'${pathSegments(path).join('.')}'`,
};

function quotedPath(reply: Reply): string {
  return /"((?:[^"]|"")*)"/.exec(reply.lines[0] ?? '')?.[1]?.replaceAll('""', '"') ?? '';
}

/** The only row of a root that no server of this kind has: the way to where the session began. */
export function topOf(home: RemotePath): string {
  return pathSegments(home)[0] ?? ROOT;
}
