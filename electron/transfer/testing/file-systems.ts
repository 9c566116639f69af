import { Connections } from '../../remote/connections.ts';
import { FileSystems } from '../../remote/file-systems.ts';
import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';
import { silentTranscript } from '../../remote/transcript.ts';

/** This machine's file system, with no connection open. */
export function fileSystemsOf(local: RemoteFileSystem): FileSystems {
  const connect = async () => local;
  const connections = new Connections({
    connect: { sftp: connect, ftp: connect },
    transcriptFor: () => silentTranscript,
    onChange() {},
  });
  return new FileSystems(connections, local);
}
