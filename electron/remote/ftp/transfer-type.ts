import type { FtpTransferType } from '../../../shared/model/connection-options.ts';
import { baseName, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { ControlConnection } from './control-connection.ts';
import { replyError } from './ftp-errors.ts';
import type { Limit } from './limit.ts';
import { isPositive } from './reply.ts';

/** How bytes travel (RFC 959 §3.1.1): `image` as they are, `ascii` with line ends of the network, CR LF. */
export type DataType = 'image' | 'ascii';

/** What `auto` takes for text, by the end of the name: what people write and nobody signs, packs or compares by its bytes. */
const textExtensions = new Set(
  (
    'asp aspx bash bat c cc cfg cgi cmd conf cpp cs css csv cxx diff ejs erb go h hpp htm html htaccess htpasswd hxx ini ' +
    'java js json jsp jsx less log lua m4 md mjs mk nfo patch php php3 php4 php5 phtml pl pm properties ps1 py rb rs ' +
    'rst sass scss sh shtml sql svelte tcl tex text toml ts tsv tsx txt vb vue xhtml xml xsd xsl xslt yaml yml'
  ).split(' '),
);

/** A name without a dot that belongs to a text all the same. */
const textNames = new Set(['readme', 'license', 'changelog', 'makefile', 'dockerfile']);

/** The type in which a file of this name travels, where the site says `wanted`. */
export function dataTypeOf(path: RemotePath, wanted: FtpTransferType): DataType {
  if (wanted !== 'auto') return wanted === 'ascii' ? 'ascii' : 'image';
  const name = baseName(path).toLowerCase();
  const dot = name.lastIndexOf('.');
  const isText = dot < 0 ? textNames.has(name) : textExtensions.has(name.slice(dot + 1));
  return isText ? 'ascii' : 'image';
}

/** The TYPE that the server is in. Connecting sets `image`; it is changed only when another one is needed. */
export class TypeSwitch {
  readonly #control: ControlConnection;
  #current: DataType = 'image';

  constructor(control: ControlConnection) {
    this.#control = control;
  }

  /** TYPE A or TYPE I, unless the server is in it already. SIZE and checksums count the bytes of the type, so they need `image` (RFC 3659 §4). */
  async use(type: DataType, limit: Limit): Promise<void> {
    if (this.#current === type) return;
    const command = type === 'ascii' ? 'TYPE A' : 'TYPE I';
    const reply = await this.#control.ask(command, limit);
    if (!isPositive(reply)) throw replyError(reply, { to: `change the type of transfer (${command})` });
    this.#current = type;
  }
}
