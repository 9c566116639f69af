import type { SentenceTexts } from '../sentences.ts';
import { appSentences } from './app-sentences.ts';
import { fileSentences } from './file-sentences.ts';
import { ftpSentences } from './ftp-sentences.ts';
import { localSentences } from './local-sentences.ts';
import { monitorSentences } from './monitor-sentences.ts';
import { sftpSentences } from './sftp-sentences.ts';
import { transferSentences } from './transfer-sentences.ts';

/** Every sentence of the main process in German, by the part of Portside that says it. `test/house` knows what is missing. */
export const germanSentences: SentenceTexts = {
  ...appSentences,
  ...fileSentences,
  ...ftpSentences,
  ...localSentences,
  ...monitorSentences,
  ...sftpSentences,
  ...transferSentences,
};
