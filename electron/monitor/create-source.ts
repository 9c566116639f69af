import type { WatchSettings } from '../../shared/model/monitor.ts';
import type { Exec } from './exec.ts';
import type { MonitorSource } from './monitor-source.ts';
import type { Probe, ProbedKind } from './probe.ts';
import { createOpenSshSource } from './sources/openssh.ts';
import { createProftpdSource } from './sources/proftpd.ts';
import { createPureFtpdSource } from './sources/pure-ftpd.ts';
import { createVsftpdSource } from './sources/vsftpd.ts';

type CreateSource = (exec: Exec, probe: Probe, settings: WatchSettings) => MonitorSource;

const sources: Record<ProbedKind, CreateSource> = {
  'pure-ftpd': createPureFtpdSource,
  proftpd: createProftpdSource,
  vsftpd: createVsftpdSource,
  openssh: createOpenSshSource,
};

/** The source of one kind of server on a probed machine. */
export function createSource(kind: ProbedKind, exec: Exec, probe: Probe, settings: WatchSettings): MonitorSource {
  return sources[kind](exec, probe, settings);
}
