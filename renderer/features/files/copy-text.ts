import type { MessageId } from '../../app/messages.ts';
import type { Services } from '../../app/services.ts';

/** Puts lines onto the clipboard, and says so; a browser may refuse it, where the page has not the focus for example. */
export async function copyLines(services: Services, lines: readonly string[], done: MessageId): Promise<void> {
  const [name = ''] = lines;
  try {
    await navigator.clipboard.writeText(lines.join('\n'));
    services.clipboard.forget();
    services.notices.getState().succeed(done, { count: lines.length, name });
  } catch {
    services.notices.getState().fail('error.clipboard', undefined);
  }
}
