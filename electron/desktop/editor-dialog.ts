import { dialog, type OpenDialogOptions } from 'electron';

export interface EditorDialogTexts {
  readonly chooseEditor: string;
  /** What is chosen from. */
  readonly programs: string;
}

/** Asks for the program that edits files by the system's own dialog; undefined where the user cancels. */
export async function chooseEditor({ chooseEditor: title, programs }: EditorDialogTexts): Promise<string | undefined> {
  const options: OpenDialogOptions = { title, properties: ['openFile'] };
  if (process.platform === 'darwin') options.defaultPath = '/Applications';
  if (process.platform === 'win32') options.filters = [{ name: programs, extensions: ['exe'] }];
  const { filePaths } = await dialog.showOpenDialog(options);
  return filePaths[0];
}
