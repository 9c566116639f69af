import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2';
import { type ScriptedServer, startScriptedServer } from '../contracts/sftp-scripted-server.ts';

const { STATUS_CODE } = ssh2.utils.sftp;
const FILE = '/tree/honest.txt';
const content = Buffer.from('fine');

/**
 * An SFTP server, of everyone's account, of which every folder holds a folder `d`, without end; in `/tree` an honest file lies beside
 * it. It makes all of it up: on a disk each step down would cost the whole way.
 */
export function startEndlessNest(): Promise<ScriptedServer> {
  return startScriptedServer({ sftp: serve });
}

function serve(sftp: SFTPWrapper): void {
  /** By their handles: what is open, and whether a folder has been listed. */
  const opened = new Map<string, { readonly path: string; listed: boolean }>();
  const open = (id: number, path: string) => {
    const handle = String(id);
    opened.set(handle, { path, listed: false });
    sftp.handle(id, Buffer.from(handle));
  };
  sftp.on('REALPATH', (id, path) => sftp.name(id, [row(path === '.' ? '/' : path)]));
  for (const look of ['LSTAT', 'STAT'] as const)
    sftp.on(look, (id: number, path: string) => sftp.attrs(id, attributesOf(path)));
  sftp.on('FSTAT', (id) => sftp.attrs(id, attributesOf(FILE)));
  sftp.on('OPENDIR', open);
  sftp.on('OPEN', (id, path) => open(id, path));
  sftp.on('READDIR', (id, handle) => {
    const folder = opened.get(handle.toString());
    if (folder === undefined || folder.listed) return void sftp.status(id, STATUS_CODE.EOF);
    folder.listed = true;
    sftp.name(id, [row(`${folder.path}/d`), ...(folder.path === '/tree' ? [row(FILE)] : [])]);
  });
  sftp.on('READ', (id, _handle, offset, length) => {
    if (offset < content.length) sftp.data(id, content.subarray(offset, offset + length));
    else sftp.status(id, STATUS_CODE.EOF);
  });
  sftp.on('CLOSE', (id, handle) => {
    opened.delete(handle.toString());
    sftp.status(id, STATUS_CODE.OK);
  });
}

function row(path: string) {
  const filename = path === '/' ? path : path.slice(path.lastIndexOf('/') + 1);
  return { filename, longname: filename, attrs: attributesOf(path) };
}

function attributesOf(path: string): Attributes {
  const kind = path === FILE ? { mode: 0o100_644, size: content.length } : { mode: 0o40_755, size: 0 };
  return { ...kind, uid: 0, gid: 0, atime: 0, mtime: 0 };
}
