import { joinPath } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { duplicate } from '../../client/operation.ts';

/** Makes a copy of a file beside it, by the server itself, under the next free name, and selects it. */
export async function duplicateEntry(services: Services, tabId: string, name: string): Promise<void> {
  const pane = services.pane(tabId).getState();
  const copy = freeName(name, new Set(pane.rows.map(({ entry }) => entry.name)));
  try {
    await duplicate(services.client, { fs: pane.fs, path: joinPath(pane.path, name) }, copy).done;
    pane.revealNext(copy);
    services.notices.getState().succeed('notice.duplicated', { name: copy });
  } catch (error) {
    services.notices.getState().fail('error.duplicate', errorDataOf(error), { name });
  }
  services.refreshTab(tabId);
}

/** `report.pdf`, taken: `report (2).pdf`, `report (3).pdf`, ... */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 2; ; number++) {
    const candidate = `${stem} (${number})${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}
