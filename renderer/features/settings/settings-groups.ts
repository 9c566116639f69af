/** The parts of the settings, by what stands above them. */
export const settingsGroups = [
  'settings.appearance',
  'settings.files',
  'settings.transfers',
  'settings.passwords',
  'settings.keyboard',
] as const;
