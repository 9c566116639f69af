import type { ConflictAction } from '../../../shared/model/transfer.ts';
import type { MessageId } from '../../app/messages.ts';

/** What each way of dealing with an existing file is called. */
export const conflictWords: Record<ConflictAction, MessageId> = {
  ask: 'conflict.ask',
  overwrite: 'conflict.overwrite',
  newer: 'conflict.newerOnly',
  'size-differs': 'conflict.sizeDiffers',
  'newer-or-size-differs': 'conflict.newerOrSize',
  resume: 'conflict.resume',
  rename: 'conflict.rename',
  skip: 'conflict.skip',
};
