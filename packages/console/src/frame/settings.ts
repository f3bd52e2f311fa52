import type { Language } from '@kaiwu/core'
import { createStore } from './store.ts'

/** What the reader chose for the page: language, and light, dark or as the system. */
export type Settings = Readonly<{ language: Language; theme: ThemeChoice }>

/** How the page looks. */
export type ThemeChoice = 'system' | 'light' | 'dark'

const themes: readonly ThemeChoice[] = ['system', 'light', 'dark']
const keys = { language: 'kaiwu.language', theme: 'kaiwu.theme' } as const

/** The settings, remembered in the browser. public/first-paint.js reads the same keys before the page is drawn. */
export const settings = createStore<Settings>({ language: firstLanguage(), theme: firstTheme() })

/** Changes a setting and remembers it. */
export function changeSettings(change: Partial<Settings>): void {
  settings.set({ ...settings.get(), ...change })
  for (const [name, value] of Object.entries(change)) remember(keys[name as keyof Settings], value)
}

/** The choice after this one: system, light, dark, and round again. */
export function nextTheme(theme: ThemeChoice): ThemeChoice {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
}

function firstLanguage(): Language {
  const stored = recall(keys.language)
  if (stored === 'zh' || stored === 'en') return stored
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

function firstTheme(): ThemeChoice {
  const stored = recall(keys.theme)
  return themes.find((theme) => theme === stored) ?? 'system'
}

// Browsers may forbid storage (private windows, policies of the plant). The page then forgets, and works.
function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    return
  }
}
