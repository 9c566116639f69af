import type * as Electron from 'electron';

/** An event as Electron hands it to listeners, with a record of whether one of them prevented what would follow. */
export function electronEvent<Details extends object>(details: Details): Electron.Event<Details> {
  let prevented = false;
  return {
    ...details,
    preventDefault() {
      prevented = true;
    },
    get defaultPrevented() {
      return prevented;
    },
  };
}
