const CR = 0x0d;
const LF = 0x0a;
const nothing = Buffer.alloc(0);

/** Changes the line ends of a stream of bytes, however it is cut into pieces. */
export interface LineEnds {
  translate(piece: Buffer): Buffer;
  /** What was held back until the next piece should show what it belongs to. */
  end(): Buffer;
}

/** To the network: every LF gets its CR (RFC 959 §3.1.1.1), unless it has one. A CR alone stays. */
export class ToNetwork implements LineEnds {
  #afterCr = false;

  translate(piece: Buffer): Buffer {
    if (piece.length === 0) return piece;
    let lacking = 0;
    for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, at + 1))
      if (this.#lacksCr(piece, at)) lacking += 1;
    let result = piece;
    if (lacking > 0) {
      result = Buffer.allocUnsafe(piece.length + lacking);
      let [from, to] = [0, 0];
      for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, at + 1)) {
        if (!this.#lacksCr(piece, at)) continue;
        to += piece.copy(result, to, from, at);
        result[to] = CR;
        to += 1;
        from = at;
      }
      piece.copy(result, to, from);
    }
    this.#afterCr = piece.at(-1) === CR;
    return result;
  }

  end(): Buffer {
    return nothing;
  }

  #lacksCr(piece: Buffer, at: number): boolean {
    return at === 0 ? !this.#afterCr : piece[at - 1] !== CR;
  }
}

/** From the network to a system that ends its lines with LF. A CR alone stays. */
export class FromNetwork implements LineEnds {
  #heldCr = false;

  translate(piece: Buffer): Buffer {
    if (piece.length === 0) return piece;
    const whole = this.#heldCr ? Buffer.concat([Buffer.of(CR), piece]) : piece;
    this.#heldCr = whole.at(-1) === CR;
    const end = this.#heldCr ? whole.length - 1 : whole.length;
    const result = Buffer.allocUnsafe(end);
    let [from, to] = [0, 0];
    for (let at = whole.indexOf(CR); at >= 0 && at < end; at = whole.indexOf(CR, at + 1)) {
      if (whole[at + 1] !== LF) continue;
      to += whole.copy(result, to, from, at);
      from = at + 1;
    }
    to += whole.copy(result, to, from, end);
    return result.subarray(0, to);
  }

  end(): Buffer {
    const held = this.#heldCr ? Buffer.of(CR) : nothing;
    this.#heldCr = false;
    return held;
  }
}

/** From the network to a system that ends its lines as the network does. */
class Unchanged implements LineEnds {
  translate(piece: Buffer): Buffer {
    return piece;
  }

  end(): Buffer {
    return nothing;
  }
}

/** The translation of a download to this machine. */
export function fromNetwork(platform: NodeJS.Platform = process.platform): LineEnds {
  return platform === 'win32' ? new Unchanged() : new FromNetwork();
}
