import {
  type CommandId,
  commands,
  isSameShortcut,
  type Keyboard,
  type Shortcut,
  shortcutsOf,
  usualShortcuts,
} from '../files/commands.ts';

type Keys = Omit<Keyboard, 'names'>;
type Chosen = Keyboard['chosen'];

const commandIds = Object.keys(commands) as CommandId[];

/** Gives a command these keys alone. A key that it lets go, and had taken from another command, is that one's again. */
export function chooseShortcuts(id: CommandId, shortcuts: readonly Shortcut[], { platform, chosen }: Keys): Chosen {
  const isKept = (key: Shortcut) => shortcuts.some((other) => isSameShortcut(other, key));
  const letGo = (chosen[id] ?? []).filter((key) => !isKept(key));
  let result: Chosen = { ...chosen, [id]: shortcuts };
  for (const key of letGo) result = giveBack(key, { platform, chosen: result });
  return result;
}

/** Gives a command a key that another one has. The other one keeps what else it has. */
export function takeOverShortcut(id: CommandId, shortcut: Shortcut, from: CommandId, keyboard: Keys): Chosen {
  const theirs = shortcutsOf(from, keyboard);
  const taken = theirs.find((key) => isSameShortcut(key, shortcut));
  const chosen = { ...keyboard.chosen, [from]: theirs.filter((key) => key !== taken) };
  const earlier = (taken?.takenFrom ?? []).filter((other) => other !== id && other !== from);
  const takenFrom = [...earlier, from];
  return chooseShortcuts(id, [{ ...shortcut, takenFrom }], { ...keyboard, chosen });
}

/**
 * Gives a command the keys again that it came with. What it had taken is given back; whoever has one of its own keys loses it, and
 * where that leaves none, has what it came with again.
 */
export function resetShortcuts(id: CommandId, { platform, chosen }: Keys): Chosen {
  let { [id]: _own, ...result } = chooseShortcuts(id, [], { platform, chosen });
  for (const key of usualShortcuts(id, platform)) {
    const keyboard = { platform, chosen: result };
    const holder = commandIds.find((other) => other !== id && has(other, key, keyboard));
    if (holder === undefined) continue;
    const left = shortcutsOf(holder, keyboard).filter((other) => !isSameShortcut(other, key));
    result = left.length > 0 ? { ...result, [holder]: left } : resetShortcuts(holder, keyboard);
  }
  return result;
}

function giveBack({ takenFrom = [], ...key }: Shortcut, keyboard: Keys): Chosen {
  const { platform, chosen } = keyboard;
  const owner = commandIds.find((id) => id === takenFrom.at(-1));
  if (owner === undefined || commandIds.some((id) => has(id, key, keyboard))) return chosen;
  const { [owner]: theirs, ...others } = chosen;
  // Who has been reset since wants no more than it came with.
  if (theirs === undefined) return chosen;
  const usual = usualShortcuts(owner, platform);
  const place = (one: Shortcut) => {
    const at = usual.findIndex((other) => isSameShortcut(other, one));
    return at < 0 ? usual.length : at;
  };
  const earlier = takenFrom.slice(0, -1);
  const returned: Shortcut = earlier.length > 0 ? { ...key, takenFrom: earlier } : key;
  const again = [...theirs, returned];
  const isUsual = again.length === usual.length && again.every((one) => place(one) < usual.length && !one.takenFrom);
  return isUsual ? others : { ...others, [owner]: again.toSorted((one, other) => place(one) - place(other)) };
}

function has(id: CommandId, key: Shortcut, keyboard: Keys): boolean {
  return shortcutsOf(id, keyboard).some((other) => isSameShortcut(other, key));
}
