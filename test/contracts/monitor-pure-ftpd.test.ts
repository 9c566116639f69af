import { join } from 'node:path';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import { accounts, monitorSourceSuite } from './monitor-source.suite.ts';
import { DOWNLOAD, ftpVisit, UPLOAD } from './monitor-visitors.ts';

const listed = {
  downloading: {
    user: 'alice',
    address: '127.0.0.11',
    status: 'downloading',
    file: DOWNLOAD,
    size: 64 * 1024 * 1024,
    protocol: 'ftp',
  },
  uploading: { user: 'bob', address: '127.0.0.12', status: 'uploading', file: UPLOAD, size: undefined },
  idle: { user: 'alice', address: '127.0.0.13', status: 'idle', file: undefined },
  loggingIn: { user: undefined, address: '127.0.0.14', status: 'logging-in' },
} as const;
const titled = { address: undefined, file: undefined } as const;

describeWithServers('watching Pure-FTPd', () => {
  monitorSourceSuite({
    name: 'by pure-ftpwho',
    kind: 'pure-ftpd',
    sees: {
      root: listed,
      warden: listed,
      watch: {
        downloading: { user: 'alice', status: 'downloading', ...titled },
        uploading: { user: 'bob', status: 'uploading', ...titled },
        idle: { user: 'alice', status: 'idle', ...titled },
        loggingIn: { user: undefined, status: 'logging-in', ...titled },
      },
    },
    async start() {
      const server = await startPureFtpd({ accounts });
      return {
        server,
        visit: ftpVisit(server),
        settings: { logFiles: ['/run/portside/log/syslog'] },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
    logFile: ({ home }) => join(home, '../../log/syslog'),
    failureLine: (user) =>
      `${new Date().toISOString()} host pure-ftpd[7]: (?@127.0.0.19) [WARNING] Authentication failed for user [${user}]`,
  });
});
