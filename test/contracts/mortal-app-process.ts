import { flushCompileCache } from 'node:module';
import { createApp } from '../../electron/app.ts';
import type { EventName, EventPayload } from '../../shared/ipc/contract.ts';
import type { MortalNews } from './mortal-app.ts';

/** The child of `MortalApp`: the app without a host, its window at the other end of the channel. */
const [data = ''] = process.argv.slice(2);
const secret = process.env['PASSWORD'] ?? '';
const tell = (news: MortalNews) => process.send?.(news);
const logger = { info: console.error, error: console.error };
const ports = { kind: 'loopback', version: '0', dataDirectory: data, logger } as const;
const app = await createApp(ports, { openDemo: false });

const answered = new Set<string>();
const window = {
  id: 'window',
  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    if (event === 'transfers.delta') tell({ delta: payload as EventPayload<'transfers.delta'> });
    if (event !== 'prompts.changed') return;
    for (const { id, question } of (payload as EventPayload<'prompts.changed'>).prompts) {
      if (answered.has(id)) continue;
      answered.add(id);
      const answer =
        question.kind === 'password' ? ({ kind: 'secret', secret } as const) : { kind: 'trust', remember: true };
      void app.dispatch('prompts.answer', { id, answer }, window);
    }
  },
};
app.addWindow(window);
process.on('message', async ({ id, name, input }: { id: number; name: string; input: unknown }) => {
  tell({ id, result: await app.dispatch(name, input, window) });
});
process.on('disconnect', () => process.exit(1));
tell({ ready: true });
// It is killed, and would never come to keep its modules compiled for the next one (NODE_COMPILE_CACHE).
flushCompileCache();
