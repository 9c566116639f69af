import { LOCAL } from '../../../shared/model/connection.ts';
import type { MessageId } from '../../app/messages.ts';
import type { Services } from '../../app/services.ts';
import { otherSide, type Side } from '../../app/workspace-store.ts';

/** "Upload" and "Download" say more than "Copy" where one side is this machine. */
export function copyLabel(services: Services, side: Side): MessageId {
  const from = services.activePane(side)?.getState().fs;
  const to = services.activePane(otherSide[side])?.getState().fs;
  if (from === LOCAL && to !== undefined && to !== LOCAL) return 'command.upload';
  if (to === LOCAL && from !== LOCAL) return 'command.download';
  return 'command.copy';
}
