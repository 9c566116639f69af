import { TransferSettings } from '../../shared/model/transfer.ts';
import { JsonFile } from '../storage/atomic-json.ts';

/** How the queue works, as the user wants it; kept in a file of its own. */
export class TransferSettingsFile {
  readonly #file: JsonFile<TransferSettings>;
  readonly #onChange: (settings: TransferSettings) => void;
  #current: TransferSettings;

  private constructor(
    file: JsonFile<TransferSettings>,
    current: TransferSettings,
    onChange: (settings: TransferSettings) => void,
  ) {
    this.#file = file;
    this.#current = current;
    this.#onChange = onChange;
  }

  static async open(options: {
    file: string;
    onSetAside: (message: string) => void;
    onChange: (settings: TransferSettings) => void;
  }): Promise<TransferSettingsFile> {
    const { file: path, onSetAside, onChange } = options;
    const empty = TransferSettings.parse({});
    const file = new JsonFile({ file: path, schema: TransferSettings, empty, onSetAside });
    return new TransferSettingsFile(file, await file.read(), onChange);
  }

  get current(): TransferSettings {
    return this.#current;
  }

  /** Takes hold at once; resolves when it is on the disk. */
  async set(change: Partial<TransferSettings>): Promise<TransferSettings> {
    this.#current = { ...this.#current, ...change };
    this.#onChange(this.#current);
    await this.#file.update(() => this.#current);
    return this.#current;
  }
}
