import type { Language } from '@kaiwu/core'
import { type Write, writer } from '../texts.ts'
import { settings } from './settings.ts'
import { useStore } from './store.ts'

const writers: Readonly<Record<Language, Write>> = { zh: writer('zh'), en: writer('en') }

/** The reader's language and the writer of texts in it. */
export function useTexts(): Readonly<{ language: Language; write: Write }> {
  const { language } = useStore(settings)
  return { language, write: writers[language] }
}
