import { useLayoutEffect } from 'react'
import { settings } from './settings.ts'
import { useStore } from './store.ts'
import { useMedia } from './use-media.ts'

/** Whether the page is dark now, and keeps the document's language and theme in step with the settings. */
export function useDark(): boolean {
  const { language, theme } = useStore(settings)
  const systemDark = useMedia('(prefers-color-scheme: dark)')
  const dark = theme === 'dark' || (theme === 'system' && systemDark)
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  }, [dark, language])
  return dark
}
