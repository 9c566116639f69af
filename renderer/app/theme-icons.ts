import { type LucideIcon, Moon, Sun, SunMoon } from 'lucide-react';
import type { Theme } from '../../shared/model/settings.ts';

export const themeIcons: Readonly<Record<Theme, LucideIcon>> = { system: SunMoon, light: Sun, dark: Moon };
