import { expect, it } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { torture, torturedServers } from '../torture/torture-run.ts';

const SEED = 20_261_121;
/** What TLS changes, one server shows; `npm run torture` has the other as well. */
const servers = Object.keys(torturedServers).filter((name) => name !== 'pure-ftpd-tls');

describeWithServers('on a line that breaks at random', () => {
  it.each(servers as (keyof typeof torturedServers)[])(
    'every file arrives whole, once, over %s',
    async (server) => {
      const { wrong, faults } = await torture({ server, files: 60, faults: 3, seed: SEED, kinds: ['cut', 'reset'] });
      expect(wrong).toEqual([]);
      expect(faults).toBeGreaterThan(0);
    },
    60_000,
  );
});
