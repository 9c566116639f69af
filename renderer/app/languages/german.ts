import type { MessageId } from '../messages.ts';
import { connectionMessages } from './german/connections.ts';
import { editMessages } from './german/edit.ts';
import { fileMessages } from './german/files.ts';
import { monitorMessages } from './german/monitor.ts';
import { settingsMessages } from './german/settings.ts';
import { siteMessages } from './german/sites.ts';
import { transcriptMessages } from './german/transcript.ts';
import { transferMessages } from './german/transfers.ts';
import { windowMessages } from './german/window.ts';

/** Every word of the window in German, in files as the English ones stand beside their features. */
export const german: Record<MessageId, string> = {
  ...windowMessages,
  ...connectionMessages,
  ...editMessages,
  ...fileMessages,
  ...monitorMessages,
  ...settingsMessages,
  ...siteMessages,
  ...transcriptMessages,
  ...transferMessages,
};
